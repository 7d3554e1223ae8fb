import type { EtcdEvidence, KeyLease } from '../../cluster/evidence/evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import type { Balancers } from '../ports/balancer-ports.js';
import type {
  ClusterChanges,
  ClusterKeys,
  ClusterPlace,
  ConfigHistory,
  ConfigJournal,
  ConfigKey,
  Dcs,
  FailoverKey,
  Notes,
  ScopeReading,
} from '../ports/dcs-ports.js';
import type { Agents, Clock } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import type { Settings } from '../settings.js';

/** etcd as such, each endpoint of the settings in its own time; all of it answers without a quorum, too. */
export interface EtcdHealth {
  read(timeoutMs: number): Promise<EtcdEvidence>;
}

/** One look at a scope in bounded time. */
export interface ScopeLook {
  /** Tells early which servers to ask: the certain reading, or else what single etcd members remember; null if there is neither. */
  readonly soonest: Promise<ScopeReading | null>;
  /** Whether there is a reading that is certain. */
  readonly settled: Promise<SettledLook>;
}

export type SettledLook =
  | { readonly kind: 'certain'; readonly reading: ScopeReading }
  /** What came soonest, if anything, is what was. */
  | { readonly kind: 'uncertain'; readonly problem: Problem };

/** Scopes for those who want to know even while etcd has no quorum. */
export interface ScopeLooks {
  look(scope: string): ScopeLook;
}

/** A cluster as it was; of its keys only `leader`, `config` and those of the members. */
export interface EarlierReading {
  readonly revision: number;
  readonly cluster: Cluster;
}

/** What etcd knows of keys beside their values. */
export interface KeyTraces {
  /** At some revisions before this one, newest first, as far back as etcd remembers. */
  readEarlier(place: ClusterPlace, revision: number): Promise<readonly EarlierReading[]>;
  /** Of the keys of members, by name; nothing of those that could not be asked about in time. */
  readLeases(place: ClusterPlace): Promise<ReadonlyMap<string, KeyLease | 'none'>>;
  /** Other namespaces that hold this scope, as far as they can be found in time. */
  findNamespaces(scope: string): Promise<readonly string[]>;
}

/** A small text about a cluster on this machine, to find its members while etcd is away. Nothing of it fails. */
export interface LastSeenFiles {
  read(place: ClusterPlace): Promise<string | null>;
  write(place: ClusterPlace, text: string): Promise<void>;
}

/** All that is asked about a cluster. */
export interface DiagnosePorts {
  readonly settings: Pick<Settings, 'balancers' | 'ownMember'>;
  readonly dcs: Dcs;
  readonly etcdHealth: EtcdHealth;
  readonly scopeLooks: ScopeLooks;
  readonly keyTraces: KeyTraces;
  readonly lastSeen: LastSeenFiles;
  readonly agents: Agents;
  readonly servers: Pick<Servers, 'readHealth'>;
  readonly balancers: Balancers;
  readonly notes: Notes;
  readonly clock: Clock;
}

/** What else etcd is behind, beside reading clusters. */
export interface EtcdPorts {
  readonly changes: ClusterChanges;
  readonly failoverKey: FailoverKey;
  readonly configKey: ConfigKey;
  readonly configHistory: ConfigHistory;
  readonly configJournal: ConfigJournal;
  readonly clusterKeys: ClusterKeys;
  readonly notes: Notes;
  readonly etcdHealth: EtcdHealth;
  readonly scopeLooks: ScopeLooks;
  readonly keyTraces: KeyTraces;
}
