import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** Of /proc/PID/stat, see proc(5). */
interface ProcStat {
  readonly pid: number;
  /** `R`, `S`, `D`, `T` (stopped by a signal), `Z` (a zombie) and so on. */
  readonly state: string;
  readonly parent: number;
  /** Field 22, in ticks since boot. */
  readonly startTime: string;
}

/** What can be known about a process; null where the kernel does not tell us. */
export interface ProcessFacts extends ProcStat {
  readonly uid: number;
  readonly argv: readonly string[];
  readonly environment: readonly string[];
  readonly cwd: string | null;
  readonly executable: string | null;
}

/** The program's name in parentheses may hold anything, also spaces and parentheses. */
export function decodeStat(text: string): ProcStat | null {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTime = fields[19];
  if (!Number.isInteger(pid) || state === undefined || startTime === undefined) return null;
  return { pid, state, parent: Number(parent), startTime: startTime.trim() };
}

/** Null if there is no such process, or only its zombie. */
export function readStat(pid: number): ProcStat | null {
  const stat = decodeStat(readProc(`${pid}/stat`));
  return stat === null || stat.state === 'Z' || stat.state === 'X' ? null : stat;
}

/** All living processes of these users. */
export function readProcesses(uids: ReadonlySet<number>): readonly ProcessFacts[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const pid = Number(name);
    const uid = readOwner(pid);
    if (uid === null || !uids.has(uid)) return [];
    const stat = readStat(pid);
    return stat === null ? [] : [{ ...stat, uid, ...readDetails(pid) }];
  });
}

export function readOwner(pid: number): number | null {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
}

/** Changes with each start of the machine, when process ids and start times begin anew. */
export function readBootId(): string {
  return readProc('sys/kernel/random/boot_id').trim();
}

function readDetails(pid: number): Omit<ProcessFacts, 'uid' | keyof ProcStat> {
  return {
    argv: readProc(`${pid}/cmdline`).split('\0'),
    environment: readProc(`${pid}/environ`).split('\0'),
    cwd: readLink(`${pid}/cwd`),
    executable: readLink(`${pid}/exe`),
  };
}

function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

/** A directory or program that was removed is still named, with a remark. */
function readLink(path: string): string | null {
  try {
    return readlinkSync(`/proc/${path}`).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}
