import type { JournalEntry, KeptEntry } from '../../cluster/config/journal-entry.js';
import type { Formation } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';

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

/** `ended`: nobody holds the lock any longer. `none`: the lock has no lease, and so never expires. */
export type LeaseLook = LeaderLease | 'ended' | 'none';

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

/** All clusters of the namespace. */
export interface Fleet {
  /** For messages: the namespace with its slashes. */
  readonly namespace: string;
  /** Everything as of one revision, in the order of the keys; what has been given is not held any longer. */
  readAll(): AsyncIterable<FoundCluster>;
}

/** A scope with all that is below it. */
export interface FoundCluster {
  readonly scope: string;
  readonly reading: ScopeReading;
}

/** Changes of clusters, told by the DCS itself instead of asked for. */
export interface ClusterChanges {
  /** Calls back after each change below the scope, and whenever some may have been missed, until it is closed. */
  watch(scope: string, onChange: () => void): ChangeWatch;
}

export interface ChangeWatch {
  /** Whether etcd is reporting changes; if not, the caller has to poll. The watch is restarted automatically. */
  isLive(): boolean;
  close(): void;
}

/** The key `failover` of a cluster, written without an agent, and what makes that safe. */
export interface FailoverKey {
  readLeaderLease(place: ClusterPlace): Promise<LeaseLook>;
  /** Writes the key `failover` if neither it nor the leader lock has changed. */
  write(place: ClusterPlace, write: FailoverWrite): Promise<WriteOutcome>;
}

/** The key `config` of a cluster as it is stored; what is in it may be anything. */
export interface StoredConfig {
  readonly text: string;
  /** etcd's revision of the key. */
  readonly revision: number;
  /** etcd's own revision when it was read. */
  readonly storeRevision: number;
}

/** The key `config` of a cluster, written without an agent. Reading it wants a quorum. */
export interface ConfigKey {
  /** Null if the key is not there. */
  read(place: ClusterPlace): Promise<StoredConfig | null>;
  /** Once, and only if the key still has this revision; a lost reply is settled by reading back. */
  write(place: ClusterPlace, text: string, revision: number): Promise<WriteOutcome>;
}

/**
 * What `ctl` writes down about its own changes of the dynamic configuration: a small key for each of the newest ones. A missing
 * permission is a problem to warn of, never the end of an action.
 */
export interface ConfigJournal {
  /** Null if it is stored. Values that look like secrets are not kept, long ones not whole, and the oldest entries go. */
  append(place: ClusterPlace, entry: JournalEntry): Promise<Problem | null>;
  /** Newest first. */
  readAll(place: ClusterPlace): Promise<JournalReading>;
}

export interface JournalReading {
  readonly entries: readonly KeptEntry[];
  /** Why there are none, if they cannot be read. */
  readonly problem: Problem | null;
}

/** One version of the key `config`. */
export interface PastConfig {
  /** etcd's revision that it came with. */
  readonly revision: number;
  /** As it was stored. */
  readonly text: string;
}

/** What etcd itself remembers of the key `config`. */
export interface ConfigHistory {
  /** Newest first, at most `limit`, and only what can be had in time; from the version on that was there at revision `from`, 0 for now. */
  read(place: ClusterPlace, limit: number, from?: number): Promise<PastConfigs>;
}

export interface PastConfigs {
  /** With which the key, as it is now, came into being; null if it is not there. */
  readonly createRevision: number | null;
  readonly versions: readonly PastConfig[];
  /** What came before: nothing, or nothing that etcd still has (`compacted`), or more than was asked for or could be had in time. */
  readonly end: 'beginning' | 'compacted' | 'limit' | 'deadline';
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

/** Which of the keys that were read are removed, and which are somebody else's and stay; by their names. */
export interface KeyRemoval {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** etcd's when they were read. */
  readonly revision: number;
}

/** The keys of a cluster at once. */
export interface ClusterKeys {
  /** All that is below the cluster's prefix, be it the cluster's or not. */
  readAll(place: ClusterPlace): Promise<{ readonly keys: readonly StoredKey[]; readonly revision: number }>;
  /** Deletes what is removed, and nothing else, if no key that Patroni could have for the cluster was written since it was read. */
  remove(place: ClusterPlace, removal: KeyRemoval): Promise<WriteOutcome>;
  /** Creates keys if neither they nor those that are named `absent` are there. */
  create(place: ClusterPlace, keys: readonly NamedKey[], absent: readonly string[]): Promise<WriteOutcome>;
}
