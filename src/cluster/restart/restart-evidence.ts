import type { StandbyParameter } from '../evidence/server-facts.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

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
