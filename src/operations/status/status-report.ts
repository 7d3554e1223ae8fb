import type { EtcdAlarm, MemberTrace, Saturation } from '../../cluster/evidence/evidence.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import type { PoolPurpose } from '../../cluster/haproxy/balancer-evidence.js';
import type { DisplayedRole } from '../../cluster/model/role.js';
import type { PauseState } from '../../cluster/pause/pause-state.js';
import type { FailoverForecast } from '../../cluster/standing/failover-forecast.js';
import type { HealthVerdict } from '../../cluster/standing/standing.js';
import type { WritesState } from '../../cluster/standing/writes.js';
import type { Report } from '../report.js';

export const STATUS_KEYS = ['at', 'verdict', 'from', 'clusters'];

export interface StatusReport extends Report {
  /** ISO 8601; when the first cluster was asked. */
  readonly at: string;
  /** The worst of all. */
  readonly verdict: HealthVerdict;
  /** The file that the evidence was read from; null if it was gathered now. */
  readonly from: string | null;
  /** One entry for each cluster, for each group of a Citus cluster. */
  readonly clusters: readonly StatusCluster[];
}

export interface StatusCluster {
  readonly scope: string;
  readonly namespace: string;
  readonly group: number | null;
  /** ISO 8601; when the last look began. */
  readonly at: string;
  readonly verdict: HealthVerdict;
  readonly systemIdentifier: string | null;
  readonly timeline: number | null;
  readonly writes: StatusWrites;
  /** Null if etcd does not tell. */
  readonly paused: boolean | null;
  readonly pause: PauseState | null;
  /** What happens if the leader fails now; null while nobody leads, or if etcd does not tell how the cluster is now. */
  readonly forecast: FailoverForecast | null;
  readonly dcs: StatusDcs;
  readonly balancers: readonly StatusBalancer[];
  readonly members: readonly StatusMember[];
  /** Of the member that leads, over SQL; null if it did not tell. */
  readonly saturation:
    | (Saturation & { readonly member: string; readonly source: 'sql'; readonly age: 0 })
    | null;
  readonly findings: readonly Finding[];
}

export interface StatusWrites {
  readonly state: WritesState;
  readonly via: readonly string[];
  readonly leader: string | null;
  /** ISO 8601; null if no source holds it. */
  readonly since: string | null;
  readonly sinceSource: 'history' | 'server-start' | null;
  /** Seconds, by this machine's clock; at least so many if the source is not the history. */
  readonly seconds: number | null;
  /** Changes of leader that etcd's history dates within the last 24 h, and all that it holds; null if it does not tell. */
  readonly changesLastDay: number | null;
  readonly changes: number | null;
}

export interface StatusDcs {
  /** `stale`: what one etcd member remembers, without a quorum. */
  readonly state: 'present' | 'stale' | 'absent' | 'unread';
  readonly revision: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly endpoints: readonly StatusEndpoint[];
  /** Null if it could not be asked. */
  readonly votingMembers: number | null;
  /** Its name, else its id. */
  readonly leader: string | null;
  readonly alarms: readonly EtcdAlarm[] | null;
}

export interface StatusEndpoint {
  readonly address: string;
  readonly answered: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly version: string | null;
  readonly memberId: string | null;
  readonly databaseSize: number | null;
  readonly milliseconds: number;
}

export interface StatusBalancer {
  readonly address: string;
  readonly answered: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly pools: readonly StatusPool[];
}

export interface StatusPool {
  readonly pool: string;
  readonly purpose: PoolPurpose;
  /** Members, or servers that stand for none, that take connections. */
  readonly up: readonly string[];
  readonly servers: number;
}

/** Whether somebody answered; null if there was nobody to ask. */
export interface StatusAnswer {
  readonly answered: boolean;
  readonly code: string | null;
  readonly message: string | null;
  readonly milliseconds: number;
}

export interface StatusMember {
  readonly name: string;
  /** Whether it has a key now; null if etcd does not tell. */
  readonly registered: boolean | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly apiUrl: string | null;
  readonly roles: {
    /** By the lock; what was, if etcd has no quorum. */
    readonly dcs: DisplayedRole | null;
    readonly agent: string | null;
    readonly sql: 'read-write' | 'read-only' | null;
  };
  readonly agent: StatusAnswer | null;
  readonly sql: StatusAnswer | null;
  readonly state: string | null;
  /** Of the state, the timeline and the positions: who tells them, and how many seconds ago; null if nobody knows. */
  readonly source: 'agent' | 'dcs' | null;
  readonly age: number | null;
  readonly timeline: number | null;
  readonly receiveLsn: string | null;
  readonly receiveLag: number | null;
  readonly replayLsn: string | null;
  readonly replayLag: number | null;
  /** Seconds, over SQL at this moment. */
  readonly replayDelay: number | null;
  readonly pendingRestart: boolean;
  readonly patroniVersion: string | null;
  /** Seconds since the agent renewed its key, and until the key goes; null if that is not known. */
  readonly heartbeatAge: number | null;
  readonly keyExpiresIn: number | null;
  /** For a member without a key: where it is known from. */
  readonly trace: { readonly sources: readonly MemberTrace[]; readonly revision: number | null } | null;
}
