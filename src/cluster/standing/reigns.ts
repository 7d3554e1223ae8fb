import { type Cluster, currentTimeline, type HistoryEntry } from '../model/cluster.js';
import type { Lsn } from '../model/lsn.js';

/** The time for which one member led, as the key `history` tells it. */
export interface Reign {
  /** The timeline that ended with the change. */
  readonly timeline: number;
  readonly newTimeline: number;
  readonly switchPosition: Lsn;
  readonly reason: string | null;
  /** When it began, ISO 8601; null if Patroni did not witness it. */
  readonly at: string | null;
  /** Who led before; null if nobody knows, as for the first change. */
  readonly from: string | null;
  readonly to: string | null;
  /** When the next one began; null if there is no next one, or nobody knows. */
  readonly until: string | null;
}

export function reignsOf(history: readonly HistoryEntry[]): Reign[] {
  return history.map((entry, index) => ({
    timeline: entry.timeline,
    newTimeline: history[index + 1]?.timeline ?? entry.timeline + 1,
    switchPosition: entry.switchPoint,
    reason: entry.reason,
    at: entry.at,
    from: history[index - 1]?.newLeader ?? null,
    to: entry.newLeader,
    until: history[index + 1]?.at ?? null,
  }));
}

/** Whether the one who came with this change leads still: it holds the lock, and no other timeline has begun. */
export function isReigning(reign: Reign, cluster: Cluster): boolean {
  const isLast = cluster.history.at(-1)?.timeline === reign.timeline;
  const timeline = currentTimeline(cluster);
  return (
    isLast && cluster.leader !== null && cluster.leader.name === reign.to && timeline === reign.newTimeline
  );
}
