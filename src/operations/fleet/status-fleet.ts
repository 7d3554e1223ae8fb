import type { HealthVerdict } from '../../cluster/standing/standing.js';
import type { Outcome, Problem } from '../../errors.js';
import { type DiagnosePorts, type Diagnosis, diagnose } from '../diagnose/diagnose.js';
import type { DiagnoseRequest } from '../diagnose/gather-evidence.js';
import type { Fleet, FoundCluster } from '../ports/dcs-ports.js';
import type { ClusterSelection } from '../reading/select-clusters.js';
import type { Report } from '../report.js';
import { describeNow, type FailOn, reportOf } from '../status/status.js';
import type { StatusReport } from '../status/status-report.js';
import { type FleetRequest, inParallel, noClusters } from './fleet-request.js';
import { withGroup } from './list-fleet.js';

export { fleetRequest } from './fleet-request.js';

/** The end of a report of which each part has been given before. */
export type FleetStatusReport = Report & Pick<StatusReport, 'at' | 'verdict' | 'from'>;

const WORST_FIRST: readonly HealthVerdict[] = ['down', 'unknown', 'degraded', 'healthy'];

/** Three members each make about thirty who are asked at the same time. */
const CLUSTERS_AT_ONCE = 10;
const ETCD_MS = 1200;

/** The truth about all clusters of the namespace, scope by scope as they answer. */
export async function* statusFleet(
  ports: DiagnosePorts & { readonly fleet: Fleet },
  request: FleetRequest,
  failOn: FailOn,
): AsyncGenerator<StatusReport, FleetStatusReport> {
  const at = ports.clock.now().toISOString();
  const warnings: Problem[] = [];
  let verdict: HealthVerdict | null = null;
  let outcome: Outcome = 'done';
  let code: string | null = null;
  const ask = (each: DiagnoseRequest): Promise<readonly Diagnosis[]> => diagnose(ports, each);
  for await (const diagnoses of diagnoseFleet(ports, request, ask)) {
    const described = await Promise.all(diagnoses.map((diagnosis) => describeNow(ports, diagnosis)));
    const part = reportOf(described, failOn, null);
    warnings.push(...part.warnings);
    if (verdict === null || WORST_FIRST.indexOf(part.verdict) < WORST_FIRST.indexOf(verdict)) {
      verdict = part.verdict;
      code = part.code ?? code;
    }
    if (part.outcome === 'unhealthy') outcome = 'unhealthy';
    yield part;
  }
  if (verdict === null) warnings.push(noClusters(ports.fleet.namespace));
  return { outcome, code, warnings, errors: [], at, verdict: verdict ?? 'unknown', from: null };
}

/** All clusters of the namespace, scope by scope, from one reading of etcd and one look at its health. */
export async function* diagnoseFleet<T>(
  ports: Pick<DiagnosePorts, 'etcdHealth'> & { readonly fleet: Fleet },
  selection: ClusterSelection,
  diagnose: (request: DiagnoseRequest) => Promise<T>,
): AsyncGenerator<T> {
  const etcd = ports.etcdHealth.read(ETCD_MS);
  const work = ({ scope, reading }: FoundCluster): Promise<T> => {
    const settled = Promise.resolve({ kind: 'certain' as const, reading });
    const look = { soonest: Promise.resolve(reading), settled };
    return diagnose({ ...selection, scope, gathered: { look, etcd } });
  };
  yield* inParallel(withGroup(ports.fleet, selection.group), CLUSTERS_AT_ONCE, work);
}
