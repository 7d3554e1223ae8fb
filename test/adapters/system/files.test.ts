import { appendFile, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { realPath } from '../../../src/adapters/system/home-directory.js';
import { logFiles, readTail } from '../../../src/adapters/system/log-files.js';
import { whenUnlocked, whileLocked } from '../../../src/adapters/system/sandbox-lock.js';
import { StepProgress } from '../../../src/adapters/system/step-progress.js';
import { failureOf } from '../../operations/sandbox/fake-machine.js';

let directory = '';

beforeEach(async () => {
  directory = realPath(await mkdtemp(join(tmpdir(), 'ctl-test-')));
});

afterEach(() => rm(directory, { recursive: true }));

describe('the lock', () => {
  it('is a conflict for a second one, and gone afterwards', async () => {
    const lock = join(directory, 'lock');
    const failure = await whileLocked(lock, 'sandbox demo', () =>
      failureOf(whileLocked(lock, 'sandbox demo', async () => {})),
    );
    expect(failure).toMatchObject({
      outcome: 'conflict',
      message: `Another ctl (process ${process.pid}) is at work on sandbox demo`,
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['999999999 1 boot\n', `${process.pid} 1 boot\n`, ''])(
    'is taken over from what is gone: "%s"',
    async (owner) => {
      const lock = join(directory, 'lock');
      await writeFile(lock, owner);
      expect(await whileLocked(lock, 'x', async () => 'done')).toBe('done');
      expect(await readdir(directory)).toEqual([]);
    },
  );

  it('is given back when the work fails', async () => {
    const lock = join(directory, 'lock');
    await expect(whileLocked(lock, 'x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(directory)).toEqual([]);
  });

  it('can be waited for', async () => {
    const lock = join(directory, 'lock');
    const order: number[] = [];
    const first = whileLocked(lock, 'x', async () => {
      await setTimeout(150);
      order.push(1);
    });
    await setTimeout(50);
    await Promise.all([first, whenUnlocked(lock, 'x', async () => void order.push(2))]);
    expect(order).toEqual([1, 2]);
  });
});

describe('logs', () => {
  it('have a tail, also a long one', async () => {
    const path = join(directory, 'log');
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
    await writeFile(path, `${lines.join('\n')}\n`);
    expect(await readTail(path, 2)).toEqual(['line 19998', 'line 19999']);
    expect(await readTail(path, 15_000)).toEqual(lines.slice(-15_000));
    expect(await readTail(path, 0)).toEqual([]);
    expect(await readTail(path, 50_000)).toHaveLength(20_000);
  });

  it('may be missing, unfinished, or not what they seem', async () => {
    await writeFile(join(directory, 'log'), 'one\ntwo');
    await symlink(join(directory, 'log'), join(directory, 'link'));
    expect(await readTail(join(directory, 'none'), 5)).toEqual([]);
    expect(await readTail(join(directory, 'log'), 5)).toEqual(['one', 'two']);
    expect(await readTail(join(directory, 'link'), 5)).toEqual([]);
  });

  it('can be followed, also from their beginning', async () => {
    const [a, b] = [join(directory, 'a'), join(directory, 'b')];
    await writeFile(a, 'old\nunfin');
    const seen: string[] = [];
    const written = Promise.all([
      setTimeout(50).then(() => appendFile(a, 'ished\nnew\npart')),
      setTimeout(350).then(() => writeFile(b, 'first\n')),
    ]);
    for await (const { line } of logFiles.follow([a, b])) {
      seen.push(line);
      if (seen.length === 3) break;
    }
    await written;
    expect(seen).toEqual(['ished', 'new', 'first']);
  });
});

describe('the progress', () => {
  const step = { server: 'etcd', what: '3 members', state: 'ready' };

  it('is a line for each finished step in a pipe', () => {
    const written: string[] = [];
    const progress = new StepProgress(
      { write: (text) => written.push(text) },
      ({ server }, isDone) => `${server} ${isDone}`,
    );
    progress.begin(step);
    progress.end({ ...step, elapsedMs: 1 });
    progress.close();
    expect(written).toEqual(['etcd true\n']);
  });

  it('tells of a step that takes long after a second, then from time to time', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const written: string[] = [];
    const progress = new StepProgress(
      { write: (text) => written.push(text) },
      ({ elapsedMs }, isDone) => `${isDone} ${elapsedMs}`,
    );
    progress.begin(step);
    vi.advanceTimersByTime(12_000);
    progress.end({ ...step, elapsedMs: 12_000 });
    vi.advanceTimersByTime(12_000);
    expect(written).toEqual(['false 1000\n', 'false 11000\n', 'true 12000\n']);
  });

  it('is rewritten on a terminal', () => {
    const written: string[] = [];
    const output = { isTTY: true, write: (text: string) => written.push(text) };
    const progress = new StepProgress(output, ({ server }, isDone) => `${server} ${isDone}`);
    progress.begin(step);
    progress.end({ ...step, elapsedMs: 1 });
    expect(written).toEqual(['\r\u001b[Ketcd false', '\r\u001b[K', 'etcd true\n']);
  });
});
