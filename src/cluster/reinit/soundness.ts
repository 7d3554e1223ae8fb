import { formatBytes } from '../../formats/sizes.js';
import type { MemberEvidence } from '../change-leader/candidate.js';
import { lookOf } from '../change-leader/judged-member.js';
import { divergedWords } from '../divergence/describe-divergence.js';
import { judgeDivergence } from '../divergence/judge-divergence.js';
import { upstreamOf } from '../drain/sync-demand.js';
import { type Cluster, currentTimeline } from '../model/cluster.js';
import { maximumLagOnFailover } from '../model/dynamic-config.js';
import type { MemberStatus } from '../model/member-status.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { lagOf } from '../restart/gate.js';

const FEEDING: readonly (string | null)[] = ['streaming', 'catchup'];
/** An archive gets WAL by whole segments, of this size unless the cluster was made otherwise. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Why a member is no copy of the cluster's data that the cluster could live on; null if it is one. */
export function whyUnsound(
  cluster: Cluster,
  { member, agent, facts }: MemberEvidence,
  all: readonly MemberEvidence[],
): string | null {
  const leads = member.name === cluster.leader?.name;
  if (!agent.answered) {
    // A leader that takes writes is one, although its agent is silent.
    const takesWrites = leads && agent.code !== 'agent-is-someone-else' && facts?.inRecovery === false;
    return takesWrites ? null : 'its agent does not answer';
  }
  const { status } = agent;
  if (status.state !== 'running') return `it is ${status.state}`;
  if (status.serverVersion === null) return 'its PostgreSQL does not answer';
  if (leads) return null;
  const timeline = currentTimeline(cluster);
  if (status.timeline !== timeline)
    return `it is on timeline ${status.timeline ?? '?'} instead of ${timeline ?? '?'}`;
  const leader = all.find((each) => each.member.name === cluster.leader?.name);
  const look = { member, status, facts };
  const divergence = judgeDivergence(cluster, look, leader === undefined ? null : lookOf(leader));
  const apart = divergedWords(divergence);
  if (apart !== null) return `it ${apart}: it ${divergence.seen}`;
  return whyUnfed(cluster, member.name, status, all);
}

/** Its own word is not enough while others can be asked: a receiver that is cut off believes for up to a minute that it streams. */
function whyUnfed(
  cluster: Cluster,
  name: string,
  status: MemberStatus,
  all: readonly MemberEvidence[],
): string | null {
  const isFed = feedersOf(name, all).length > 0;
  if (status.replicationState === 'in archive recovery')
    return isFed ? null : whyBehind(cluster, name, all, 'it replays an archive', SEGMENT_BYTES);
  // Whose WAL is gone begins again every few seconds, and catches up for a blink each time.
  if (isFed && !isStreamed(name, all)) return whyBehind(cluster, name, all, 'it catches up', 0);
  if (status.replicationState === null && tellsReplicationState(status.patroniVersion))
    return 'nobody feeds it';
  if (
    isFed ||
    (status.replicationState === 'streaming' &&
      !isHeard(upstreamOf(cluster, name) ?? cluster.leader?.name, all))
  )
    return null;
  return 'nobody is seen to feed it';
}

function isHeard(name: string | undefined, all: readonly MemberEvidence[]): boolean {
  return all.some(({ member, agent }) => member.name === name && agent.answered);
}

/** Why a member is too far behind: more than maximum_lag_on_failover allows a new leader, plus `beyondBytes`. Null if it is not. */
function whyBehind(
  cluster: Cluster,
  name: string,
  all: readonly MemberEvidence[],
  what: string,
  beyondBytes: number,
): string | null {
  const statuses = new Map(
    all.map(({ member, agent }) => [member.name, agent.answered ? agent.status : null]),
  );
  const lag = lagOf(name, cluster, statuses);
  if (lag === null) return `${what}, and how far it is behind is not known`;
  const limit = maximumLagOnFailover(cluster.config) + beyondBytes;
  return lag <= limit ? null : `${what} and is ${formatBytes(lag)} behind`;
}

function isStreamed(name: string, all: readonly MemberEvidence[]): boolean {
  return all.some(
    ({ agent }) =>
      agent.answered &&
      agent.status.replication.some((each) => key(each.name) === key(name) && each.state === 'streaming'),
  );
}

/** The members that send WAL to this one, as their agents tell. */
export function feedersOf(name: string, all: readonly MemberEvidence[]): string[] {
  return all.flatMap(({ member, agent }) =>
    agent.answered && fedBy(agent.status).includes(key(name)) ? [member.name] : [],
  );
}

/** Whom a member sends WAL to at this moment, in small letters; base backups do not count. */
export function fedBy({ replication }: MemberStatus): string[] {
  return replication.filter(({ state }) => FEEDING.includes(state)).map(({ name }) => key(name));
}

function key(name: string): string {
  return name.toLowerCase();
}
