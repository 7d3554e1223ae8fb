import type { CandidateVerdict } from '../../cluster/change-leader/candidate.js';
import type { ChangeKind } from '../../cluster/change-leader/change-request.js';
import type { ChangePhase } from '../../cluster/change-leader/progress.js';
import type { Outcome, Problem } from '../../errors.js';
import type { Report } from '../report.js';

export type { ChangeKind } from '../../cluster/change-leader/change-request.js';

/** What has to be seen before the command ends; `former-leader` is the default: the former leader for up to 30 s. */
export const WAITS = ['primary', 'all-streaming', 'none'] as const;
export type Wait = (typeof WAITS)[number] | 'former-leader';

export interface ChangeReport extends Report {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly kind: ChangeKind;
  readonly dryRun: boolean;
  /** ISO 8601; when the request was sent, or for a report without one when the cluster was read. */
  readonly at: string;
  /** Who led before; null if nobody did. */
  readonly formerLeader: string | null;
  readonly candidate: string | null;
  /** ISO 8601 with offset; null for at once. */
  readonly scheduledAt: string | null;
  /** Null where nothing was planned, as by `--follow`. */
  readonly plan: PlanReport | null;
  /** Null if nothing was sent. */
  readonly request: RequestReport | null;
  readonly newLeader: string | null;
  readonly timeline: number | null;
  readonly phases: readonly PhaseReport[];
  readonly formerLeaderStreaming: boolean | null;
  /** Members that streamed before and did not at the end. */
  readonly notStreaming: readonly string[];
  /** Null if nothing was probed. */
  readonly downtime: readonly RouteReport[] | null;
  /** What became of the HAProxies; null if none was looked at. */
  readonly routing: readonly RoutingReport[] | null;
  readonly elapsedMs: number;
}

/** When one HAProxy followed. */
export interface RoutingReport {
  /** Its stats address. */
  readonly balancer: string;
  /** Milliseconds since the request until it was seen to send writes to the new leader alone; null if it was not. */
  readonly routedAtMs: number | null;
  /** Whether it did as it was told; null if it was not told anything. */
  readonly pushed: boolean | null;
}

export interface PlanReport {
  readonly expectedWinner: string | null;
  readonly whyWinner: string | null;
  readonly mayLoseCommits: boolean;
  readonly lossBytes: number | null;
  /** What `lossBytes` is the difference of; null unless it is a failover, or the candidate has diverged. */
  readonly lossBasis: LossBasis | null;
  readonly candidates: readonly CandidateVerdict[];
  readonly leader: LeaderPlan | null;
}

/** What the leader is known to have written, and what the candidate has of it. */
export interface LossBasis {
  /** From the DCS, which holds a sample; null if unknown. */
  readonly leaderLsn: string | null;
  /** Seconds: the sample may be this much older than what the leader wrote last (loop_wait). */
  readonly sampleSeconds: number;
  /** The larger of received and replayed; null if unknown. */
  readonly candidateLsn: string | null;
  readonly candidateSource: 'agent' | 'dcs';
  /** Where a candidate that has diverged left the line of the leader: all after it is lost. Null for any other. */
  readonly forkLsn: string | null;
  /** Whether it is in the sync set; null if the cluster is not synchronous. */
  readonly isSynchronous: boolean | null;
}

/** What a switchover does to the leader; figures are null without SQL. */
export interface LeaderPlan {
  readonly member: string;
  readonly clients: number | null;
  readonly openTransactions: number | null;
  /** Seconds. */
  readonly oldestTransactionAge: number | null;
  readonly checkpointBytes: number | null;
  /** Receivers that are behind: the shutdown waits for them. */
  readonly slowReceivers: readonly string[];
}

export interface RequestReport {
  /** `agent` with its member, or `dcs`. */
  readonly via: 'agent' | 'dcs';
  readonly member: string | null;
  /** Of the agent's answer; null if none came. */
  readonly status: number | null;
  /** In the agent's words, which are shown and never trusted. */
  readonly text: string | null;
}

interface PhaseReport {
  readonly phase: ChangePhase;
  readonly atMs: number;
  readonly member: string | null;
}

export interface RouteReport {
  /** `direct`, or the address of a balancer. */
  readonly route: string;
  readonly address: string | null;
  /** How it was measured: writes over SQL, or, less exactly, what the agents say of their role. */
  readonly source: 'sql' | 'agent';
  /** ISO 8601; null without an outage. */
  readonly lastGoodAt: string | null;
  readonly firstGoodAt: string | null;
  /** 0 if every write was acknowledged; null if it had not ended. */
  readonly downMs: number | null;
  /** The outage is known to within this. */
  readonly resolutionMs: number | null;
  readonly outages: number;
  readonly attempts: number;
  readonly failures: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
  /** Why it could not be measured over SQL. */
  readonly remark: string | null;
}

/** The keys of the document beside the envelope. */
export const CHANGE_KEYS = [
  'scope',
  'group',
  'kind',
  'dryRun',
  'at',
  'formerLeader',
  'candidate',
  'scheduledAt',
  'plan',
  'request',
  'newLeader',
  'timeline',
  'phases',
  'formerLeaderStreaming',
  'notStreaming',
  'downtime',
  'routing',
  'elapsedMs',
] as const;

/** For a change that was not requested, or of which nothing was seen. */
export const NOTHING_SEEN = {
  request: null,
  newLeader: null,
  timeline: null,
  phases: [],
  formerLeaderStreaming: null,
  notStreaming: [],
  downtime: null,
  routing: null,
  elapsedMs: 0,
} as const satisfies Partial<ChangeReport>;

/** How it ended, in one word, and why. */
export interface ChangeVerdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The verdict over one thing that went wrong. */
export function verdictOf(outcome: Outcome, problem: Problem): ChangeVerdict {
  return { outcome, code: problem.code, errors: [problem], warnings: [] };
}
