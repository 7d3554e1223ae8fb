import { type Cluster, highestTimeline } from '../model/cluster.js';
import type { ClusterLine, MemberLook } from './divergence.js';

const LEADING = ['primary', 'standby_leader'];

/** As the leader tells it at this moment, else its key; without a leader as the history ends. */
export function clusterLine(cluster: Cluster, leader: MemberLook | null): ClusterLine {
  const { history, status } = cluster;
  const last = history.at(-1)?.timeline;
  const bySequence = last === undefined ? highestTimeline(cluster) : last + 1;
  const ended = history.toSorted((a, b) => a.timeline - b.timeline);
  if (cluster.leader === null)
    return { timeline: bySequence, position: status.position, ended, isSettled: true };
  const told = Math.max(leader?.status?.timeline ?? 0, leader?.member.timeline ?? 0) || null;
  const role = leader?.status?.role ?? leader?.member.role ?? null;
  const written = leader?.status?.position ?? null;
  return {
    timeline: told ?? bySequence,
    position: written === null ? status.position : Math.max(written, status.position ?? 0),
    ended: ended.filter(({ timeline }) => told === null || timeline < told),
    isSettled: told === null || LEADING.includes(role ?? ''),
  };
}
