import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledSource, bundleSource, startProgram } from '../../support/run-source.js';

const PROGRAM = `
import { operatorInput } from './src/adapters/terminal/operator-input.js';
import { openQuestions } from './src/adapters/terminal/questions.js';
import { Failure } from './src/errors.js';

const questions = openQuestions({ color: false });
const ASK = {
  can: () => questions.canAsk(),
  text: () => questions.askText({ question: 'Primary', standard: 'pg1', option: '--leader' }),
  required: () => questions.askText({ question: 'Please confirm', standard: null, option: '--confirm' }),
  choice: () => questions.askChoice({
    question: "Candidate ['pg2', 'pg3']", title: 'Candidate', standard: '', option: '--candidate',
    choices: ['pg2', 'pg3'].map((value) => ({ value, remark: '', disabled: null })),
  }),
  confirm: () => questions.confirm('Are you sure?', '--force'),
  secret: () => operatorInput.askSecret('Password: ', '--password'),
  rest: () => operatorInput.readText('-', '-f'),
};

async function main() {
  for (const name of process.argv.slice(2)) console.log(JSON.stringify(await ASK[name]()));
}
main().catch((error) => {
  console.log(JSON.stringify(error instanceof Failure ? { ...error.problem, outcome: error.outcome } : String(error)));
});
`;

let source: BundledSource;

beforeAll(async () => {
  source = await bundleSource(PROGRAM);
});

afterAll(() => source.remove());

/** Through a shell, so that standard input is what a shell makes it. */
function ask(names: string, { from = '', to = '' }: { from?: string; to?: string } = {}) {
  const script = `${from} ${process.execPath} ${source.path} ${names} ${to}`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', script], { encoding: 'utf8', timeout: 10_000 });
  expect(status).toBe(0);
  const answers: unknown[] = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { answers, stderr };
}

describe('questions without a terminal', () => {
  it('are asked in the words of patronictl, and answered by lines', () => {
    const { answers, stderr } = ask('text choice confirm text', {
      from: String.raw`printf 'pg9\npg3\ny\n\n' |`,
    });
    expect(answers).toEqual(['pg9', 'pg3', true, 'pg1']);
    expect(stderr).toBe("Primary [pg1]: Candidate ['pg2', 'pg3'] []: Are you sure? [y/N]: Primary [pg1]: ");
  });

  it.each([
    { typed: 'y', answer: true },
    { typed: 'YES ', answer: true },
    { typed: 'No', answer: false },
    { typed: '', answer: false },
  ])('take "$typed" for $answer', ({ typed, answer }) => {
    expect(ask('confirm', { from: String.raw`printf '${typed}\n' |` }).answers).toEqual([answer]);
  });

  it('are asked again until the answer is yes or no', () => {
    const { answers, stderr } = ask('confirm', { from: String.raw`printf 'perhaps\nyes' |` });
    expect(answers).toEqual([true]);
    expect(stderr).toBe('Are you sure? [y/N]: Error: invalid input\nAre you sure? [y/N]: ');
  });

  it('are asked again without an answer if there is no default', () => {
    const { answers, stderr } = ask('required', { from: String.raw`printf '\ndemo\n' |` });
    expect(answers).toEqual(['demo']);
    expect(stderr).toBe('Please confirm: Please confirm: ');
  });

  it('share standard input with a password and a text', () => {
    const from = String.raw`printf 'secret\npg3\nselect 1;\nselect 2' |`;
    expect(ask('secret can choice rest can', { from }).answers).toEqual([
      'secret',
      true,
      'pg3',
      'select 1;\nselect 2',
      false,
    ]);
  });

  it('end in a failure that names the option when the answers end', () => {
    const { answers, stderr } = ask('text confirm', { from: String.raw`printf 'pg9\n' |` });
    expect(answers).toEqual([
      'pg9',
      {
        code: 'no-answer',
        message: 'nobody can be asked, because standard input is at its end; give --force',
        subject: '--force',
        next: null,
        outcome: 'usage',
      },
    ]);
    expect(stderr).toBe('Primary [pg1]: Are you sure? [y/N]: \n');
  });
});

describe('canAsk', () => {
  it.each<{ name: string; from?: string; to?: string; can: boolean }>([
    { name: '/dev/null', to: '</dev/null', can: false },
    { name: 'a closed standard input', to: '<&-', can: false },
    { name: 'a file', to: '</etc/passwd', can: true },
    { name: 'a pipe at its end', from: ': |', can: false },
    { name: 'a pipe with a line', from: 'echo |', can: true },
    { name: 'a silent pipe', from: 'sleep 2 |', can: true },
  ])('is $can for $name', ({ from, to, can }) => {
    expect(ask('can', { ...(from && { from }), ...(to && { to }) }).answers).toEqual([can]);
  });

  it('loses nothing of what comes while it looks, and does not wait for more than it was asked for', async () => {
    const started = performance.now();
    const program = startProgram(process.execPath, [source.path, 'can', 'text', 'confirm']);
    await program.until('true\nPrimary [pg1]: ');
    program.write('pg7\ny\n');
    // Its standard input stays open.
    expect(await program.ended).toEqual({ exit: 0, signal: null });
    expect(program.output().stdout).toBe('true\n"pg7"\ntrue\n');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
