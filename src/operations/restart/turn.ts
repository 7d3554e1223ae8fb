import type { Member } from '../../cluster/model/member.js';
import type { Baseline, RestartLook } from '../../cluster/restart/baseline.js';
import { isStreaming } from '../../cluster/restart/baseline.js';
import { lagOf } from '../../cluster/restart/gate.js';
import type { RestartStep } from '../../cluster/restart/restart-plan.js';
import { startTimeout } from '../../cluster/restart/start-time.js';
import type { StepReport, TellRestart } from './restart-report.js';
import type { RestartPorts, RestartRequest } from './restart-request.js';
import type { SurveyedPlace } from './survey.js';

const BEYOND_START_MS = 60_000;
const TICK_MS = 500;
const TELL_MS = 1000;
const SOON_MS = 2000;

/** What is the same for all turns of one command. */
export interface Restarting {
  readonly ports: RestartPorts;
  readonly request: RestartRequest;
  readonly scope: string;
  readonly tell: TellRestart;
  /** Characters of the longest name in the plan. */
  readonly nameWidth: number;
}

/** One turn of one member while it lasts. */
export class Turn {
  /** How the cluster has to be again; a switchover changes it. */
  baseline: Baseline;
  report: StepReport;
  readonly member: Member | undefined;
  private startedMs: number;
  private readonly begunMs: number;
  private toldMs = 0;

  constructor(
    readonly context: Restarting,
    readonly surveyed: SurveyedPlace,
    readonly step: RestartStep,
    number: number,
  ) {
    this.baseline = surveyed.baseline;
    this.report = unbegunStep(step, number);
    this.begunMs = this.now();
    this.startedMs = this.begunMs;
    this.member = surveyed.cluster.members.find(({ name }) => name === step.member);
  }

  /** For all that is waited for in this turn. */
  get limitMs(): number {
    const { deadlineMs, startTimeout: typed } = this.context.request;
    const seconds = typed ?? startTimeout(this.surveyed.cluster.config);
    return deadlineMs ?? seconds * 1000 + BEYOND_START_MS;
  }

  /** Since the deadline runs: a command of the operator has a time of its own. */
  get elapsedMs(): number {
    return this.now() - this.startedMs;
  }

  restartClock(): void {
    this.startedMs = this.now();
  }

  get isOver(): boolean {
    return this.elapsedMs > this.limitMs;
  }

  get isInterrupted(): boolean {
    return this.context.ports.interruption.requested;
  }

  look(): Promise<RestartLook> {
    return this.surveyed.watch.look();
  }

  /** The start time that a restart has to change. */
  noteStart(look: RestartLook): void {
    const { member } = this.step;
    const startedAt = look.statuses.get(member)?.startedAt ?? null;
    const before = this.baseline.members.get(member);
    const fresh = { running: false, streaming: false, primary: false, ...before, startedAt };
    this.baseline = { ...this.baseline, members: new Map(this.baseline.members).set(member, fresh) };
    if (this.report.startedBefore === null) this.note({ startedBefore: startedAt });
  }

  note(changes: Partial<StepReport>): void {
    this.report = { ...this.report, ...changes, elapsedMs: this.now() - this.begunMs };
  }

  /** How the member stood when last looked at. */
  noteStanding({ cluster, statuses }: RestartLook): void {
    const { member } = this.step;
    const leads = cluster?.leader?.name === member;
    const lag = cluster === null || leads ? null : lagOf(member, cluster, statuses);
    const streaming = leads ? null : isStreaming({ cluster, statuses }, member);
    this.note({ lag, streaming });
  }

  /** Tells what is waited for, once a second, and lets some time pass; Ctrl-C ends it. */
  async waitFor(reason: string, limitMs = this.limitMs): Promise<void> {
    const { ports, tell, nameWidth } = this.context;
    const { elapsedMs } = this;
    if (elapsedMs - this.toldMs >= TELL_MS || elapsedMs < this.toldMs) {
      this.toldMs = elapsedMs;
      tell({ kind: 'waiting', step: this.report, reason, elapsedMs, limitMs, nameWidth });
    }
    await Promise.race([ports.clock.sleep(TICK_MS), ports.interruption.happened]);
  }

  /** What is worth a moment, and not more. */
  async orSoon(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.context.ports.clock.sleep(SOON_MS)]);
  }

  private now(): number {
    return this.context.ports.clock.monotonicMs();
  }
}

/** A turn that has not come. */
export function unbegunStep({ again: _, ...step }: RestartStep, number: number): StepReport {
  return {
    ...step,
    number,
    outcome: null,
    code: null,
    status: null,
    text: null,
    startedBefore: null,
    startedAfter: null,
    restartMs: null,
    elapsedMs: null,
    lag: null,
    streaming: null,
    gate: null,
    reasons: [],
    command: null,
  };
}
