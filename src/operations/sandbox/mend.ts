import { ctl, hint } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { type Attempt, awaitReady, type Goal } from './await-ready.js';
import { type ChooseSandbox, findSandbox, settleName } from './find-sandbox.js';
import { answers, leaderOf, readMembers } from './goals.js';
import { findParts, type Part, partsOf } from './parts.js';
import type { SandboxPorts } from './ports.js';
import { processesOf } from './processes.js';
import { HOST, type SandboxMember } from './sandbox.js';
import { requireFreePorts, startServers } from './start.js';

interface MendRequest {
  /** Null for the only one. */
  readonly name: string | null;
  /** Null for all. */
  readonly component: string | null;
}

export interface MendReport extends Report {
  readonly name: string;
  /** Everything that was not as it should be; empty if all was well. */
  readonly mended: readonly { readonly component: string; readonly did: 'started' | 'thawed' }[];
  /** The components that are healthy now. */
  readonly healthy: readonly string[];
}

const DEADLINE_MS = 90_000;

/** Thaws what is frozen, starts what is not running, and waits until it is healthy. */
export async function mend(typed: MendRequest, ports: SandboxPorts): Promise<MendReport> {
  const { component } = typed;
  const choose: ChooseSandbox = (name) =>
    ctl('sandbox mend', null, component === null ? [] : [component], { name });
  const request = { ...typed, name: await settleName(typed.name, ports, choose) };
  const sandbox = await findSandbox(request.name, ports);
  const parts = request.component === null ? partsOf(sandbox) : findParts(sandbox, request.component);
  return ports.store.locked(request.name, async () => {
    const deadline = ports.clock.monotonicMs() + (ports.deadlineMs ?? DEADLINE_MS);
    const attempt = { ports, sandbox, deadline };
    const thawed = await thaw(attempt, parts);
    const started = await startMissing(attempt, parts);
    const healthy = [...new Set(parts.map(({ component }) => component))];
    await awaitReady(attempt, healthGoal(attempt, parts, healthy));
    const mended = [
      ...thawed.map((component) => ({ component, did: 'thawed' as const })),
      ...started.map((component) => ({ component, did: 'started' as const })),
    ];
    return {
      ...done(),
      code: mended.length === 0 ? 'already-so' : null,
      name: request.name,
      mended,
      healthy,
    };
  });
}

async function thaw({ ports, sandbox }: Attempt, parts: readonly Part[]): Promise<readonly string[]> {
  const processes = await ports.processes.below(sandbox.directory);
  const frozen = parts.map((part) => ({
    name: part.name,
    processes: processesOf(part, processes).filter((process) => process.frozen),
  }));
  // PostgreSQL before its agent, so that the agent finds it answering.
  await ports.processes.signal(frozen.flatMap((part) => part.processes).reverse(), 'CONT');
  return frozen.filter((part) => part.processes.length > 0).map(({ name }) => name);
}

/** A PostgreSQL is started by its agent. */
async function startMissing(attempt: Attempt, parts: readonly Part[]): Promise<readonly string[]> {
  const { ports, sandbox } = attempt;
  const processes = await ports.processes.below(sandbox.directory);
  const isServed = (name: string) =>
    processes.some(({ component, isPostgres }) => component === name && !isPostgres);
  const components = [...new Set(parts.map(({ component }) => component))];
  const missing = components.filter((component) => !isServed(component));
  await requireFreePorts(attempt, missing);
  await startServers(attempt, missing);
  return missing;
}

function healthGoal(attempt: Attempt, parts: readonly Part[], components: readonly string[]): Goal<true> {
  return {
    server: 'sandbox',
    what: components.length > 4 ? 'all' : components.join(', '),
    state: 'healthy',
    advice: hint`${ctl('sandbox status', null, [attempt.sandbox.name])}; ${ctl('sandbox logs', null)}`,
    look: async () => {
      const healthy = await Promise.all(parts.map((part) => isHealthy(attempt, part)));
      const pending = parts.filter((_, index) => healthy[index] !== true).map(({ component }) => component);
      return pending.length === 0 ? { value: true } : { pending: [...new Set(pending)] };
    },
  };
}

async function isHealthy(attempt: Attempt, part: Part): Promise<boolean> {
  const { sandbox } = attempt;
  const { probes } = attempt.ports;
  if (part.kind === 'haproxy') return probes.isListening(sandbox.haproxy.writePort);
  if (part.kind === 'etcd') return probes.isEtcdHealthy(Number(part.address.slice(HOST.length + 1)));
  const member = sandbox.members.find(({ name }) => name === part.component);
  if (member === undefined) return false;
  return part.kind === 'agent' ? answers(attempt, member) : hasItsPlace(attempt, member);
}

/** Runs, and leads or streams from the leader; a former leader that was frozen takes a while to notice that it is none. */
async function hasItsPlace(attempt: Attempt, member: SandboxMember): Promise<boolean> {
  const members = await readMembers(attempt);
  const status = members.find((reading) => reading.member === member)?.status;
  if (status?.state !== 'running') return false;
  const leader = leaderOf(members);
  return leader === null || leader.member === member || leader.status.streaming.includes(member.name);
}
