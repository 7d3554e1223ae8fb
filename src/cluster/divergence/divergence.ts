import type { ServerFacts } from '../evidence/server-facts.js';
import { type Cluster, type HistoryEntry, highestTimeline } from '../model/cluster.js';
import type { Lsn } from '../model/lsn.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

/** How what a member has stands to what the cluster went on with. */
type DivergenceVerdict =
  /** On the timeline of the cluster. */
  | 'sound'
  /** On an earlier timeline, and not past its end: only behind. */
  | 'timeline-behind'
  /** It has what the cluster never had, or has given up. */
  | 'diverged'
  /** Nobody can tell; it is treated as diverged. */
  | 'divergence-unknown';

export interface Divergence {
  readonly verdict: DivergenceVerdict;
  /** Null if nobody tells. */
  readonly timeline: number | null;
  /** The timeline of the cluster. */
  readonly clusterTimeline: number | null;
  /** Where the member left the line of the cluster, at the latest; null unless it has diverged, and if nobody tells. */
  readonly forkPoint: Lsn | null;
  /** Bytes between the fork and the last known position of the leader, which are lost if the member leads; null if unknown. */
  readonly lossBytes: number | null;
  /** Timelines that are lost as a whole if it leads, the oldest first. */
  readonly lostTimelines: readonly number[];
  /** What was seen, in words that follow the name of the member: `is at 0/5B33F98 of timeline 1, which ended at 0/5022668`. */
  readonly seen: string;
}

/** All that is known of one member, its agent and its PostgreSQL. */
export interface MemberLook {
  readonly member: Member;
  /** Null if its agent did not answer, or was not asked. */
  readonly status: MemberStatus | null;
  /** Null where SQL cannot be had. */
  readonly facts: ServerFacts | null;
}

/** The line of timelines that the cluster has come along. */
export interface ClusterLine {
  /** The leader's; without a leader the last that ended and one more. Null if nobody tells. */
  readonly timeline: number | null;
  /** The last known position of the leader. */
  readonly position: Lsn | null;
  /** The timelines that ended before, the oldest first. */
  readonly ended: readonly HistoryEntry[];
  /** A leader that is not yet promoted still tells the timeline from before. */
  readonly isSettled: boolean;
}

const LEADING = ['primary', 'standby_leader'];

/** Whether a member must not lead without a word about the loss. */
export function isDiverged({ verdict }: Pick<Divergence, 'verdict'>): boolean {
  return verdict === 'diverged' || verdict === 'divergence-unknown';
}

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
