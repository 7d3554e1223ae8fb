import type { Hint } from '../../formats/hint.js';
import type { Cluster } from '../cluster.js';
import type { CandidateVerdict, MemberEvidence } from './candidate.js';

export type ChangeKind = 'switchover' | 'failover';

/** A change of leader as it was asked for, all questions answered. */
export interface ChangeRequest {
  readonly kind: ChangeKind;
  readonly scope: string;
  /** The leader that is meant to step down; null for a failover. */
  readonly leader: string | null;
  /** Null if any may win. */
  readonly candidate: string | null;
  /** Milliseconds since 1970; null for at once. */
  readonly scheduledAt: number | null;
  readonly replacesSchedule: boolean;
  readonly allowsDataLoss: boolean;
}

/** What the decision is made on. */
export interface ChangeEvidence {
  readonly cluster: Cluster;
  /** All registered members, the leader included. */
  readonly members: readonly MemberEvidence[];
}

export interface ChangeWarning {
  readonly code: string;
  readonly message: string;
  readonly subject: string | null;
  readonly next: Hint | null;
}

export interface ChangePlan {
  /** Who leads now; null if nobody does. */
  readonly from: string | null;
  readonly candidate: string | null;
  /** Who is going to win as it looks from here, and why; null if nobody can tell. */
  readonly expectedWinner: string | null;
  readonly whyWinner: string | null;
  readonly verdicts: readonly CandidateVerdict[];
  /** The candidate may lack acknowledged commits (not in the sync set of a synchronous cluster, and nobody can say otherwise). */
  readonly mayLoseCommits: boolean;
  /** For a failover: bytes between the leader's last known position and what the candidate has; `at least`, null if unknown. */
  readonly lossBytes: number | null;
  readonly warnings: readonly ChangeWarning[];
}

/** Why it is not even asked for. */
export interface Refusal {
  readonly outcome: 'refused' | 'not-found' | 'usage';
  readonly code: string;
  /** patronictl's words where it has some. */
  readonly message: string;
  readonly subject: string | null;
  readonly next: Hint | null;
}
