import { type DivergenceTold, tellDivergence } from '../divergence/describe-divergence.js';
import { divergenceByKeys } from '../divergence/judge-divergence.js';
import { type Cluster, isInSyncSet } from '../model/cluster.js';
import {
  checksTimeline,
  isPaused,
  isStandbyCluster,
  maximumLagOnFailover,
  synchronousMode,
} from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import { isAtLeast } from '../model/patroni-version.js';
import { measuredLag } from '../model/positions.js';
import { failoverExclusion } from '../model/tags.js';

/** Before that a running primary takes the free lock on whatever timeline it is. */
const LOOKS_AT_ITS_TIMELINE = '3.1.0';

/** Why a member does not take over by itself, as far as the DCS tells. */
export type RaceObstacle =
  | 'paused-needs-candidate'
  | 'not-running'
  | 'nofailover-tag'
  | 'failover-priority-zero'
  | 'not-in-sync-set'
  | 'position-unknown'
  | 'lag-over-limit'
  | 'timeline-behind';

export interface RaceVerdict {
  readonly member: string;
  /** Null if nothing in the DCS keeps it from taking over; its own agent decides. */
  readonly obstacle: RaceObstacle | null;
  /** Bytes behind the last known position of the last leader; at least this much would be lost. */
  readonly lag: number | null;
  readonly divergence: DivergenceTold;
}

/** Who may take over while nobody holds the lock: Patroni's own rules (ha.py, is_healthiest_node), from the DCS alone. */
export function leaderRace(cluster: Cluster): RaceVerdict[] {
  return cluster.members.map((member) => ({
    member: member.name,
    obstacle: obstacleFor(cluster, member),
    lag: measuredLag(cluster, member),
    divergence: tellDivergence(divergenceByKeys(cluster, member)),
  }));
}

function obstacleFor(cluster: Cluster, member: Member): RaceObstacle | null {
  // A primary that still runs takes the lock back, whatever its tags and its lag.
  if (isRunningPrimary(member)) {
    const looks = !isPaused(cluster.config) && isAtLeast(member.patroniVersion, LOOKS_AT_ITS_TIMELINE);
    return looks && isOnOlderTimeline(cluster, member) ? 'timeline-behind' : null;
  }
  if (isPaused(cluster.config)) return 'paused-needs-candidate';
  const excluded = failoverExclusion(member.tags);
  if (excluded !== null) return excluded;
  if (member.state !== 'running') return 'not-running';
  if (isOutsideSyncSet(cluster, member)) return 'not-in-sync-set';
  if (member.position === null) return 'position-unknown';
  if ((measuredLag(cluster, member) ?? 0) > maximumLagOnFailover(cluster.config)) return 'lag-over-limit';
  const checked = checksTimeline(cluster.config) && !isStandbyCluster(cluster.config);
  return checked && isOnOlderTimeline(cluster, member) ? 'timeline-behind' : null;
}

function isRunningPrimary(member: Member): boolean {
  return member.role === 'primary' && member.state === 'running';
}

/** With synchronous_mode `on` only the last leader and the listed standbys may win; a quorum counts votes instead. */
function isOutsideSyncSet(cluster: Cluster, member: Member): boolean {
  if (synchronousMode(cluster.config) !== 'on' || cluster.sync === null) return false;
  return !isInSyncSet(cluster.sync, member.name);
}

/** Patroni takes the timeline of the cluster from its history, whatever the members say. */
function isOnOlderTimeline(cluster: Cluster, member: Member): boolean {
  const ended = cluster.history.at(-1)?.timeline ?? 0;
  return member.timeline !== null && member.timeline <= ended;
}
