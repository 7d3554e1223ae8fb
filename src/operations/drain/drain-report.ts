import type { DrainTag } from '../../cluster/drain/drain-tags.js';
import type { DrainStep, Missing, MissingCode } from '../../cluster/drain/missing.js';
import type { Rest } from '../../cluster/drain/rest.js';
import type { Outcome, Problem } from '../../errors.js';
import type { ChangeEvent } from '../change-leader/change-event.js';
import type { ChangeReport } from '../change-leader/change-report.js';
import type { BalancedServer } from '../haproxy/balanced-member.js';
import type { Report } from '../report.js';

type DrainVerb = 'drain' | 'undo';

/** What was found and what follows from it. */
export interface DrainFinding {
  readonly verb: DrainVerb;
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly member: string;
  /** The tags that the operator has to set in the member's file, or to remove from it. */
  readonly tags: readonly DrainTag[];
  /** Those that it had at the beginning and, of `undo`, keeps. */
  readonly kept: readonly DrainTag[];
  /** What is left without the member; null for `undo`, and while nobody leads. */
  readonly rest: Rest | null;
  /** How many standbys the sync set is to have; null without synchronous mode, and for `undo`. */
  readonly syncWanted: number | null;
}

export interface DrainReport extends Report, DrainFinding {
  readonly dryRun: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  /** Nothing is missing: it is drained, or back. */
  readonly ready: boolean;
  readonly missing: readonly MissingReport[];
  readonly steps: readonly StepEntry[];
  /** Null if leadership was not to be moved. */
  readonly switchover: SwitchoverSummary | null;
  /** Its servers in HAProxy at the end; null if HAProxy was left alone. */
  readonly haproxy: readonly BalancedServer[] | null;
  /** At the last look. */
  readonly leader: string | null;
  readonly timeline: number | null;
  readonly syncSet: readonly string[] | null;
  /** Waited, beside the switchover. */
  readonly elapsedMs: number;
}

export type MissingReport = Pick<Missing, 'message'> & { readonly code: MissingCode };

/** Something that has come true while it was waited for. */
export interface StepEntry {
  readonly step: DrainStep;
  readonly atMs: number;
}

export interface SwitchoverSummary {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly from: string;
  readonly candidate: string;
  readonly newLeader: string | null;
  readonly timeline: number | null;
  readonly elapsedMs: number;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type DrainEvent =
  | {
      readonly kind: 'finding';
      readonly finding: DrainFinding;
      /** It goes no further. */
      readonly refused: boolean;
      readonly missing: readonly MissingReport[];
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'change'; readonly event: ChangeEvent }
  | { readonly kind: 'changed'; readonly report: ChangeReport; readonly now: Date }
  | { readonly kind: 'step'; readonly entry: StepEntry }
  | {
      readonly kind: 'waiting';
      readonly sentence: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
    };

export type TellDrain = (event: DrainEvent) => void;

/** The keys of the document beside the envelope. */
export const DRAIN_KEYS = [
  'verb',
  'scope',
  'group',
  'member',
  'dryRun',
  'at',
  'ready',
  'tags',
  'kept',
  'rest',
  'syncWanted',
  'missing',
  'steps',
  'switchover',
  'haproxy',
  'leader',
  'timeline',
  'syncSet',
  'elapsedMs',
] as const;
