import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledSource, bundleSource, startProgram } from '../../support/run-source.js';

const PROGRAM = `
import { SignalInterruption } from './src/adapters/system/interruption.js';

const interruption = new SignalInterruption();
const seconds = Number(process.argv[2]);
interruption.watch();
interruption.watch();
interruption.happened.then(() => console.log('happened ' + interruption.requested));
setTimeout(() => console.log('end ' + interruption.requested), seconds * 1000);
console.log('watching ' + interruption.requested);
`;

let source: BundledSource;

beforeAll(async () => {
  source = await bundleSource(PROGRAM);
});

afterAll(() => source.remove());

async function watching(seconds: number) {
  const program = startProgram(process.execPath, [source.path, String(seconds)]);
  await program.until('watching false');
  return program;
}

describe('SignalInterruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('notes %s instead of dying of it', async (signal) => {
    const program = await watching(1);
    process.kill(program.pid, signal);
    expect(await program.ended).toEqual({ exit: 0, signal: null });
    expect(program.output().stdout).toBe('watching false\nhappened true\nend true\n');
  });

  it('dies of a second signal', async () => {
    const program = await watching(8);
    process.kill(program.pid, 'SIGINT');
    await program.until('happened true');
    await new Promise((resolve) => setTimeout(resolve, 600));
    process.kill(program.pid, 'SIGTERM');
    expect(await program.ended).toEqual({ exit: null, signal: 'SIGTERM' });
  });

  it('takes a signal that is sent twice at once, as timeout(1) does, for one', async () => {
    const program = await watching(1);
    process.kill(program.pid, 'SIGTERM');
    await program.until('happened true');
    process.kill(program.pid, 'SIGTERM');
    expect(await program.ended).toEqual({ exit: 0, signal: null });
  });

  it('does not keep the process alive', async () => {
    const started = performance.now();
    const program = await watching(0);
    expect(await program.ended).toEqual({ exit: 0, signal: null });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
