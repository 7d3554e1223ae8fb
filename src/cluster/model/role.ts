import { type Cluster, isSyncStandby } from './cluster.js';
import { isStandbyCluster, synchronousMode } from './dynamic-config.js';
import type { Member } from './member.js';

/** The role as shown (Patroni utils.cluster_as_json, since 3.3.1: the sync key counts only in synchronous mode). */
export type DisplayedRole = 'leader' | 'standby_leader' | 'sync_standby' | 'quorum_standby' | 'replica';

export function displayedRole(cluster: Cluster, name: string): DisplayedRole {
  if (cluster.leader?.name === name) return isStandbyCluster(cluster.config) ? 'standby_leader' : 'leader';
  const mode = synchronousMode(cluster.config);
  if (mode === 'off' || !isSyncStandby(cluster.sync, name)) return 'replica';
  return mode === 'quorum' ? 'quorum_standby' : 'sync_standby';
}

/** The replication state where there is one, except for a plain leader, else the state of the process, else empty. */
export function displayedState(member: Member, role: DisplayedRole): string {
  return (role === 'leader' ? null : member.replicationState) || member.state || '';
}
