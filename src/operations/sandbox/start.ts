import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { Attempt } from './await-ready.js';
import { componentsOf, type Part, partsOf } from './parts.js';
import { portsOf } from './plan.js';
import { processesOf, type SandboxProcess, stateOf } from './processes.js';
import { serverCommand } from './server-commands.js';

/** What `up` found: the components without a server, and the processes that are frozen. */
interface Gaps {
  readonly missing: readonly string[];
  readonly frozen: readonly SandboxProcess[];
}

/** A member whose PostgreSQL runs without its agent is missing, too: the agent takes that PostgreSQL over. */
export async function findGaps({ ports, sandbox }: Attempt): Promise<Gaps> {
  const processes = await ports.processes.below(sandbox.directory);
  const isServed = (component: string) =>
    processes.some((process) => process.component === component && !process.isPostgres);
  return {
    missing: componentsOf(sandbox).filter((component) => !isServed(component)),
    frozen: processes.filter(({ frozen }) => frozen),
  };
}

/** Refuses to start what would find its port taken by somebody else. */
export async function requireFreePorts(
  { ports, sandbox }: Attempt,
  missing: readonly string[],
): Promise<void> {
  const processes = await ports.processes.below(sandbox.directory);
  const idle = partsOf(sandbox).filter((part) => missing.includes(part.component) && isIdle(part, processes));
  const wanted = portsOf(sandbox).filter(({ component }) => idle.some(({ name }) => name === component));
  const free = await Promise.all(wanted.map(({ port }) => ports.probes.isPortFree(port)));
  const occupied = wanted.filter((_, index) => free[index] !== true);
  if (occupied.length === 0) return;
  const text = occupied.map(({ component, port }) => `${port} of ${component}`).join(', ');
  throw new Failure('refused', 'port-occupied', `Another program listens on port ${text}`, {
    subject: occupied.map(({ component }) => component).join(', '),
    next: hint`stop that program, or make the sandbox anew on other ports: ${ctl('sandbox down', null, [sandbox.name], { destroy: true })}`,
    parts: occupied.map(({ component, port }) => {
      return { code: 'port-occupied', subject: component, message: `port ${port} is taken`, next: null };
    }),
  });
}

function isIdle(part: Part, processes: readonly SandboxProcess[]): boolean {
  return stateOf(processesOf(part, processes)) === 'stopped';
}

export async function startServers(
  { ports, sandbox }: Attempt,
  components: readonly string[],
): Promise<void> {
  for (const component of components) await ports.processes.start(serverCommand(sandbox, component));
}
