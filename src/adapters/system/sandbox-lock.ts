import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { readBootId, readStat } from './proc.js';
import { hasCode, reasonOf } from './system-errors.js';

/** Does the work while this process holds the lock file; throws a conflict if a living process holds it. */
export async function whileLocked<T>(path: string, holder: string, work: () => Promise<T>): Promise<T> {
  const mine = `${path}.${randomUUID()}`;
  try {
    await writeOwner(mine);
    await acquire(path, mine, holder);
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** The same, but waits for its turn. */
export async function whenUnlocked<T>(path: string, holder: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await whileLocked(path, holder, work);
    } catch (error) {
      const isBusy = error instanceof Failure && error.problem.subject === path;
      if (!isBusy || attempt === 100) throw error;
      await setTimeout(100);
    }
  }
}

/** A link appears with its content or not at all; what a process that is gone has left behind is taken away. */
async function acquire(path: string, mine: string, holder: string): Promise<void> {
  for (;;) {
    try {
      return await link(mine, path);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const owner = await readText(path);
    if (owner === null) continue;
    if (isAlive(owner)) throw busy(path, holder, owner);
    const stale = `${mine}.stale`;
    await rename(path, stale).catch(() => {});
    await rm(stale, { force: true });
  }
}

async function writeOwner(path: string): Promise<void> {
  await writeFile(path, describeOwner(), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    const message = `${path} cannot be written: ${reasonOf(cause)}`;
    throw new Failure('refused', 'cannot-write', message, { subject: path, cause });
  });
}

function describeOwner(): string {
  return `${process.pid} ${readStat(process.pid)?.startTime ?? ''} ${readBootId()}\n`;
}

function isAlive(owner: string): boolean {
  const [pid, startTime, bootId] = owner.trim().split(' ');
  return bootId === readBootId() && readStat(Number(pid))?.startTime === startTime;
}

function busy(path: string, holder: string, owner: string): Failure {
  const [pid] = owner.split(' ');
  return new Failure('conflict', 'sandbox-busy', `Another ctl (process ${pid}) is at work on ${holder}`, {
    subject: path,
    next: hint`wait until it has finished`,
  });
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
