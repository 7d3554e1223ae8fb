import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Gives back the System V segment that a killed PostgreSQL leaves behind. Its last postmaster.pid names it, and the
 * kernel has to agree: made by that process, and nobody uses it.
 */
export async function removeLeftSegment(dataDirectory: string): Promise<void> {
  const segment = decodePidFile(await readText(`${dataDirectory}/postmaster.pid`));
  if (segment === null || !isAbandoned(segment, await readText('/proc/sysvipc/shm'))) return;
  await promisify(execFile)('ipcrm', ['-m', segment.id]).catch(() => {});
}

interface Segment {
  readonly id: string;
  /** Of the postmaster that made it. */
  readonly pid: string;
}

/** Line 1 is the process id, line 7 the segment's key and id. */
export function decodePidFile(text: string): Segment | null {
  const lines = text.split('\n');
  const pid = lines[0]?.trim();
  const id = lines[6]?.trim().split(/\s+/)[1];
  return pid && id ? { id, pid } : null;
}

/** /proc/sysvipc/shm: key, shmid, perms, size, cpid, lpid, nattch … */
export function isAbandoned({ id, pid }: Segment, table: string): boolean {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.some((row) => row[1] === id && row[4] === pid && row[6] === '0');
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
