import type { PauseState } from '../../cluster/pause/pause-state.js';
import type { ResumePlan } from '../../cluster/pause/resume-plan.js';
import type { Report } from '../report.js';
import type { PauseVerb } from './pause-request.js';

export interface PauseReport extends Report {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly verb: PauseVerb;
  readonly dryRun: boolean;
  /** ISO 8601; when the request was sent, or without one when the cluster was read. */
  readonly at: string;
  /** Whether all members were waited for. */
  readonly wait: boolean;
  /** What etcd held at the last look. */
  readonly paused: boolean;
  /** Of `pause` the maintenance mode that lasts, of `resume` the one that was there before; null without one. */
  readonly pause: PauseState | null;
  /** Null if nothing was sent. */
  readonly request: PauseRequestReport | null;
  /** The members that were registered when it was sent. */
  readonly members: readonly Acknowledgement[];
  readonly elapsedMs: number;
}

export interface ResumeReport extends PauseReport {
  /** What was to be expected beforehand; null if the cluster was not paused. */
  readonly plan: ResumePlan | null;
}

interface PauseRequestReport {
  /** Whose agent was asked. */
  readonly member: string;
  /** Of its answer; null if none came. */
  readonly status: number | null;
  /** Its words if it has refused, which are shown and never trusted. */
  readonly text: string | null;
}

interface Acknowledgement {
  readonly member: string;
  readonly acknowledged: boolean;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type PauseEvent =
  | {
      readonly kind: 'plan';
      readonly scope: string;
      readonly pause: PauseState | null;
      readonly plan: ResumePlan;
      readonly at: string;
    }
  /** All members are going to be waited for. */
  | { readonly kind: 'sent'; readonly verb: PauseVerb }
  | {
      readonly kind: 'waiting';
      readonly sentence: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
    };

export type TellPause = (event: PauseEvent) => void;

/** The keys of the document beside the envelope. */
export const PAUSE_KEYS = [
  'scope',
  'group',
  'verb',
  'dryRun',
  'at',
  'wait',
  'paused',
  'pause',
  'request',
  'members',
  'elapsedMs',
] as const;

export const RESUME_KEYS = [...PAUSE_KEYS, 'plan'] as const;
