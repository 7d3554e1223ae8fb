import type { CandidateReason, CandidateVerdict } from '../../src/cluster/change-leader/candidate.js';
import type { ChangeEvent } from '../../src/operations/change-leader/change-event.js';
import type {
  ChangeReport,
  LeaderPlan,
  LossBasis,
  PlanReport,
  RouteReport,
} from '../../src/operations/change-leader/change-report.js';
import { done } from '../../src/operations/report.js';

export type PlanEvent = Extract<ChangeEvent, { readonly kind: 'plan' }>;

/** An eligible one that has everything. */
export function aVerdict(member: string, changes: Partial<CandidateVerdict> = {}): CandidateVerdict {
  return {
    member,
    eligible: true,
    reasons: [],
    receiveLag: 0,
    replayLag: 0,
    lag: 0,
    replaySeconds: 0,
    sync: null,
    divergence: { verdict: 'sound', forkLsn: null, lossBytes: null, lostTimelines: [] },
    agentMs: 3,
    ...changes,
  };
}

export function refusing(code: CandidateReason['code'], sentence: string): Partial<CandidateVerdict> {
  return { eligible: false, reasons: [{ code, severity: 'refuses', sentence }] };
}

export const BUSY_LEADER: LeaderPlan = {
  member: 'pg2',
  clients: 42,
  openTransactions: 1,
  oldestTransactionAge: 75,
  checkpointBytes: 1_288_490_189,
  slowReceivers: ['backup1'],
};

export const UNKNOWN_LEADER: LeaderPlan = {
  member: 'pg2',
  clients: null,
  openTransactions: null,
  oldestTransactionAge: null,
  checkpointBytes: null,
  slowReceivers: [],
};

export function aLoss(changes: Partial<LossBasis> = {}): LossBasis {
  return {
    leaderLsn: '0/5A3C1F8',
    sampleSeconds: 10,
    candidateLsn: '0/4A3C1F8',
    candidateSource: 'agent',
    forkLsn: null,
    isSynchronous: false,
    ...changes,
  };
}

export function aPlan(changes: Partial<PlanReport> = {}): PlanReport {
  return {
    expectedWinner: 'pg1',
    whyWinner: 'pg1 is named, and nothing keeps it out',
    mayLoseCommits: false,
    lossBytes: null,
    lossBasis: null,
    candidates: [aVerdict('pg1'), aVerdict('pg3')],
    leader: BUSY_LEADER,
    ...changes,
  };
}

export function aPlanEvent(changes: Partial<PlanEvent> = {}): PlanEvent {
  return {
    kind: 'plan',
    change: 'switchover',
    scope: 'demo',
    group: null,
    from: 'pg2',
    candidate: 'pg1',
    plan: aPlan(),
    warnings: [],
    ...changes,
  };
}

/** A switchover that ended well. */
export function aChangeReport(changes: Partial<ChangeReport> = {}): ChangeReport {
  return {
    ...done(),
    scope: 'demo',
    group: null,
    kind: 'switchover',
    dryRun: false,
    at: '2026-11-22T18:07:00.000Z',
    formerLeader: 'pg2',
    candidate: 'pg1',
    scheduledAt: null,
    plan: aPlan(),
    request: { via: 'agent', member: 'pg2', status: 200, text: 'Successfully switched over to "pg1"' },
    newLeader: 'pg1',
    timeline: 5,
    phases: [],
    formerLeaderStreaming: true,
    notStreaming: [],
    downtime: null,
    routing: null,
    elapsedMs: 6200,
    ...changes,
  };
}

export function aRoute(changes: Partial<RouteReport> = {}): RouteReport {
  return {
    route: 'direct',
    address: null,
    source: 'sql',
    lastGoodAt: '2026-11-22T18:07:00.700Z',
    firstGoodAt: '2026-11-22T18:07:02.540Z',
    downMs: 1840,
    resolutionMs: 24,
    outages: 1,
    attempts: 310,
    failures: 88,
    reasons: [],
    phases: [],
    remark: null,
    ...changes,
  };
}
