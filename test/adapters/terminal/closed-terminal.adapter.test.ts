import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fates, startLeaving } from '../../support/leaving-reader.js';
import { type BundledSource, bundleSource } from '../../support/run-source.js';

/** Asks what its argument says, and tells on stdout, which is elsewhere, what came of it. */
const PROGRAM = `
import { operatorInput } from './src/adapters/terminal/operator-input.js';
import { openQuestions } from './src/adapters/terminal/questions.js';
import { outputStreams } from './src/cli/output/output.js';
import { leaveClosedTerminal } from './src/cli/output/closed-terminal.js';

const questions = openQuestions({ color: false });
const choices = ['pg2', 'pg3'].map((value) => ({ value, remark: '', disabled: null }));
const ASK = {
  text: () => questions.askText({ question: 'Primary', standard: 'pg1', option: '--leader' }),
  choice: () => questions.askChoice({ question: '', title: 'Primary', standard: '', option: '--candidate', choices }),
  confirm: () => questions.confirm('Primary?', '--force'),
  secret: () => operatorInput.askSecret('Primary: ', '--password'),
};
const { stdout } = outputStreams();
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function main() {
  const [name, ms] = process.argv.slice(2);
  stdout.write('ready\\n');
  await wait(Number(ms));
  return 'got ' + (await ASK[name]());
}
main().catch(({ outcome, message }) => 'failure ' + outcome + ' ' + message).then(async (text) => {
  stdout.write(text);
  await stdout.taken();
  leaveClosedTerminal();
  process.exit(9);
});
`;

const FATES: Fates = { stdout: 'read', stderr: 'terminal' };

let source: BundledSource;
beforeAll(async () => {
  source = await bundleSource(PROGRAM);
});
afterAll(() => source.remove());

const start = (args: readonly string[], fates: Fates, env: Readonly<Record<string, string>> = {}) =>
  startLeaving(args, fates, { env, program: [process.execPath, source.path] });

const ABORTED = 'failure cancelled Aborted!';
const NOBODY = /^failure usage .*nobody can be asked/;

describe('a terminal that is closed', () => {
  it.each([
    ['text', 'xterm', ABORTED],
    ['choice', 'xterm', ABORTED],
    ['confirm', 'xterm', ABORTED],
    ['secret', 'xterm', NOBODY],
    ['text', 'dumb', NOBODY],
    ['confirm', 'dumb', NOBODY],
  ])('is nobody who answers what is asked: %s in %s', async (name, TERM, answer) => {
    expect(await closing([name, '0'], 'Primary', TERM)).toMatch(answer);
  });

  it.each(['text', 'choice', 'confirm', 'secret'])('is nobody who can be asked then: %s', async (name) => {
    expect(await closing([name, '1000'], 'ready', 'xterm')).toMatch(NOBODY);
  });

  async function closing(args: readonly string[], text: string, TERM: string): Promise<string> {
    const program = start(args, FATES, { TERM });
    await program.until(text);
    program.leave();
    const { exit, signal, stdout } = await program.ended;
    expect({ exit, signal }).toEqual({ exit: 9, signal: null });
    return stdout.replace(/^[\s\S]*(?=failure|got)/, '');
  }
});

it('answers in a pipe count though nobody reads the questions', async () => {
  const fates: Fates = { stdout: 'read', stderr: 'leaves' };
  const options = { input: 'y\n', program: [process.execPath, source.path] };
  const program = startLeaving(['confirm', '500'], fates, options);
  await program.until('ready');
  program.leave();
  expect(await program.ended).toMatchObject({ exit: 9, stdout: 'ready\ngot true' });
});

it('a question that cannot be shown to whoever sits there is not asked', async () => {
  const program = start(['confirm', '0'], { stdout: 'terminal', stderr: 'full' });
  const { exit, stdout } = await program.ended;
  expect(exit).toBe(9);
  expect(stdout).toContain(
    'failure usage nobody can be asked, because the question cannot be shown; give --force',
  );
});
