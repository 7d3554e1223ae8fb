import type { StandbyParameter } from '../evidence/server-facts.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

/** What becomes of the leader when its turn comes. */
export type LeaderTurn = 'in-place' | 'switchover' | 'skip';

/** One turn of one member. */
export interface RestartStep {
  readonly member: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly role: 'replica' | 'leader' | 'standby leader';
  /** `switchover`: another member takes over, which restarts this one. */
  readonly action: 'restart' | 'switchover';
  /** It has another turn later, until which settings may stay pending. */
  readonly again: boolean;
}

/** Who is restarted in which order. */
export interface RestartPlan {
  readonly steps: readonly RestartStep[];
  /** What decided the order, and what is left out; for people. */
  readonly remarks: readonly string[];
  readonly warnings: readonly RestartReason[];
  /** Why it is not begun; empty if it can be. */
  readonly refusals: readonly RestartReason[];
}

/** What is known of a member before a restart. */
export interface RestartEvidence {
  readonly member: Member;
  /** Null if its agent is silent. */
  readonly status: MemberStatus | null;
  /** What PostgreSQL runs with; null where SQL cannot be had. */
  readonly parameters: Readonly<Record<StandbyParameter, number>> | null;
}

/** Why something is not done, or not done yet; the code is stable. */
export interface RestartReason {
  readonly code: string;
  readonly sentence: string;
  readonly member: string | null;
}
