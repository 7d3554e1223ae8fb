import type { ChangeEvidence, ChangePlan, Refusal } from '../../cluster/change-leader/change-request.js';
import type { Failure, Problem } from '../../errors.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import { type ChangeReport, NOTHING_SEEN, type PlanReport } from './change-report.js';
import type { ChangeLeaderRequest, ChangePorts, ProbedRoute } from './change-request.js';
import type { SettledChange } from './settle-change.js';

/** Everything that was known when it was decided. */
export interface Planned {
  readonly ports: ChangePorts;
  readonly typed: ChangeLeaderRequest;
  readonly place: ClusterPlace;
  readonly reading: ClusterReading;
  readonly settled: SettledChange;
  readonly evidence: ChangeEvidence;
  readonly plan: ChangePlan;
  readonly refusal: Refusal | null;
  readonly report: PlanReport;
  /** Null if nothing is to be probed. */
  readonly routes: readonly ProbedRoute[] | null;
  readonly warnings: readonly Problem[];
}

/** The report of a change that was not asked for: why, or the end of `--dry-run`. */
export function concludeUnsent(
  { ports, typed, place, reading, settled, report, warnings }: Planned,
  failure: Failure | null,
): ChangeReport {
  return {
    outcome: failure?.outcome ?? 'done',
    code: failure?.problem.code ?? null,
    warnings,
    errors: failure === null ? [] : [failure.problem, ...failure.parts],
    ...place,
    kind: typed.kind,
    dryRun: typed.dryRun,
    at: ports.clock.now().toISOString(),
    formerLeader: reading.cluster.leader?.name ?? null,
    candidate: settled.request.candidate,
    scheduledAt: settled.schedule?.iso ?? null,
    plan: report,
    ...NOTHING_SEEN,
  };
}
