import type { DynamicConfig } from './dynamic-config.js';
import type { Lsn } from './lsn.js';
import type { Member } from './member.js';

/** The key `leader`: who holds the lock. It may name a member that has no key of its own. */
export interface LeaderLock {
  readonly name: string;
  readonly revision: number;
}

/** The key `failover`: a request that the leader has not yet dealt with. With a leader it is a switchover. */
export interface FailoverRequest {
  readonly leader: string | null;
  readonly candidate: string | null;
  /** ISO 8601 with offset. */
  readonly scheduledAt: string | null;
  readonly revision: number;
}

/** The key `status`, or `optime/leader` before 2.1. */
export interface LeaderStatus {
  /** Last known position of the leader; it outlives the leader. */
  readonly position: Lsn | null;
  readonly slots: ReadonlyMap<string, Lsn>;
  /** Since 4.0. */
  readonly retainSlots: readonly string[];
}

/** How far the bootstrap of a cluster has come; `initialized` means that the system identifier is known. */
export type Initialization =
  | { readonly state: 'initialized'; readonly systemIdentifier: string }
  | { readonly state: 'initializing' }
  | { readonly state: 'uninitialized' };

/** Everything that the DCS tells about one Patroni cluster at one revision. */
export interface Cluster {
  readonly initialization: Initialization;
  readonly config: DynamicConfig | null;
  readonly leader: LeaderLock | null;
  /** By name. */
  readonly members: readonly Member[];
  readonly status: LeaderStatus;
  /** Null if the key is absent or names no leader. */
  readonly sync: SyncState | null;
  readonly failover: FailoverRequest | null;
  /** etcd's revision of the key `failover`, which stays behind empty; 0 if it is not there. */
  readonly failoverRevision: number;
  readonly history: readonly HistoryEntry[];
  /** Member name to API address; stays behind when failsafe mode is disabled. */
  readonly failsafe: ReadonlyMap<string, string> | null;
}

/** All that is stored below one scope: a cluster of its own, the groups of a Citus cluster, or (by mistake) both. */
export interface Formation {
  /** Null if there are keys of groups only. */
  readonly cluster: Cluster | null;
  /** Citus groups by number; 0 is the coordinator. */
  readonly groups: ReadonlyMap<number, Cluster>;
}

/** A cluster, or one Citus group of it. */
export interface ClusterPlace {
  readonly scope: string;
  readonly group: number | null;
}

/** One change of timeline, from the key `history`. */
export interface HistoryEntry {
  /** The timeline that ended. */
  readonly timeline: number;
  readonly switchPoint: Lsn;
  readonly reason: string | null;
  /** ISO 8601; null if Patroni did not witness the change. */
  readonly at: string | null;
  /** Since 2.1.1. */
  readonly newLeader: string | null;
}

/** The key `sync`: who may take over without losing acknowledged commits. */
export interface SyncState {
  /** The leader that maintains the key. */
  readonly leader: string;
  /** Standbys known to be synchronous; with `synchronous_mode: quorum` the voters without the leader. */
  readonly standbys: readonly string[];
  /** Votes of others that a candidate from the set needs (since 4.0, else 0). */
  readonly quorum: number;
}

/** The cluster of a scope, or one group of it; null if it is not there. */
export function clusterIn(formation: Formation | null, group: number | null): Cluster | null {
  return (group === null ? formation?.cluster : formation?.groups.get(group)) ?? null;
}

/** The timeline that the leader reports; if it does not, the highest that any member reports. */
export function currentTimeline(cluster: Cluster): number | null {
  const leader = cluster.members.find((member) => member.name === cluster.leader?.name);
  if (leader?.timeline !== null && leader?.timeline !== undefined) return leader.timeline;
  return highestTimeline(cluster);
}

/** The highest that any member reports, whoever leads. */
export function highestTimeline({ members }: Pick<Cluster, 'members'>): number | null {
  const timelines = members.flatMap(({ timeline }) => timeline ?? []);
  return timelines.length === 0 ? null : Math.max(...timelines);
}

/** Where all of these members are: their Citus group if they share one, else the whole cluster. */
export function sharedPlace(
  scope: string,
  members: readonly { readonly group: number | null }[],
): ClusterPlace {
  const groups = new Set(members.map(({ group }) => group));
  const [group = null] = groups;
  return { scope, group: groups.size === 1 ? group : null };
}

/** Names compare case-insensitively, as in PostgreSQL (since 3.0.3). */
export function isSyncStandby(sync: SyncState | null, name: string): boolean {
  return sync?.standbys.some((standby) => isSameName(standby, name)) ?? false;
}

/** The standbys and the leader that maintains the key. */
export function isInSyncSet(sync: SyncState, name: string): boolean {
  return isSameName(sync.leader, name) || isSyncStandby(sync, name);
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
