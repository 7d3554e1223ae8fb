import type { BalancerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { Balancers } from '../ports/balancer-ports.js';
import type { Dcs, Notes } from '../ports/dcs-ports.js';
import type { Agents, Clock } from '../ports/ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { noCluster } from '../reading/unknown-scope.js';
import type { BalancerSettings } from '../settings.js';
import { readDrainNotes } from './drain-notes.js';
import { lookAtBalancers } from './look-at-balancers.js';

export interface ObservePorts {
  readonly dcs: Dcs;
  readonly notes: Notes;
  readonly agents: Agents;
  readonly balancers: Balancers;
  readonly clock: Clock;
}

export interface ObserveRequest extends ClusterRequest {
  readonly balancers: readonly BalancerSettings[];
}

/** The HAProxies of a cluster, beside what etcd and the agents say of its members. */
export interface ObservedBalancers {
  readonly scope: string;
  readonly group: number | null;
  /** ISO 8601. */
  readonly at: string;
  /** Null if etcd could not be read. */
  readonly cluster: Cluster | null;
  /** Of the agents that answer. */
  readonly statuses: ReadonlyMap<string, MemberStatus>;
  readonly balancers: readonly BalancerEvidence[];
  readonly warnings: readonly Problem[];
}

/** Looks everywhere at once. That etcd is silent leaves what HAProxy says. */
export async function observeBalancers(
  ports: ObservePorts,
  request: ObserveRequest,
): Promise<ObservedBalancers> {
  const { scope } = request;
  if (scope === null) throw noCluster(request);
  const configured = request.balancers.filter((each) => each.scope === scope && each.stats !== null);
  const at = ports.clock.now().toISOString();
  const reading = await readOrNull(ports.dcs, request);
  if (configured.length === 0) throw noBalancer(scope, request);
  const cluster = 'failed' in reading ? null : reading.cluster;
  const group = 'failed' in reading ? request.group : reading.group;
  const place = { scope, group };
  const [noted, statuses] = await Promise.all([
    cluster === null ? { drained: [], problem: null } : readDrainNotes(ports.notes, place),
    askAgents(ports.agents, scope, cluster),
  ]);
  const backdrop = { scope, cluster, notes: noted.drained };
  const balancers = await lookAtBalancers(ports.balancers, configured, backdrop);
  const warnings = [
    ...('failed' in reading ? [reading.failed] : reading.warnings),
    ...(noted.problem === null ? [] : [noted.problem]),
  ];
  return { scope, group, at, cluster, statuses, balancers, warnings };
}

async function readOrNull(dcs: Dcs, request: ObserveRequest) {
  try {
    return await readCluster(dcs, request);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.outcome === 'unreachable') return { failed: thrown.problem };
    throw thrown;
  }
}

async function askAgents(
  agents: Agents,
  scope: string,
  cluster: Cluster | null,
): Promise<ReadonlyMap<string, MemberStatus>> {
  const answers = await Promise.all(
    (cluster?.members ?? []).map(async ({ name, apiUrl }) => {
      const answer = await agents.readStatus({ scope, name, apiUrl });
      return answer.ok ? ([[name, answer.value]] as const) : [];
    }),
  );
  return new Map(answers.flat());
}

function noBalancer(scope: string, { command, group }: ObserveRequest): Failure {
  const message = `no HAProxy is known for ${scope}`;
  const next = hint`${ctl(command, { scope, group }, [], { stats: 'ADDRESS' })}, or ctl.haproxy.${scope}.stats in the settings`;
  return new Failure('usage', 'no-haproxy', message, { subject: `ctl.haproxy.${scope}`, next });
}
