import { Failure } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import type { SandboxPorts } from './ports.js';
import { kill, signalInOrder, topmost, waitUntilGone } from './stop.js';

/** PostgreSQL's immediate shutdown takes a moment, and gives its shared memory back. */
const IMMEDIATE_SHUTDOWN_MS = 4000;

/** Ends every process of the sandbox without ceremony and removes its directory, whatever state it is in. */
export async function destroy(name: string, ports: SandboxPorts): Promise<readonly string[]> {
  const stopping = { ports, directory: ports.store.directoryOf(name), graceMs: 0 };
  const before = await ports.processes.below(stopping.directory);
  await signalInOrder(
    stopping,
    before.filter(({ isPostgres }) => !isPostgres),
    'KILL',
  );
  const postmasters = topmost(before.filter(({ isPostgres }) => isPostgres));
  await ports.processes.signal(postmasters, 'QUIT');
  await ports.processes.signal(
    before.filter(({ frozen }) => frozen),
    'CONT',
  );
  await waitUntilGone(
    stopping,
    ({ isPostgres }) => isPostgres,
    IMMEDIATE_SHUTDOWN_MS,
    async () => {},
  );
  await kill(stopping, () => true);
  await requireGone(name, ports);
  await ports.store.remove(name);
  return [...new Set(before.map(({ component }) => component))];
}

/** A process that outlives SIGKILL hangs in the kernel; its files must stay. */
export async function requireGone(name: string, ports: SandboxPorts): Promise<void> {
  const left = await ports.processes.below(ports.store.directoryOf(name));
  if (left.length === 0) return;
  const pids = left.map(({ component, pid }) => `${component} (process ${pid})`).join(', ');
  throw new Failure('unknown', 'still-running', `Still there after SIGKILL: ${pids}`, {
    subject: name,
    next: ctl('sandbox down', null, [name]),
  });
}
