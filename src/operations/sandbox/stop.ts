import type { SandboxPorts, Signal } from './ports.js';
import { isSameProcess, type SandboxProcess } from './processes.js';

export interface Stopping {
  readonly ports: Pick<SandboxPorts, 'processes' | 'clock'>;
  readonly directory: string;
  /** How long servers may take to end by themselves. */
  readonly graceMs: number;
}

const PAUSE_MS = 100;
/** After SIGKILL; only a process stuck in the kernel needs longer. */
const KILL_MS = 5000;

type Filter = (process: SandboxProcess) => boolean;

/**
 * Ends all processes of the components cleanly: SIGTERM to the servers, and PostgreSQL's fast shutdown where no agent
 * would stop it; SIGKILL after the grace time. Returns the components that had to be killed.
 */
export async function stopComponents(
  stopping: Stopping,
  components: readonly string[],
): Promise<readonly string[]> {
  const isMeant: Filter = ({ component }) => components.includes(component);
  const asked: SandboxProcess[] = [];
  const ended = await waitUntilGone(stopping, isMeant, stopping.graceMs, (left) =>
    askToEnd(stopping, left, asked),
  );
  return ended.length === 0 ? [] : kill(stopping, isMeant);
}

/** Every process once: the server first, and its PostgreSQL only if the server is not there. */
export async function askToEnd(
  { ports }: Stopping,
  left: readonly SandboxProcess[],
  asked: SandboxProcess[],
): Promise<void> {
  const isServed = (component: string) =>
    left.some((other) => other.component === component && !other.isPostgres);
  const due = topmost(left)
    .filter((process) => !process.isPostgres || !isServed(process.component))
    .filter((process) => !asked.some((other) => isSameProcess(other, process)));
  await ports.processes.signal(
    left.filter(({ frozen }) => frozen),
    'CONT',
  );
  for (const signal of ['TERM', 'INT'] as const) {
    const group = due.filter(({ isPostgres }) => isPostgres === (signal === 'INT'));
    await ports.processes.signal(group, signal);
  }
  asked.push(...due);
}

/** SIGKILL to all at once, repeated while there are any; returns the components that were hit. */
export async function kill(stopping: Stopping, isMeant: Filter): Promise<readonly string[]> {
  const hit = new Set<string>();
  await waitUntilGone(stopping, isMeant, KILL_MS, async (left) => {
    for (const { component } of left) hit.add(component);
    await signalInOrder(stopping, left, 'KILL');
  });
  return [...hit];
}

/** The servers before their PostgreSQL, parents before children: nobody may react to the end of another. */
export async function signalInOrder(
  { ports }: Pick<Stopping, 'ports'>,
  processes: readonly SandboxProcess[],
  signal: Signal,
): Promise<void> {
  const top = topmost(processes);
  const rest = processes.filter((process) => !top.includes(process));
  const servers = top.filter(({ isPostgres }) => !isPostgres);
  const postmasters = top.filter(({ isPostgres }) => isPostgres);
  await ports.processes.signal([...servers, ...postmasters, ...rest], signal);
}

/** Processes whose parent is not of the same kind and component. */
export function topmost(processes: readonly SandboxProcess[]): readonly SandboxProcess[] {
  return processes.filter(
    ({ parent, component, isPostgres }) =>
      !processes.some((o) => o.pid === parent && o.component === component && o.isPostgres === isPostgres),
  );
}

/** Looks again and again, each time doing `onEach` with what is left; returns what is left in the end. */
export async function waitUntilGone(
  { ports, directory }: Pick<Stopping, 'ports' | 'directory'>,
  isMeant: Filter,
  limitMs: number,
  onEach: (left: readonly SandboxProcess[]) => Promise<void>,
): Promise<readonly SandboxProcess[]> {
  const end = ports.clock.monotonicMs() + limitMs;
  for (;;) {
    const left = (await ports.processes.below(directory)).filter(isMeant);
    if (left.length === 0) return left;
    if (ports.clock.monotonicMs() >= end) return left;
    await onEach(left);
    await ports.clock.sleep(PAUSE_MS);
  }
}
