import { ctl } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { destroy, requireGone } from './destroy.js';
import { type ChooseSandbox, requireName, settleName, unknownSandbox } from './find-sandbox.js';
import { leaderOf, readMembers } from './goals.js';
import type { SandboxPorts } from './ports.js';
import type { Sandbox } from './sandbox.js';
import { stopComponents } from './stop.js';

interface DownRequest {
  /** Null for the only one. */
  readonly name: string | null;
  readonly destroy: boolean;
}

export interface DownReport extends Report {
  readonly name: string;
  readonly directory: string;
  /** The components that ran, in the order they were stopped. */
  readonly stopped: readonly string[];
  /** Those of them that did not end in time and were killed. */
  readonly killed: readonly string[];
  readonly destroyed: boolean;
}

const GRACE_MS = 20_000;

/** Stops the sandbox, keeping its data; or leaves nothing of it. */
export async function down(typed: DownRequest, ports: SandboxPorts): Promise<DownReport> {
  const { destroy: isFinal } = typed;
  const choose: ChooseSandbox = (name) => ctl('sandbox down', null, [name], { destroy: isFinal });
  const request = { ...typed, name: await settleName(typed.name, ports, choose) };
  requireName(request.name);
  const processes = await ports.processes.below(ports.store.directoryOf(request.name));
  const exists = (await ports.store.names()).includes(request.name);
  if (!exists && processes.length === 0) throw await unknownSandbox(request.name, ports);
  return ports.store.locked(request.name, () => downAlone(request, ports));
}

async function downAlone(
  { name, destroy: isFinal }: { readonly name: string; readonly destroy: boolean },
  ports: SandboxPorts,
): Promise<DownReport> {
  const directory = ports.store.directoryOf(name);
  const components = [...new Set((await ports.processes.below(directory)).map(({ component }) => component))];
  const base = { ...done(), name, directory };
  if (isFinal) return { ...base, stopped: await destroy(name, ports), killed: [], destroyed: true };
  const sandbox = await ports.store.read(name);
  const order = await orderOfStopping(sandbox === 'damaged' ? null : sandbox, components, ports);
  const graceMs = Math.min(GRACE_MS, ports.deadlineMs ?? GRACE_MS);
  const killed: string[] = [];
  for (const group of order) killed.push(...(await stopComponents({ ports, directory, graceMs }, group)));
  await requireGone(name, ports);
  const code = components.length === 0 ? 'already-stopped' : null;
  return { ...base, code, stopped: order.flat(), killed, destroyed: false };
}

/**
 * The balancer, the replicas, the leader, etcd: so that no failover begins and no write is lost. The members of etcd one
 * by one, because a leader among them looks for a successor.
 */
async function orderOfStopping(
  sandbox: Sandbox | null,
  running: readonly string[],
  ports: SandboxPorts,
): Promise<readonly (readonly string[])[]> {
  if (sandbox === null || running.length === 0) return [running];
  const leader = leaderOf(await readMembers({ ports, sandbox, deadline: 0 }))?.member.name;
  const members = sandbox.members.map(({ name }) => name);
  const isEtcd = (name: string) => sandbox.etcd.some((member) => member.name === name);
  const groups = [
    running.filter((name) => !members.includes(name) && !isEtcd(name)),
    running.filter((name) => members.includes(name) && name !== leader),
    running.filter((name) => name === leader),
    ...running.filter(isEtcd).map((name) => [name]),
  ];
  return groups.filter((group) => group.length > 0);
}
