import type { Cluster } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { isTruthy } from '../model/tags.js';
import { replicationTree } from '../model/topology.js';
import { integerOf } from '../model/value.js';
import { isSyncExcluded } from './drain-tags.js';

/** How many synchronous standbys a cluster asks for. */
export interface SyncDemand {
  readonly mode: 'on' | 'quorum';
  /** `synchronous_node_count`; in strict mode at least 1 (global_config.py). */
  readonly count: number;
  /** Without any standby writes wait. */
  readonly strict: boolean;
}

/** Null without synchronous mode. */
export function syncDemand({ config }: Cluster): SyncDemand | null {
  const mode = synchronousMode(config);
  if (mode === 'off') return null;
  const strict = isTruthy(config?.values.synchronous_mode_strict) === true;
  const asked = integerOf(config?.values.synchronous_node_count) ?? 1;
  return { mode, count: Math.max(asked, strict ? 1 : 0), strict };
}

/** The members that Patroni may make synchronous: they stream from the leader, and no tag excludes them (sync.py, _ReplicaList). */
export function ableToBeSynchronous(cluster: Cluster): Member[] {
  return cluster.members.filter(
    (member) =>
      streams(member) &&
      !isSyncExcluded(member.tags, member.patroniVersion) &&
      upstreamOf(cluster, member.name) === (cluster.leader?.name ?? null),
  );
}

/** Whom a member replicates from by its tag `replicatefrom`; null for the leader. */
export function upstreamOf({ leader, members }: Cluster, name: string): string | null {
  const tree = replicationTree(
    members.map((member) => ({
      name: member.name,
      leads: member.name === leader?.name,
      replicatesFrom: typeof member.tags.replicatefrom === 'string' ? member.tags.replicatefrom : null,
    })),
  );
  return tree.find((place) => place.name === name)?.parent ?? null;
}

/** As its key tells; up to 3.0.3 it says no more than `running`. */
function streams({ state, replicationState, patroniVersion }: Member): boolean {
  if (state !== 'running') return false;
  return replicationState === null
    ? !tellsReplicationState(patroniVersion)
    : replicationState === 'streaming';
}
