import type { Hint } from '../../formats/hint.js';
import type { MemberEvidence } from '../change-leader/candidate.js';
import type { Places, ServerActivity } from '../evidence/server-activity.js';
import type { Cluster } from '../model/cluster.js';
import type { CopyFacts, ReplicationLogin } from './copy-facts.js';

/** A request to copy members afresh. */
export interface ReinitRequest {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly targets: readonly string[];
  readonly fromLeader: boolean;
  readonly allowsDataLoss: boolean;
}

/** What the decision is made on. */
export interface ReinitEvidence {
  readonly cluster: Cluster;
  /** All registered members. */
  readonly members: readonly MemberEvidence[];
  /** Of those whose PostgreSQL tells. */
  readonly activities: ReadonlyMap<string, ServerActivity>;
  /** The same of those that a copy may come from. */
  readonly copyFacts: ReadonlyMap<string, CopyFacts>;
  /** At those that a copy may come from; empty if the settings have no credentials for replication. */
  readonly logins: ReadonlyMap<string, ReplicationLogin>;
}

/** A member that a copy may come from. */
export interface SourcePlan {
  readonly member: string;
  readonly leads: boolean;
  /** It answers, runs and has all that the leader has. */
  readonly well: boolean;
  /** Null if its PostgreSQL does not tell. */
  readonly walSenders: Places | null;
  readonly replicationSlots: Places | null;
  /** Whom it sends WAL to now; null if its agent does not tell. */
  readonly feeds: readonly string[] | null;
  /** Null if the settings have no credentials for replication. */
  readonly login: ReplicationLogin['kind'] | null;
  /** Why a copy from it would never come to an end; empty if nothing says so. */
  readonly obstacles: readonly string[];
}

export interface TargetPlan {
  readonly member: string;
  /** As its agent tells, else as the DCS does. */
  readonly state: string | null;
  /** Its data is in order: it is fed. */
  readonly well: boolean;
  /** Why it is not well; null if it is. */
  readonly unsound: string | null;
  /** Patroni takes one of them. */
  readonly sources: readonly SourcePlan[];
}

export interface ReinitWarning {
  readonly code: string;
  readonly message: string;
  readonly subject: string | null;
  readonly next: Hint | null;
}

export interface ReinitPlan {
  readonly leader: string | null;
  readonly targets: readonly TargetPlan[];
  /** Healthy members that are left while the others are copied. */
  readonly remaining: readonly string[];
  /** The others that stay as they are, and why nobody can count on them. */
  readonly leftOut: readonly { readonly member: string; readonly reason: string }[];
  readonly warnings: readonly ReinitWarning[];
}
