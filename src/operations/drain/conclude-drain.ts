import type { Missing } from '../../cluster/drain/missing.js';
import { type Cluster, currentTimeline } from '../../cluster/model/cluster.js';
import { synchronousMode } from '../../cluster/model/dynamic-config.js';
import type { Problem } from '../../errors.js';
import type { BalancedServer } from '../haproxy/balanced-member.js';
import type {
  DrainFinding,
  DrainReport,
  MissingReport,
  StepEntry,
  SwitchoverSummary,
} from './drain-report.js';
import type { DrainVerdict } from './judge-drain.js';

/** All that the report is made of. */
interface Concluded {
  readonly finding: DrainFinding;
  readonly dryRun: boolean;
  readonly at: string;
  readonly warnings: readonly Problem[];
  /** The last that etcd has said. */
  readonly cluster: Cluster;
  readonly missing: readonly Missing[];
  readonly switchover?: SwitchoverSummary | null;
  readonly haproxy?: readonly BalancedServer[] | null;
  readonly steps?: readonly StepEntry[];
  readonly elapsedMs?: number;
}

export function concludeDrain(concluded: Concluded, { outcome, code, errors }: DrainVerdict): DrainReport {
  const { finding, dryRun, at, warnings, cluster, missing } = concluded;
  const { switchover = null, haproxy = null, steps = [], elapsedMs = 0 } = concluded;
  return {
    outcome,
    code,
    warnings,
    errors,
    ...finding,
    dryRun,
    at,
    ready: outcome === 'done' && missing.length === 0,
    missing: missingReports(missing),
    steps,
    switchover,
    haproxy,
    leader: cluster.leader?.name ?? null,
    timeline: currentTimeline(cluster),
    syncSet: synchronousMode(cluster.config) === 'off' ? null : (cluster.sync?.standbys ?? []),
    elapsedMs,
  };
}

export function missingReports(missing: readonly Missing[]): MissingReport[] {
  return missing.map(({ code, message }) => ({ code, message }));
}
