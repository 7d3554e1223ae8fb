import { describe, expect, it } from 'vitest';
import { shellCommands } from '../../../src/adapters/system/commands.js';
import type { CommandResult } from '../../../src/operations/ports/ports.js';

const NEVER = new Promise<void>(() => {});

async function run(command: string, limitMs = 10_000, until = NEVER) {
  const heard: string[] = [];
  const start = Date.now();
  const result: CommandResult = await shellCommands.run({
    command,
    limitMs,
    until,
    onOutput: (text) => heard.push(text),
  });
  return { ...result, heard: heard.join(''), elapsedMs: Date.now() - start };
}

describe('a command of the operator', () => {
  it.each([
    ['echo out; echo err >&2', { exit: 0, stopped: null }],
    ['exit 7', { exit: 7, stopped: null, output: '' }],
    ['kill -9 $$', { exit: null, stopped: null }],
    ['/nonexistent/program', { exit: 127 }],
    ['read line && echo "got $line"', { exit: 1, output: '' }],
  ])('%s', async (command, expected) => {
    expect(await run(command)).toMatchObject(expected);
  });

  it('is heard while it runs, and the end of it kept', async () => {
    const { heard, output } = await run('seq 1 3000');
    expect(heard.split('\n')).toHaveLength(3001);
    expect(output).toHaveLength(4000);
    expect(output.endsWith('3000\n')).toBe(true);
  });

  it('ends with all that it has started when it takes too long', async () => {
    const { exit, stopped, elapsedMs } = await run('sleep 60 | cat', 200);
    expect({ exit, stopped }).toEqual({ exit: null, stopped: 'limit' });
    expect(elapsedMs).toBeLessThan(5000);
  });

  it('ends when it is asked to', async () => {
    const until = new Promise<void>((resolve) => setTimeout(resolve, 100));
    const { stopped, elapsedMs } = await run('sleep 60', 60_000, until);
    expect(stopped).toBe('interruption');
    expect(elapsedMs).toBeLessThan(5000);
  });

  it('does not wait for what it leaves behind', async () => {
    const { exit, elapsedMs } = await run('sleep 3 & exit 0');
    expect(exit).toBe(0);
    expect(elapsedMs).toBeLessThan(2000);
  });
});
