import { formatBytes } from '../../formats/sizes.js';
import type { MemberEvidence } from '../change-leader/candidate.js';
import { postgresAnswered, statusOf } from '../change-leader/judged-member.js';
import { isFailsafeMode, timelineOfHistory } from '../change-leader/shared-settings.js';
import type { Evidence } from '../evidence/evidence.js';
import { type Cluster, isInSyncSet } from '../model/cluster.js';
import { maximumLagOnFailover, synchronousMode } from '../model/dynamic-config.js';
import type { RaceObstacle, RaceVerdict } from './leader-race.js';
import type { Racer } from './possible-winners.js';

/** Why a member does not take over by itself. */
export interface Obstacle {
  readonly code:
    | RaceObstacle
    | 'agent-unreachable'
    | 'agent-is-someone-else'
    | 'watchdog-failed'
    | 'not-in-failsafe-list'
    | 'quorum-not-met'
    | 'dcs-alarm'
    | 'waits-for-another';
  /** In a few words, with its figures. */
  readonly sentence: string;
}

/** What keeps one member out, whatever the others do. The verdict is of a race in which it is as its agent says. */
export function raceObstacle(
  { etcd }: Evidence,
  cluster: Cluster,
  rival: MemberEvidence,
  verdict: RaceVerdict | null,
): Obstacle | null {
  const { agent } = rival;
  if ((etcd.alarms ?? []).length > 0)
    return { code: 'dcs-alarm', sentence: 'etcd refuses writes: nobody can take the lock' };
  if (verdict?.obstacle === 'paused-needs-candidate') return described(cluster, rival, verdict);
  if (!agent.answered) {
    const isOther = agent.code === 'agent-is-someone-else';
    return {
      code: isOther ? 'agent-is-someone-else' : 'agent-unreachable',
      sentence: `its agent does not answer (${agent.reason})`,
    };
  }
  const { status } = agent;
  if (status.watchdogFailed)
    return { code: 'watchdog-failed', sentence: 'it requires a watchdog, and cannot use it' };
  if (status.state === 'running' && !postgresAnswered(status))
    return { code: 'position-unknown', sentence: 'its agent reports no position' };
  return verdict === null ? null : described(cluster, rival, verdict);
}

function described(cluster: Cluster, rival: MemberEvidence, verdict: RaceVerdict): Obstacle | null {
  const { obstacle, lag } = verdict;
  if (obstacle === null) return null;
  const status = statusOf(rival);
  const sentences: Readonly<Record<RaceObstacle, string>> = {
    'paused-needs-candidate': 'the cluster is paused: nobody takes over by itself',
    'not-running': `its PostgreSQL is ${status?.state ?? rival.member.state ?? 'in an unknown state'}`,
    'nofailover-tag': 'tagged nofailover',
    'failover-priority-zero': 'its failover_priority is 0 or less',
    'not-in-sync-set': `not synchronous (the sync set is ${syncSet(cluster)})`,
    'position-unknown': 'nobody knows how far it is',
    'lag-over-limit': `${formatBytes(lag ?? 0)} behind, more than maximum_lag_on_failover (${formatBytes(maximumLagOnFailover(cluster.config))})`,
    'timeline-behind': `on timeline ${status?.timeline ?? rival.member.timeline}, the cluster is on ${timelineOfHistory(cluster)}`,
  };
  return { code: obstacle, sentence: sentences[obstacle] };
}

function syncSet({ sync }: Cluster): string {
  return sync === null || sync.standbys.length === 0 ? 'empty' : sync.standbys.join(', ');
}

/** In failsafe mode only those in the list may race (ha.py, is_healthiest_node). */
export function failsafeObstacle({ config, failsafe }: Cluster, name: string): Obstacle | null {
  if (!isFailsafeMode(config) || failsafe === null || failsafe.size === 0 || failsafe.has(name)) return null;
  return { code: 'not-in-failsafe-list', sentence: 'not in the failsafe list' };
}

/** A voter needs the votes of `quorum` others of the set, anybody else one more (ha.py, _is_healthiest_node). */
export function quorumObstacle(
  { config, sync }: Cluster,
  rivals: readonly MemberEvidence[],
  name: string,
): Obstacle | null {
  if (synchronousMode(config) !== 'quorum' || sync === null) return null;
  const votes = rivals.filter((other) => {
    const status = statusOf(other);
    const isVoter = other.member.name !== name && isInSyncSet(sync, other.member.name);
    return isVoter && status !== null && postgresAnswered(status);
  }).length;
  const needed = sync.quorum + (isInSyncSet(sync, name) ? 0 : 1);
  if (votes >= needed) return null;
  const sentence = `${votes} of the ${needed} other voters that it needs ${votes === 1 ? 'answers' : 'answer'}`;
  return { code: 'quorum-not-met', sentence };
}

/**
 * Whoever is behind another one leaves the lock to it, also if that one may not lead because check_timeline is on: then nobody does
 * (ha.py, _is_healthiest_node).
 */
export function outrunObstacle(racer: Outrun, all: readonly Outrun[]): Obstacle | null {
  const own = racer.position;
  const ahead = all.find(
    ({ obstacle, position }) =>
      obstacle?.code === 'timeline-behind' && own !== null && position !== null && position > own,
  );
  if (ahead === undefined) return null;
  const sentence = `it leaves the lock to ${ahead.member}, whose position is ahead, and which check_timeline keeps from leading`;
  return { code: 'waits-for-another', sentence };
}

interface Outrun extends Pick<Racer, 'member' | 'position'> {
  readonly obstacle: Obstacle | null;
}
