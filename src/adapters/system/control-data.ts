import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ControlData } from '../../operations/sandbox/ports.js';

/** Runs `pg_controldata`; null if there is no data directory or its control file cannot be read. */
export async function readControlData(
  binDirectory: string,
  dataDirectory: string,
): Promise<ControlData | null> {
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    const program = join(binDirectory, 'pg_controldata');
    const { stdout } = await promisify(execFile)(program, ['-D', dataDirectory], { env, timeout: 5000 });
    return decodeControlData(stdout);
  } catch {
    return null;
  }
}

/** A standby says `in archive recovery` or `shut down in recovery`. */
export function decodeControlData(text: string): ControlData | null {
  const readField = (label: string) => new RegExp(`^${label}: +(.*)$`, 'm').exec(text)?.[1];
  const state = readField('Database cluster state');
  const timeline = Number(readField("Latest checkpoint's TimeLineID"));
  if (state === undefined || !Number.isInteger(timeline)) return null;
  return {
    wasPrimary: state === 'in production' || state === 'shut down' || state === 'shutting down',
    timeline,
  };
}
