import type { Hint } from '../../formats/hint.js';
import type { BalancerEvidence } from '../haproxy/balancer-evidence.js';
import type { Cluster, LeaderLock } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';
import type { Look } from './look.js';
import type { ServerFacts } from './server-facts.js';

export type { BalancerEvidence } from '../haproxy/balancer-evidence.js';

/** What one etcd member says about itself (`Maintenance.Status`); it answers without a quorum, too. */
export interface EtcdStatus {
  readonly version: string;
  /** Hexadecimal, as `etcdctl` prints it. */
  readonly memberId: string;
  /** Null if it knows of no leader. */
  readonly leaderId: string | null;
  readonly raftTerm: number;
  /** Bytes. */
  readonly databaseSize: number;
}

/** One endpoint of the settings. */
export interface EtcdEndpointEvidence {
  readonly address: string;
  readonly status: Look<EtcdStatus>;
}

/** An alarm of an etcd member; with NOSPACE etcd refuses writes. */
export interface EtcdAlarm {
  readonly memberId: string;
  readonly alarm: 'NOSPACE' | 'CORRUPT';
}

/** etcd as such. */
export interface EtcdEvidence {
  readonly endpoints: readonly EtcdEndpointEvidence[];
  /** Null if it could not be asked. */
  readonly alarms: readonly EtcdAlarm[] | null;
  /** Voting members by name with their client addresses; null if it could not be asked. */
  readonly members:
    | readonly { readonly id: string; readonly name: string; readonly urls: readonly string[] }[]
    | null;
}

/** What etcd holds of the cluster: as of now, or (without a quorum) as one etcd member remembers it. */
export type ClusterLook =
  | {
      readonly kind: 'present';
      readonly cluster: Cluster;
      readonly revision: number;
    }
  | {
      /** Never to be told in the present tense. */
      readonly kind: 'stale';
      readonly cluster: Cluster;
      readonly revision: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: 'absent'; readonly revision: number }
  | {
      readonly kind: 'unread';
      readonly code: string;
      readonly message: string;
      readonly next: Hint | null;
    };

/** What keeps a member's key in etcd; each sign of life of its agent renews it. */
export interface KeyLease {
  /** Seconds that it was granted for, which is the `ttl` of then. */
  readonly granted: number;
  /** Seconds until the key goes unless it is renewed. */
  readonly remaining: number;
}

/** Where a member without a key is known from. */
export type MemberTrace = 'leader-slot' | 'failsafe' | 'history' | 'older-revision' | 'settings';

/** A member, registered or not, from all that can be asked about it. */
export interface ObservedMember {
  readonly name: string;
  /** Null if it has no key now. */
  readonly key: Member | null;
  /** For a member without a key: where it is known from, and its last key with etcd's revision at which it was still there. */
  readonly trace: {
    readonly sources: readonly MemberTrace[];
    readonly lastKey: Member | null;
    readonly lastRevision: number | null;
  } | null;
  /** `none`: the key never expires. Null if there is no key, or its lease was not asked for. */
  readonly lease: KeyLease | 'none' | null;
  /** Earlier values of the key from etcd's older revisions, the oldest first; empty if they were not read. */
  readonly earlierKeys: readonly Member[];
  /** Null: there is no address to ask. */
  readonly agent: Look<MemberStatus> | null;
  /** Null: there is no address to ask. */
  readonly facts: Look<ServerFacts> | null;
  readonly saturation: Saturation | null;
  /** Seconds of `recovery_min_apply_delay`; null if SQL did not tell. */
  readonly applyDelay: number | null;
  /** Seconds from a commit on the primary to its replay here, 0 if all that was received is replayed; null if SQL did not tell. */
  readonly replayDelay: number | null;
  /** Milliseconds that the agent's clock is ahead of this machine's (HTTP `Date`, whole seconds; what is certain in spite of that); null if it did not tell. */
  readonly agentClockAhead: number | null;
  /** The same of the server's clock over SQL. */
  readonly sqlClockAhead: number | null;
}

/** How full a server is; null where PostgreSQL did not tell. */
export interface Saturation {
  readonly connections: number | null;
  readonly maxConnections: number | null;
  /** How many of these are kept for superusers and for members of pg_use_reserved_connections. */
  readonly reservedConnections: number | null;
  /** Who has most of the connections, at most three; empty if PostgreSQL did not tell. */
  readonly holders: readonly {
    readonly user: string;
    readonly application: string;
    readonly connections: number;
  }[];
  /** Sessions that wait for a synchronous standby. */
  readonly syncWaits: number | null;
  /** Seconds. */
  readonly oldestTransactionAge: number | null;
  /** Null if archiving is off; `failing` if the last attempt failed. */
  readonly archiver: 'ok' | 'failing' | null;
  /** Bytes that all slots together hold back, and the one that holds most. */
  readonly walHeldBySlots: number | null;
  readonly slots: readonly {
    readonly name: string;
    readonly heldBytes: number | null;
    readonly active: boolean;
  }[];
}

/** All that was gathered about one cluster at one moment; pure input of every check. */
export interface Evidence {
  readonly scope: string;
  readonly namespace: string;
  readonly group: number | null;
  /** ISO 8601. */
  readonly at: string;
  readonly etcd: EtcdEvidence;
  readonly cluster: ClusterLook;
  /** Keys of the cluster whose value makes no sense, such as `config`. */
  readonly brokenKeys: readonly { readonly key: string; readonly message: string }[];
  /** While the key `leader` is gone: its last value, with etcd's revision at which it was still there. */
  readonly formerLeader: LeaderLock | null;
  /** While `config` is gone, broken or empty: etcd's revision of its last good value. */
  readonly lastGoodConfig: number | null;
  /** Other scopes of the namespace, looked for only when this one is absent. */
  readonly otherScopes: readonly string[];
  /** Other namespaces that have this scope, looked for only when this one is absent. */
  readonly otherNamespaces: readonly string[];
  /** By name: those with a key, and those that left traces. */
  readonly members: readonly ObservedMember[];
  readonly balancers: readonly BalancerEvidence[];
  /** The first of two looks a second apart; null if the first raised no suspicion. */
  readonly before: Evidence | null;
  /** Milliseconds between the two looks, whatever the clock of the machine says; null if there was one only, or a document does not tell. */
  readonly sinceBeforeMs: number | null;
}
