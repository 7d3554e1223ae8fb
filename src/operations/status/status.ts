import type { Finding } from '../../cluster/evidence/finding.js';
import { pauseState } from '../../cluster/pause/pause-state.js';
import type { HealthVerdict } from '../../cluster/standing/standing.js';
import type { Problem } from '../../errors.js';
import { type Diagnosis, diagnose, diagnosisOf } from '../diagnose/diagnose.js';
import type { DiagnosePorts } from '../diagnose/diagnose-ports.js';
import { readBundle } from '../diagnose/evidence-bundle.js';
import { readPause } from '../pause/read-pause.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import type { ClusterSelection } from '../reading/select-clusters.js';
import { noCluster, unknownScope } from '../reading/unknown-scope.js';
import { describeCluster } from './describe-cluster.js';
import { knownCluster } from './describe-member.js';
import type { StatusCluster, StatusReport } from './status-report.js';

/** From which verdict on a cluster is unhealthy. */
export type FailOn = 'degraded' | 'down';

export interface StatusRequest extends ClusterSelection {
  readonly scopes: readonly string[];
  /** Whether the scopes were typed, or stand in the settings. */
  readonly typed: boolean;
  readonly failOn: FailOn;
  /** The command, for hints. */
  readonly command: string;
}

/** The truth about one or several clusters, all of them asked at the same time. */
export async function readStatus(ports: DiagnosePorts, request: StatusRequest): Promise<StatusReport> {
  const asking = { command: request.command, group: request.group };
  if (request.scopes.length === 0) throw noCluster(asking);
  const scopes = [...new Set(request.scopes)];
  const etcd = ports.etcdHealth.read(ETCD_MS);
  const diagnoses = await Promise.all(
    scopes.map((scope) => diagnose(ports, { ...request, scope, gathered: { etcd } })),
  );
  const all = diagnoses.flat();
  const missing = all.find(({ evidence }) => request.typed && isNowhere(evidence));
  if (missing !== undefined) throw await unknownScope(ports.dcs, missing.evidence.scope, asking);
  const described = await Promise.all(all.map((diagnosis) => describeNow(ports, diagnosis)));
  return reportOf(described, request.failOn, null);
}

const ETCD_MS = 1200;

interface Described {
  readonly cluster: StatusCluster;
  readonly warnings: readonly Problem[];
}

/** A name that was typed and that nothing is known of. */
function isNowhere({ cluster, members, otherNamespaces }: Diagnosis['evidence']): boolean {
  return cluster.kind === 'absent' && members.length === 0 && otherNamespaces.length === 0;
}

/** With who paused it, and why. */
export async function describeNow(
  ports: Pick<DiagnosePorts, 'notes' | 'clock'>,
  diagnosis: Diagnosis,
): Promise<Described> {
  const { evidence } = diagnosis;
  const { scope, group } = evidence;
  const config = evidence.cluster.kind === 'present' ? evidence.cluster.cluster.config : null;
  const { pause, warnings } = await readPause(ports, { scope, group }, config);
  return { cluster: describeCluster(diagnosis, pause), warnings };
}

const WORST_FIRST: readonly HealthVerdict[] = ['down', 'unknown', 'degraded', 'healthy'];

/** `unknown` counts as down: nobody can say that it is not. */
export function reportOf(described: readonly Described[], failOn: FailOn, from: string | null): StatusReport {
  const clusters = described.map(({ cluster }) => cluster);
  const verdict =
    WORST_FIRST.find((each) => clusters.some((cluster) => cluster.verdict === each)) ?? 'healthy';
  const isUnhealthy = clusters.some((cluster) => fails(cluster, failOn));
  const worst = clusters.flatMap(({ findings }) => findings).find(({ severity }) => severity === 'error');
  return {
    outcome: isUnhealthy ? 'unhealthy' : 'done',
    code: isUnhealthy ? (worst?.code ?? verdict) : null,
    warnings: described.flatMap(({ warnings }) => warnings),
    errors: [],
    at: clusters[0]?.at ?? '',
    verdict,
    from,
    clusters,
  };
}

function fails({ verdict, findings }: StatusCluster, failOn: FailOn): boolean {
  if (failOn === 'down') return verdict === 'down' || verdict === 'unknown';
  return verdict !== 'healthy' || findings.some(({ severity }: Finding) => severity === 'error');
}

/** Offline, from evidence that somebody has kept. */
export function describeThen(diagnosis: Diagnosis): Described {
  const cluster = knownCluster(diagnosis.evidence);
  const pause = pauseState(cluster?.config ?? null, 'not-read', new Date(diagnosis.evidence.at));
  return { cluster: describeCluster(diagnosis, pause), warnings: [] };
}

/** What was found when the bundle was written, judged anew. Nobody is asked. */
export async function readStatusFile(
  input: Pick<OperatorInput, 'readText'>,
  file: string,
  failOn: FailOn,
): Promise<StatusReport> {
  const { evidence } = readBundle(await input.readText(file, '--from'), file);
  return reportOf(
    evidence.map((each) => describeThen(diagnosisOf(each))),
    failOn,
    file,
  );
}
