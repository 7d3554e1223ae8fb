import type { DynamicConfig } from './dynamic-config.js';
import type { HistoryEntry } from './history.js';
import type { Lsn } from './lsn.js';
import type { Member } from './member.js';
import type { SyncState } from './sync-state.js';

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
