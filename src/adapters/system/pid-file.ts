import { readFileSync } from 'node:fs';
import { decodeStat, readBootId, readStat } from './proc.js';

/** The file in a server's directory that names its process. */
export const PID_FILE = 'pid';

/** How the shell ends when the process cannot be recorded. */
export const CANNOT_RECORD = 126;

/**
 * Records the shell's own process, which does not change when it becomes the server: so there is no moment at which a
 * server runs without being recorded. Arguments: the pid file, the log, the program and its arguments.
 */
export const RECORD_AND_BECOME = `umask 077
exec >>"$2" 2>&1 </dev/null
cat "/proc/$$/stat" /proc/sys/kernel/random/boot_id >"$1.new" && mv -f "$1.new" "$1" || exit ${CANNOT_RECORD}
shift 2
exec "$@"
`;

interface PidRecord {
  readonly pid: number;
  readonly startTime: string;
}

/** The recorded process if it still is the one that was recorded, and lives. */
export function readLiving(path: string): PidRecord | null {
  const record = readRecord(path);
  if (record === null) return null;
  const now = readStat(record.pid);
  return now !== null && now.startTime === record.startTime ? record : null;
}

function readRecord(path: string): PidRecord | null {
  try {
    const [stat = '', bootId = ''] = readFileSync(path, 'utf8').split('\n');
    const decoded = decodeStat(stat);
    return bootId.trim() === readBootId() ? decoded : null;
  } catch {
    return null;
  }
}
