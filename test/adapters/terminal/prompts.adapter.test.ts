import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledSource, bundleSource, startProgram } from '../../support/run-source.js';

const PROGRAM = `
import { openQuestions } from './src/adapters/terminal/questions.js';

const questions = openQuestions({ color: process.env.COLOR === '1' });
const choice = (value, disabled = null) => ({ value, remark: 'remark of ' + value, disabled });
const ASK = {
  text: () => questions.askText({ question: 'Primary', standard: 'pg1', option: '--leader' }),
  choice: () => questions.askChoice({
    question: '', title: 'Candidate', standard: '', option: '--candidate',
    choices: [choice('pg2', 'nofailover'), choice('pg3'), choice('pg4')],
  }),
  standard: () => questions.askChoice({
    question: '', title: 'Candidate', standard: 'pg4', option: '--candidate',
    choices: [choice('pg3'), choice('pg4')],
  }),
  confirm: () => questions.confirm('Are you sure?', '--force'),
};

async function main() {
  console.log('can ' + (await questions.canAsk()));
  for (const name of process.argv.slice(2)) console.log('got ' + JSON.stringify(await ASK[name]()));
}
main().catch(({ outcome, message }) => console.log('failure ' + outcome + ' ' + message));
`;

const DOWN = '\x1b[B';

let source: BundledSource;

beforeAll(async () => {
  source = await bundleSource(PROGRAM);
});

afterAll(() => source.remove());

/** In a terminal of its own; each key is pressed once the text before it is there. */
async function ask(names: string, keys: readonly (readonly [text: string, key: string])[], color = false) {
  const command = `${process.execPath} ${source.path} ${names}`;
  const env = { TERM: 'xterm', COLOR: color ? '1' : '0' };
  const program = startProgram('script', ['-qec', command, '/dev/null'], env);
  for (const [text, key] of keys) {
    await program.until(text);
    program.write(key);
  }
  expect(await program.ended).toEqual({ exit: 0, signal: null });
  const { stdout } = program.output();
  const results = stripVTControlCharacters(stdout).split(/\r?\n/);
  return { stdout, results: results.filter((line) => /^(can|got|failure) /.test(line)) };
}

describe('questions on a terminal', () => {
  it('are prompts', async () => {
    const { results } = await ask('text choice confirm', [
      ['Primary', '\r'],
      ['pg4', DOWN],
      ['❯ pg3', '\r'],
      ['Are you sure?', 'y\r'],
    ]);
    expect(results).toEqual(['can true', 'got "pg1"', 'got "pg3"', 'got true']);
  });

  it('begin a choice at any, or at the standard answer', async () => {
    const { results, stdout } = await ask('choice standard', [
      ['❯ any', '\r'],
      ['❯ pg4', '\r'],
    ]);
    expect(results).toEqual(['can true', 'got ""', 'got "pg4"']);
    expect(stdout).toContain('- pg2  remark of pg2 (nofailover)');
  });

  it('take Enter for no', async () => {
    expect((await ask('confirm', [['Are you sure?', '\r']])).results).toEqual(['can true', 'got false']);
  });

  it.each(['text', 'choice', 'confirm'])('end with Ctrl-C and with Ctrl-D: %s', async (name) => {
    for (const key of ['\x03', '\x04']) {
      const { results } = await ask(name, [['? ', key]]);
      expect(results).toEqual(['can true', 'failure cancelled Aborted!']);
    }
  });

  it('have colours only if they are wanted', async () => {
    const keys = [['any', '\r']] as const;
    const isColored = ({ stdout }: { stdout: string }) => stdout.includes('\x1b[36m❯ any');
    expect(isColored(await ask('choice', keys, true))).toBe(true);
    const plain = (await ask('choice', keys)).stdout;
    expect(plain).toContain('❯ any');
    expect(plain).not.toMatch(/\x1b\[[\d;]*m/);
  });
});
