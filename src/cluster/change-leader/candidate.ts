import type { DivergenceTold } from '../divergence/describe-divergence.js';
import type { ServerFacts } from '../evidence/server-facts.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

/** What the agent of a member answered when it was asked directly, and how long that took. */
export type AgentEvidence =
  | { readonly answered: true; readonly status: MemberStatus; readonly elapsedMs: number }
  | { readonly answered: false; readonly code: string; readonly reason: string };

/** All that is known of a member from the DCS, its agent and its PostgreSQL. */
export interface MemberEvidence {
  readonly member: Member;
  readonly agent: AgentEvidence;
  /** Null where SQL cannot be had. */
  readonly facts: ServerFacts | null;
}

export type CandidateCode =
  | 'nofailover-tag'
  | 'failover-priority-zero'
  | 'agent-unreachable'
  | 'agent-is-someone-else'
  | 'watchdog-failed'
  | 'not-in-sync-set'
  | 'quorum-not-met'
  | 'lag-over-limit'
  | 'position-unknown'
  | 'timeline-behind'
  | 'diverged'
  | 'divergence-unknown'
  | 'not-streaming'
  | 'not-running'
  | 'not-in-failsafe-list'
  | 'max-connections-lower'
  | 'slow-replay'
  | 'replay-paused'
  | 'slot-will-be-lost'
  | 'slot-not-ready'
  | 'pending-restart';

/** One reason for or against a candidate. */
export interface CandidateReason {
  readonly code: CandidateCode;
  /** `refuses`: Patroni would not accept it. `endangers`: it would, and acknowledged commits may be lost. `warns`: worth knowing. */
  readonly severity: 'refuses' | 'endangers' | 'warns';
  /** What was seen, and the rule it is checked against, such as `12 MB behind, more than maximum_lag_on_failover (1 MB)`. */
  readonly sentence: string;
}

/** How a member would fare as the next leader, by Patroni's own rules for the case at hand. */
export interface CandidateVerdict {
  readonly member: string;
  readonly eligible: boolean;
  readonly reasons: readonly CandidateReason[];
  /** Bytes behind the leader's last known position; null if unknown. */
  readonly receiveLag: number | null;
  readonly replayLag: number | null;
  /** What Patroni measures: the larger of received and replayed, against the leader's position in the DCS. */
  readonly lag: number | null;
  /** How long it would replay before it accepts writes, estimated; null if unknown. */
  readonly replaySeconds: number | null;
  readonly sync: 'sync' | 'quorum' | null;
  readonly divergence: DivergenceTold;
  /** How long its agent took to answer; null if it did not. */
  readonly agentMs: number | null;
}
