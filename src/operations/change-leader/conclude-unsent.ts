import type { Failure, Problem } from '../../errors.js';
import type { ClusterReading } from '../read-cluster.js';
import type { ChangeReport, PlanReport } from './change-report.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import type { SettledChange } from './settle-change.js';

export interface Planned {
  readonly ports: ChangePorts;
  readonly typed: ChangeLeaderRequest;
  readonly reading: ClusterReading;
  readonly settled: SettledChange;
  readonly planned: PlanReport;
  readonly warnings: readonly Problem[];
}

/** The report of a change that was not asked for: a refusal, or the end of `--dry-run`. */
export function concludeUnsent(
  { ports, typed, reading, settled, planned, warnings }: Planned,
  refusal: Failure | null,
): ChangeReport {
  const { scope, group, cluster } = reading;
  return {
    outcome: refusal?.outcome ?? 'done',
    code: refusal?.problem.code ?? null,
    warnings,
    errors: refusal === null ? [] : [refusal.problem],
    scope,
    group,
    kind: typed.kind,
    dryRun: typed.dryRun,
    at: ports.clock.now().toISOString(),
    formerLeader: cluster.leader?.name ?? null,
    candidate: settled.request.candidate,
    scheduledAt: settled.schedule?.iso ?? null,
    plan: planned,
    request: null,
    newLeader: null,
    timeline: null,
    phases: [],
    formerLeaderStreaming: null,
    notStreaming: [],
    downtime: null,
    elapsedMs: 0,
  };
}
