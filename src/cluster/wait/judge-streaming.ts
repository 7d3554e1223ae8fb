import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { isTruthy } from '../model/tags.js';
import { type Observation, seen } from './condition.js';
import type { Statuses } from './judge-primary.js';
import { offTheLine } from './off-the-line.js';
import { replicasOf, settledLeader } from './settled-leader.js';

/** One replica, or all that are meant to, stream on the leader's timeline. */
export function judgeStreaming(name: string | null, cluster: Cluster, statuses: Statuses): Observation {
  const leader = settledLeader(cluster);
  if (name !== null && name === cluster.leader?.name) return seen(false, `${name} is the leader`);
  if ('trouble' in leader) return seen(false, leader.trouble);
  const replicas = replicasOf(cluster).filter((member) => name === null || member.name === name);
  const awaited = replicas.filter(({ tags }) => name !== null || isTruthy(tags.nostream) !== true);
  if (awaited.length === 0) {
    return seen(false, name === null ? 'no replica is registered' : `${name} is not registered`);
  }
  const fed = statuses.get(leader.name)?.replication ?? [];
  const troubles = awaited.flatMap((member) => {
    const isFed = fed.some((each) => each.name === member.name && each.state === 'streaming');
    return trouble(cluster, member, isFed);
  });
  const source = awaited.every(({ patroniVersion }) => tellsReplicationState(patroniVersion))
    ? 'dcs'
    : 'agent';
  if (troubles.length > 0) return seen(false, troubles.join(', '), source);
  const where = leader.timeline === null ? '' : ` on timeline ${leader.timeline}`;
  const names = awaited.map((member) => member.name);
  return seen(true, `${names.join(', ')} ${names.length === 1 ? 'streams' : 'stream'}${where}`, source);
}

/** Empty if it streams. Before Patroni 3.0.4 the leader's agent has to tell. */
function trouble(cluster: Cluster, member: Member, isFed: boolean): string[] {
  const { name, state, replicationState, patroniVersion } = member;
  if (state !== 'running') return [`${name} is ${state ?? 'in an unknown state'}`];
  const apart = offTheLine(cluster, member);
  if (apart !== null) return [`${name} is ${apart}`];
  if (replicationState === 'streaming') return [];
  if (!tellsReplicationState(patroniVersion) && isFed) return [];
  return [replicationState === null ? `${name} does not stream` : `${name} is ${replicationState}`];
}
