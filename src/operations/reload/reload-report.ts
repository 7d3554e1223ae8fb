import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { TopologyEvent } from '../maintenance/select-members.js';
import type { Report } from '../report.js';

export interface ReloadReport extends Report {
  readonly scope: string;
  readonly dryRun: boolean;
  /** Whether it was waited for the effect. */
  readonly wait: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  readonly members: readonly ReloadedMember[];
}

/** What became of the reload of one member. */
export interface ReloadedMember extends MemberOutcome {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  /** Seconds within which the agent gets to it, as configured. */
  readonly loopWait: number;
  /** How the effect is known; null if it is not, or was not waited for. */
  readonly evidence: 'sql' | 'agent' | null;
  /** ISO 8601; when PostgreSQL last read its configuration, if it tells. */
  readonly configLoadedAt: string | null;
  /** Whether something waits for a restart afterwards; null if it was not waited for, or is not known. */
  readonly pendingRestart: boolean | null;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type ReloadEvent =
  | TopologyEvent
  | { readonly kind: 'answer'; readonly dryRun: boolean; readonly member: ReloadedMember }
  | {
      readonly kind: 'waiting';
      readonly members: readonly string[];
      readonly elapsedMs: number;
      readonly limitMs: number;
    }
  | { readonly kind: 'effect'; readonly member: ReloadedMember };

export type TellReload = (event: ReloadEvent) => void;

/** The keys of the document beside the envelope. */
export const RELOAD_KEYS = ['scope', 'dryRun', 'wait', 'at', 'members'] as const;
