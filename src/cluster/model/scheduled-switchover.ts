import type { Cluster } from './cluster.js';
import { isPaused, loopWait } from './dynamic-config.js';
import { failoverExclusion } from './tags.js';

/** Why a stored switchover will not happen when its time comes, as far as the DCS tells. */
export type ScheduleObstacle =
  | 'paused'
  | 'schedule-lapsed'
  | 'no-leader'
  | 'not-the-leader'
  | 'candidate-is-leader'
  | 'unknown-member'
  | 'nofailover-tag'
  | 'failover-priority-zero';

/**
 * Null if nothing in the DCS is against it, or nothing is scheduled; the leader judges again when it is time (Patroni ha.py,
 * process_manual_failover_from_leader, should_run_scheduled_action).
 */
export function scheduleObstacle(cluster: Cluster, now: number): ScheduleObstacle | null {
  const { failover, leader, members, config } = cluster;
  if (failover === null || failover.scheduledAt === null) return null;
  if (now - Date.parse(failover.scheduledAt) > 1500 * loopWait(config)) return 'schedule-lapsed';
  if (isPaused(config)) return 'paused';
  if (leader === null) return 'no-leader';
  if (failover.leader !== null && failover.leader !== leader.name) return 'not-the-leader';
  if (failover.candidate === null) return null;
  if (failover.candidate === leader.name) return 'candidate-is-leader';
  const candidate = members.find(({ name }) => name === failover.candidate);
  return candidate === undefined ? 'unknown-member' : failoverExclusion(candidate.tags);
}
