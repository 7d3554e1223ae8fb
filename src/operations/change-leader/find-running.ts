import { isAcceptingWrites, isLeadingStandbyCluster } from '../../cluster/change-leader/member-phases.js';
import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import type { Cluster, FailoverRequest } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { type ClusterReading, type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { awaitedChange } from './awaited-change.js';
import type { ChangePorts } from './change-request.js';

/** A request that an agent has just received shows in etcd within this time: the agent asks the candidates first, for 2 s. */
const QUIET_MS = 2500;
const TICK_MS = 200;
const FACTS_MS = 1000;
/** No key of etcd has it: whatever holds the lock has taken it since. */
const NO_REVISION = -1;

export type FindPorts = Pick<ChangePorts, 'dcs' | 'agents' | 'servers' | 'clock'>;

interface Found {
  readonly reading: ClusterReading;
  /** Null if nothing is under way. */
  readonly awaited: AwaitedChange | null;
  /** Why that cannot be told for sure. */
  readonly doubt: Problem | null;
}

/** The change of leader that is under way; for a while one that is only about to show. */
export async function findRunning(ports: FindPorts, request: ClusterRequest): Promise<Found> {
  const { clock } = ports;
  const until = clock.monotonicMs() + QUIET_MS;
  for (;;) {
    const reading = await readCluster(ports.dcs, request);
    const found = { reading, ...(await lookAt(ports, reading)) };
    if (found.awaited !== null || clock.monotonicMs() > until) return found;
    await clock.sleep(TICK_MS);
  }
}

async function lookAt(ports: FindPorts, reading: ClusterReading): Promise<Omit<Found, 'reading'>> {
  const { cluster } = reading;
  const { leader, failover } = cluster;
  const isDue = failover !== null && isDueAt(failover, ports.clock.now());
  const asItStands = awaitedChange(cluster, isDue ? failover.candidate : null);
  const from = lastLeader(cluster);
  if (leader === null) return { awaited: { ...asItStands, from, leaderRevision: NO_REVISION }, doubt: null };
  if (isDue) {
    return { awaited: { ...asItStands, failoverRevision: cluster.failoverRevision - 1 }, doubt: null };
  }
  const leads = await isLeading(ports, reading, leader.name);
  // It has the lock and does not accept writes yet.
  if (leads === false) {
    return { awaited: { ...asItStands, from, leaderRevision: NO_REVISION, timeline: null }, doubt: null };
  }
  return { awaited: null, doubt: leads === null ? doubtOf(reading, leader.name) : null };
}

/** Of a scheduled request only if its time has come. */
function isDueAt({ scheduledAt }: FailoverRequest, now: Date): boolean {
  return scheduledAt === null || Date.parse(scheduledAt) <= now.getTime();
}

/** Null if neither its agent nor its PostgreSQL answers. */
async function isLeading(
  { agents, servers }: FindPorts,
  { scope, cluster }: ClusterReading,
  name: string,
): Promise<boolean | null> {
  const member = cluster.members.find((each) => each.name === name);
  const answer = await agents.readStatus({ scope, name, apiUrl: member?.apiUrl ?? null });
  const { isStandbyCluster } = awaitedChange(cluster, null);
  if (answer.ok) {
    return isStandbyCluster
      ? isLeadingStandbyCluster(cluster, name, answer.value)
      : isAcceptingWrites(answer.value, null);
  }
  if (isStandbyCluster || member === undefined || member.host === null || member.port === null) return null;
  const { host, port } = member;
  const facts = await servers.readFacts({ host, port }, FACTS_MS);
  return facts.ok ? !facts.facts.inRecovery : null;
}

function doubtOf({ scope, group }: ClusterReading, name: string): Problem {
  const message = `whether ${name} accepts writes is not known: neither its agent nor its PostgreSQL answers`;
  return {
    code: 'agent-unreachable',
    message,
    subject: name,
    next: ctl('list', { scope, group }),
  };
}

/** Who led before the lock was lost or changed hands, as far as anybody knows. */
function lastLeader({ leader, sync, history }: Cluster): string | null {
  const names = [sync?.leader, history.at(-1)?.newLeader];
  return names.find((name) => name != null && name !== leader?.name) ?? null;
}
