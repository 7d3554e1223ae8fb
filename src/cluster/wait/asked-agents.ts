import type { Cluster } from '../model/cluster.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import type { Condition } from './condition.js';

/** Whose agents know what etcd does not. */
export function askedAgents(conditions: readonly Condition[], cluster: Cluster): readonly string[] {
  const { leader, members } = cluster;
  if (leader === null) return [];
  const isOld = members.some(({ patroniVersion }) => !tellsReplicationState(patroniVersion));
  const needed = conditions.some(({ kind }) => kind === 'primary' || (kind === 'streaming' && isOld));
  return needed ? [leader.name] : [];
}
