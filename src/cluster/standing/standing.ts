import { describeDivergedWinner } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { divergenceByKeys } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster, maximumLagOnFailover, synchronousMode } from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { measuredLag, positionsOf } from '../model/positions.js';
import { displayedRole, displayedState } from '../model/role.js';
import { leaderRace } from './leader-race.js';

export type HealthVerdict = 'healthy' | 'degraded' | 'down' | 'unknown';

/** How a cluster stands as the DCS tells it, in one word and one sentence. */
interface Standing {
  readonly verdict: HealthVerdict;
  readonly sentence: string;
}

export function describeStanding(cluster: Cluster): Standing {
  if (cluster.leader === null) return withoutLeader(cluster);
  const standbys = cluster.members.filter((member) => member.name !== cluster.leader?.name);
  const troubles = [
    ...leaderTroubles(cluster),
    ...standbys.flatMap((member) => standbyTroubles(cluster, member)),
  ];
  if (synchronousMode(cluster.config) !== 'off' && syncStandbys(cluster, standbys).length === 0) {
    troubles.push('synchronous mode is on, but there is no synchronous standby');
  }
  const parts = [
    `1 ${isStandbyCluster(cluster.config) ? 'standby leader' : 'leader'}`,
    ...standbyParts(cluster, standbys),
  ];
  return {
    verdict: troubles.length === 0 ? 'healthy' : 'degraded',
    sentence: [...parts, ...troubles].join(', '),
  };
}

function withoutLeader(cluster: Cluster): Standing {
  if (cluster.initialization.state !== 'initialized' && cluster.members.length === 0) {
    return { verdict: 'unknown', sentence: 'not bootstrapped, no member is registered' };
  }
  if (cluster.initialization.state === 'initializing')
    return { verdict: 'unknown', sentence: 'a bootstrap is running' };
  const able = leaderRace(cluster).filter(({ obstacle }) => obstacle === null);
  const who = able.filter(({ divergence }) => !isDiverged(divergence)).map(({ member }) => member);
  const lost = able.flatMap(({ member, divergence }) =>
    isDiverged(divergence) ? [describeDivergedWinner({ member, ...divergence })] : [],
  );
  const hopes = [
    ...(able.length === 0 ? ['no registered member takes over by itself'] : []),
    ...(who.length === 0 ? [] : [`${who.join(', ')} may take over`]),
    ...lost,
  ];
  return { verdict: 'down', sentence: `no leader, ${hopes.join(', ')}` };
}

function leaderTroubles(cluster: Cluster): string[] {
  const leader = cluster.members.find((member) => member.name === cluster.leader?.name);
  if (leader === undefined) return [`the leader ${cluster.leader?.name} is not registered as a member`];
  return leader.state === 'running' ? [] : [`the leader is ${leader.state ?? 'in an unknown state'}`];
}

/** `2 replicas streaming (1 synchronous)`: the standbys grouped by state; those that are not well are troubles. */
function standbyParts(cluster: Cluster, standbys: readonly Member[]): string[] {
  if (standbys.length === 0) return ['no replica'];
  const states = new Map<string, Member[]>();
  for (const member of standbys.filter((each) => stateTrouble(cluster, each) === null)) {
    const state = stateOf(cluster, member);
    states.set(state, [...(states.get(state) ?? []), member]);
  }
  return [...states].map(([state, members]) => {
    const synchronous = syncStandbys(cluster, members).length;
    const replicas = members.length === 1 ? 'replica' : 'replicas';
    return `${members.length} ${replicas} ${state}${synchronous === 0 ? '' : ` (${synchronous} synchronous)`}`;
  });
}

function syncStandbys(cluster: Cluster, members: readonly Member[]): Member[] {
  return members.filter((member) =>
    ['sync_standby', 'quorum_standby'].includes(displayedRole(cluster, member.name)),
  );
}

function stateOf(cluster: Cluster, member: Member): string {
  return displayedState(member, displayedRole(cluster, member.name));
}

function stateTrouble(cluster: Cluster, member: Member): string | null {
  const state = stateOf(cluster, member);
  if (['streaming', 'in archive recovery'].includes(state)) return null;
  if (state !== 'running') return `${member.name} is ${state || 'in an unknown state'}`;
  return tellsReplicationState(member.patroniVersion)
    ? `${member.name} is running but does not replicate`
    : null;
}

function standbyTroubles(cluster: Cluster, member: Member): string[] {
  const trouble = stateTrouble(cluster, member);
  const troubles = trouble === null ? [] : [trouble];
  const { verdict, timeline, clusterTimeline } = divergenceByKeys(cluster, member);
  if (timeline !== null && verdict !== 'sound') {
    const place = `timeline ${timeline} of ${clusterTimeline}`;
    troubles.push(
      verdict === 'diverged' ? `${member.name} has diverged (${place})` : `${member.name} is on ${place}`,
    );
  }
  if (isLagging(cluster, member)) troubles.push(`${member.name} is lagging`);
  else if (hasReplayBacklog(cluster, member)) troubles.push(`${member.name} has much to replay`);
  return troubles;
}

/** Further behind than a failover would allow, by what Patroni measures. */
export function isLagging(cluster: Cluster, member: Member): boolean {
  if (member.name === cluster.leader?.name) return false;
  return (measuredLag(cluster, member) ?? 0) > maximumLagOnFailover(cluster.config);
}

/** WAL that is received but not replayed: it is safe, but would keep a new primary read-only for a while. */
export function hasReplayBacklog(cluster: Cluster, member: Member): boolean {
  return (positionsOf(cluster, member).replayLag ?? 0) > maximumLagOnFailover(cluster.config);
}
