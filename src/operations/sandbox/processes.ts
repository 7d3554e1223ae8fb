import type { Part } from './parts.js';

/** A living process that belongs to a sandbox. */
export interface SandboxProcess {
  readonly pid: number;
  /** In ticks since boot; together with the pid it names one process for ever. */
  readonly startTime: string;
  readonly parent: number;
  readonly frozen: boolean;
  /** The name of its directory in the sandbox: `e1`, `pg1`, `haproxy`. */
  readonly component: string;
  /** Whether it is the postmaster or below it; otherwise it belongs to the server itself. */
  readonly isPostgres: boolean;
}

/** Derived from the processes only, not from what the server answers. */
export type ProcessState = 'running' | 'frozen' | 'stopped' | 'partly';

export function processesOf(part: Part, processes: readonly SandboxProcess[]): readonly SandboxProcess[] {
  const isPostgres = part.kind === 'postgres';
  return processes.filter(
    (process) => process.component === part.component && process.isPostgres === isPostgres,
  );
}

/** `partly`: some of its processes are frozen and some are not. */
export function stateOf(processes: readonly SandboxProcess[]): ProcessState {
  if (processes.length === 0) return 'stopped';
  const frozen = processes.filter((process) => process.frozen).length;
  if (frozen === processes.length) return 'frozen';
  return frozen === 0 ? 'running' : 'partly';
}

/** The process that the others come from: the server itself, the postmaster. */
export function mainProcessOf(processes: readonly SandboxProcess[]): SandboxProcess | null {
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.find(({ parent }) => !pids.has(parent)) ?? null;
}

export function isSameProcess(a: SandboxProcess, b: SandboxProcess): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}
