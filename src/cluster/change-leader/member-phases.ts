import type { Cluster } from '../model/cluster.js';
import type { MemberStatus } from '../model/member-status.js';
import { tellsReplicationState } from '../model/patroni-version.js';

const GOING_DOWN = ['stopping', 'stopped', 'stop failed', 'crashed'];

/** Whether a leader has begun to stop, as its agent or its key in the DCS tells. */
export function isStopping(cluster: Cluster, name: string, status: MemberStatus | null): boolean {
  const member = cluster.members.find((each) => each.name === name);
  return GOING_DOWN.includes(status?.state ?? '') || GOING_DOWN.includes(member?.state ?? '');
}

/**
 * Whether a new leader takes writes: its agent says `primary`, which is `pg_is_in_recovery()`, and its timeline rose. What the agent
 * says while PostgreSQL does not answer comes from its memory and does not count.
 */
export function isAcceptingWrites(status: MemberStatus | null, timelineBefore: number | null): boolean {
  if (status === null || status.role !== 'primary' || status.state !== 'running') return false;
  if (status.timeline === null || status.timeline === 0) return false;
  return timelineBefore === null || status.timeline > timelineBefore;
}

/** Whether the leader of a standby cluster has taken over: its agent says so, and it follows the remote. */
export function isLeadingStandbyCluster(
  cluster: Cluster,
  name: string,
  status: MemberStatus | null,
): boolean {
  if (status === null || status.state !== 'running' || status.role !== 'standby_leader') return false;
  const key = cluster.members.find((each) => each.name === name);
  const replication = status.replicationState ?? key?.replicationState ?? null;
  // Up to 3.0.3 nobody tells the state of replication.
  return replication !== null || !tellsReplicationState(status.patroniVersion);
}

/** Whether a member streams as a standby of the leader, on its timeline. */
export function isStreamingFrom(
  leader: MemberStatus | null,
  name: string,
  status: MemberStatus | null,
  timeline: number | null,
): boolean {
  if (status === null || status.role === 'primary' || status.state !== 'running') return false;
  if (timeline !== null && status.timeline !== null && status.timeline < timeline) return false;
  if (status.replicationState === 'streaming') return true;
  return leader?.replication.some((each) => each.name === name && each.state === 'streaming') ?? false;
}
