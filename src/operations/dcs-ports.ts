import type { Formation } from '../cluster/cluster.js';
import type { Problem } from '../errors.js';

/** One linearizable (or, when asked for, serializable) look at everything below a scope. */
export interface ScopeReading {
  /** Null if no key exists below the scope. */
  readonly formation: Formation | null;
  /** etcd's revision that all values belong to. */
  readonly revision: number;
  readonly consistency: 'linearizable' | 'serializable';
  /** Keys that could not be understood. */
  readonly warnings: readonly Problem[];
}

/** A scope found below the namespace, with the names of its members. */
export interface FoundScope {
  readonly scope: string;
  readonly members: readonly string[];
}

/** One cluster: a scope, or one Citus group of it. */
export interface ClusterPlace {
  readonly scope: string;
  readonly group: number | null;
}

/** The lease that holds the leader lock; whole seconds, as etcd counts them. */
export interface LeaderLease {
  readonly grantedSeconds: number;
  readonly remainingSeconds: number;
}

/** A request for the key `failover`, and the revisions it was decided on; 0 for a key that was not there. */
export interface FailoverWrite {
  readonly leader: string | null;
  readonly candidate: string | null;
  /** ISO 8601 with offset. */
  readonly scheduledAt: string | null;
  readonly failoverRevision: number;
  readonly leaderRevision: number;
}

/** How a compare-and-set ended; `doubtful` if the answer was lost and reading back did not settle it. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'doubtful'; readonly problem: Problem };

/** Where the state of the clusters is kept. */
export interface Dcs {
  /** For messages: the namespace with its slashes, such as `/service/`. */
  readonly namespace: string;
  readScope(scope: string): Promise<ScopeReading>;
  /** All scopes of the namespace, by name. */
  findScopes(): Promise<readonly FoundScope[]>;
}

/** The key `failover` of a cluster, written without an agent, and what makes that safe. */
export interface FailoverKey {
  /** Null if nobody holds the lock, or holds it without a lease. */
  readLeaderLease(place: ClusterPlace): Promise<LeaderLease | null>;
  /** Writes the key `failover` if neither it nor the leader lock has changed. */
  write(place: ClusterPlace, write: FailoverWrite): Promise<WriteOutcome>;
}

/** A note of `ctl` about a cluster; the text is JSON. */
export interface Note {
  readonly text: string;
  /** etcd's revision of the key. */
  readonly revision: number;
}

/**
 * `ctl`'s own notes, small keys outside of what Patroni reads: `/<namespace>-ctl/<scope>/…`. A missing permission is a problem to warn
 * of, never the end of an action.
 */
export interface Notes {
  read(place: ClusterPlace, name: string): Promise<Note | null | { readonly problem: Problem }>;
  /** Null if it is stored. */
  write(place: ClusterPlace, name: string, text: string): Promise<Problem | null>;
  remove(place: ClusterPlace, name: string): Promise<Problem | null>;
}

/** A key below a cluster as it is stored. */
export interface StoredKey {
  readonly key: string;
  readonly value: string;
  readonly revision: number;
  /** It goes with a lease. */
  readonly leased: boolean;
}

/** A key of a cluster by its name, such as `config`, with its value as it is. */
export interface NamedKey {
  readonly name: string;
  readonly value: string;
}

/** All keys of a cluster at once. */
export interface ClusterKeys {
  readAll(place: ClusterPlace): Promise<{ readonly keys: readonly StoredKey[]; readonly revision: number }>;
  /** Deletes everything below the cluster if nothing has been written there since `revision`. */
  removeAll(place: ClusterPlace, revision: number): Promise<WriteOutcome>;
  /** Creates keys if neither they nor those that are named `absent` are there. */
  create(place: ClusterPlace, keys: readonly NamedKey[], absent: readonly string[]): Promise<WriteOutcome>;
}
