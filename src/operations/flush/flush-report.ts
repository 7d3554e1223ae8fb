import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { TopologyEvent } from '../maintenance/select-members.js';
import type { Report } from '../report.js';

export const FLUSH_TARGETS = ['restart', 'switchover'] as const;
export type FlushTarget = (typeof FLUSH_TARGETS)[number];

export interface FlushReport extends Report {
  readonly scope: string;
  readonly target: FlushTarget;
  readonly dryRun: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  /** Of `flush … restart`; null for a switchover. */
  readonly members: readonly FlushedRestart[] | null;
  /** Of `flush … switchover`; null for restarts. */
  readonly switchover: FlushedSwitchover | null;
}

/** What became of a member's scheduled restart. */
export interface FlushedRestart extends MemberOutcome {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  /** ISO 8601 with offset; null if none was scheduled. */
  readonly scheduledAt: string | null;
}

/** What became of the scheduled switchover. */
export interface FlushedSwitchover {
  readonly group: number | null;
  /** ISO 8601 with offset; null if none was scheduled. */
  readonly scheduledAt: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** The members whose agents were asked, in this order. */
  readonly asked: readonly MemberOutcome[];
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type FlushEvent =
  | TopologyEvent
  | { readonly kind: 'restart'; readonly dryRun: boolean; readonly flushed: FlushedRestart }
  | { readonly kind: 'attempt'; readonly attempt: MemberOutcome };

export type TellFlush = (event: FlushEvent) => void;

/** The keys of the document beside the envelope. */
export const FLUSH_KEYS = ['scope', 'target', 'dryRun', 'at', 'members', 'switchover'] as const;
