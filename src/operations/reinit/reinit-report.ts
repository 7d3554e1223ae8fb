import type { CopyEstimate } from '../../cluster/reinit/copy-rate.js';
import type { ReinitPhase } from '../../cluster/reinit/reinit-end.js';
import type { ReinitPlan } from '../../cluster/reinit/reinit-plan.js';
import type { ReinitPhaseEntry } from '../../cluster/reinit/reinit-progress.js';
import type { Problem } from '../../errors.js';
import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { TopologyEvent } from '../maintenance/select-members.js';
import type { Report } from '../report.js';

export interface ReinitReport extends Report {
  readonly scope: string;
  readonly dryRun: boolean;
  readonly fromLeader: boolean;
  /** Whether it was waited for the end. */
  readonly wait: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  /** One for each cluster, or Citus group, whose members are meant. */
  readonly plans: readonly PlacedPlan[];
  readonly members: readonly ReinitializedMember[];
}

export interface PlacedPlan extends Omit<ReinitPlan, 'warnings'> {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
}

/** What became of one member. */
export interface ReinitializedMember extends MemberOutcome {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly phases: readonly ReinitPhaseEntry[];
  /** Copies that were begun from nothing; null if nobody looked on. */
  readonly attempts: number | null;
  /** Who has sent the copy; null if that was not to be seen. */
  readonly source: string | null;
  /** As last seen. */
  readonly sentBytes: number | null;
  /** Estimated before. */
  readonly totalBytes: number | null;
  readonly timeline: number | null;
  readonly elapsedMs: number;
}

/** How far a member is. */
export interface ReinitState extends CopyEstimate {
  readonly member: string;
  readonly phase: ReinitPhase;
  /** What its agent says; null while it is silent. */
  readonly state: string | null;
  readonly attempts: number;
  readonly source: string | null;
  /** What the source is at, such as `waiting for checkpoint to finish`. */
  readonly step: string | null;
  readonly sentBytes: number | null;
  readonly totalBytes: number | null;
  readonly elapsedMs: number;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type ReinitEvent =
  | TopologyEvent
  | {
      readonly kind: 'plan';
      readonly scope: string;
      readonly plan: PlacedPlan;
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'answer'; readonly member: MemberOutcome }
  | { readonly kind: 'waiting-on'; readonly members: readonly string[] }
  | { readonly kind: 'progress'; readonly states: readonly ReinitState[] }
  | { readonly kind: 'end'; readonly member: ReinitializedMember };

export type TellReinit = (event: ReinitEvent) => void;

/** The keys of the document beside the envelope. */
export const REINIT_KEYS = ['scope', 'dryRun', 'fromLeader', 'wait', 'at', 'plans', 'members'] as const;
