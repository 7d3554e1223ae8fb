import type { Hint } from '../../formats/hint.js';
import type { Cluster } from '../cluster.js';
import type { MemberEvidence } from '../leader-change/candidate.js';
import type { Places, ServerActivity } from '../server-activity.js';

/** Members that are to be copied anew, as it was asked for. */
export interface ReinitRequest {
  readonly scope: string;
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
}

export interface TargetPlan {
  readonly member: string;
  /** As its agent tells, else as the DCS does. */
  readonly state: string | null;
  /** Its data is in order: it streams. */
  readonly well: boolean;
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
  readonly warnings: readonly ReinitWarning[];
}
