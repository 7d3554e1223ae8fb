import { ctl, type Hint } from '../../formats/hint.js';
import type { Cluster, ClusterPlace } from '../model/cluster.js';
import type { CandidateCode, CandidateVerdict, MemberEvidence } from './candidate.js';

export type ChangeKind = 'switchover' | 'failover';

/** A change of leader as it was asked for, all questions answered. */
export interface ChangeRequest {
  readonly kind: ChangeKind;
  readonly scope: string;
  /** Citus group. */
  readonly group: number | null;
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

/** One who may lead and may lack acknowledged commits. */
export interface CandidateDanger {
  readonly member: string;
  readonly code: CandidateCode;
  readonly sentence: string;
  /** What is lost if it leads, for one that has diverged; else null. */
  readonly loss: string | null;
}

export interface ChangePlan {
  /** Who leads now; null if nobody does. */
  readonly from: string | null;
  readonly candidate: string | null;
  /** Who is going to win as it looks from here, and why; null if nobody can tell. */
  readonly expectedWinner: string | null;
  readonly whyWinner: string | null;
  readonly verdicts: readonly CandidateVerdict[];
  /** What is at stake: with the named candidate, or with those who have diverged and can win where none is named. */
  readonly dangers: readonly CandidateDanger[];
  /**
   * Acknowledged commits may be lost: the candidate has diverged, or is not in the sync set of a synchronous cluster and nobody can say
   * that it has everything.
   */
  readonly mayLoseCommits: boolean;
  /**
   * For a failover bytes between the leader's last known position and what the candidate has, `at least`; of a candidate that has
   * diverged those since the fork. Null if unknown.
   */
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

export function refused(code: string, message: string, subject: string | null, next: Hint | null): Refusal {
  return { outcome: 'refused', code, message, subject, next };
}

/** Another candidate that could be named: only shown, because nobody has named it. */
export function tryCommand(kind: ChangeKind, place: ClusterPlace, candidate: string): Hint {
  return ctl(kind, place, [], { candidate, 'dry-run': true });
}
