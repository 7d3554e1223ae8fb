import type { RestartReason, RestartStep } from '../../cluster/restart/restart-plan.js';
import type { Outcome, Problem } from '../../errors.js';
import type { ChangeEvent } from '../change-leader/change-event.js';
import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { TopologyEvent } from '../maintenance/select-members.js';
import type { Report } from '../report.js';

export interface RestartReport extends Report {
  readonly scope: string;
  readonly rolling: boolean;
  readonly dryRun: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  /** ISO 8601 with offset; null for at once. */
  readonly scheduledAt: string | null;
  /** In their order. */
  readonly steps: readonly StepReport[];
  /** Why the order is as it is, and what is left out. */
  readonly remarks: readonly string[];
  /** Members whose turn did not come. */
  readonly left: readonly string[];
  /** The command that continues the roll; null if nothing is left. */
  readonly resume: string | null;
  readonly elapsedMs: number;
}

/** One turn of one member. */
export interface StepReport extends Omit<RestartStep, 'again'> {
  readonly number: number;
  /** Null if its turn did not come. */
  readonly outcome: Outcome | null;
  readonly code: string | null;
  /** Of the agent's answer; null if none came. */
  readonly status: number | null;
  /** In the agent's words, which are shown and never trusted. */
  readonly text: string | null;
  /** ISO 8601, by the clock of the server; null if it did not run, or was not asked. */
  readonly startedBefore: string | null;
  readonly startedAfter: string | null;
  readonly restartMs: number | null;
  /** All of its turn, the gate included. */
  readonly elapsedMs: number | null;
  /** How far it was behind when its turn was over; null for a leader, or if unknown. */
  readonly lag: number | null;
  readonly streaming: boolean | null;
  /** Null for a plain restart, and if it was not come to. */
  readonly gate: 'passed' | 'open' | null;
  /** What the gate still waited for. */
  readonly reasons: readonly RestartReason[];
  readonly command: CommandReport | null;
}

interface CommandReport {
  readonly command: string;
  /** Null if a signal ended it. */
  readonly exit: number | null;
  /** The end of what it said. */
  readonly output: string;
  readonly elapsedMs: number;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type RestartEvent =
  | TopologyEvent
  | { readonly kind: 'remark'; readonly sentence: string }
  | {
      readonly kind: 'plan';
      readonly scope: string;
      readonly rolling: boolean;
      readonly steps: readonly StepReport[];
      readonly remarks: readonly string[];
      readonly warnings: readonly Problem[];
    }
  /** What a member waits for, again and again while it lasts. */
  | {
      readonly kind: 'waiting';
      readonly step: StepReport;
      readonly reason: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
      /** Characters of the longest name in the plan. */
      readonly nameWidth: number;
    }
  /** The restart of one member has come to its end, or its schedule. */
  | { readonly kind: 'answer'; readonly member: MemberOutcome; readonly scheduled: boolean }
  /** A replica that is back from a plain restart, and whether it streams. */
  | { readonly kind: 'back'; readonly step: StepReport }
  /** Its turn is over. */
  | { readonly kind: 'turn'; readonly step: StepReport; readonly nameWidth: number }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'change'; readonly event: ChangeEvent };

export type TellRestart = (event: RestartEvent) => void;

/** The keys of the document beside the envelope. */
export const RESTART_KEYS = [
  'scope',
  'rolling',
  'dryRun',
  'at',
  'scheduledAt',
  'steps',
  'remarks',
  'left',
  'resume',
  'elapsedMs',
] as const;
