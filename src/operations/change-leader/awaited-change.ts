import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import { type Cluster, currentTimeline } from '../../cluster/model/cluster.js';
import { isStandbyCluster, loopWait } from '../../cluster/model/dynamic-config.js';

/** How long a change of leader is followed. */
export interface FollowLimits {
  /** From the moment the leader begins to stop; where nobody leads from the start. */
  readonly deadlineMs: number;
  /** Until then: a checkpoint may take long. */
  readonly untilStoppingMs: number;
}

/** A checkpoint may take this long before the leader begins to stop, unless a deadline was given. */
const UNTIL_STOPPING_MS = 600_000;

/** What is going to change, as the cluster stands before. */
export function awaitedChange(cluster: Cluster, candidate: string | null): AwaitedChange {
  return {
    from: cluster.leader?.name ?? null,
    candidate,
    leaderRevision: cluster.leader?.revision ?? 0,
    failoverRevision: cluster.failoverRevision,
    timeline: currentTimeline(cluster),
    isStandbyCluster: isStandbyCluster(cluster.config),
  };
}

export function limitsFor(deadlineMs: number | null, cluster: Cluster): FollowLimits {
  if (deadlineMs !== null) return { deadlineMs, untilStoppingMs: deadlineMs };
  return {
    deadlineMs: 60_000 + 2000 * loopWait(cluster.config),
    untilStoppingMs: UNTIL_STOPPING_MS,
  };
}
