import { checkResults } from '../../cluster/doctor/check-results.js';
import { connectionFindings } from '../../cluster/doctor/connection-findings.js';
import type { Repair } from '../../cluster/doctor/repair.js';
import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import { bySeverity } from '../../cluster/evidence/finding.js';
import { versionsOf } from '../../cluster/model/versions.js';
import { failoverTime } from '../../cluster/standing/failover-time.js';
import type { Problem } from '../../errors.js';
import type { Diagnosis } from '../diagnose/diagnose.js';
import { knownCluster } from '../status/describe-member.js';
import type { StatusCluster } from '../status/status-report.js';
import type { OwnVersions } from '../version/read-versions.js';
import type { DoctorReport, Timing } from './doctor-report.js';

/** What was seen of a cluster and of the way to it, now or by somebody else. */
export interface Examination {
  readonly diagnosis: Diagnosis;
  readonly status: StatusCluster;
  readonly connections: readonly ConnectionLook[];
  readonly repairs: readonly Repair[];
  readonly own: OwnVersions;
  readonly from: string | null;
  readonly warnings: readonly Problem[];
}

/** Unhealthy as soon as there is one error, be it of the cluster or of the way to it. */
export function describeExamination(examination: Examination): DoctorReport {
  const { diagnosis, status, connections, repairs, own, from, warnings } = examination;
  const { evidence, verdict } = diagnosis;
  const { at, scope, namespace, group } = evidence;
  const told = connectionFindings(connections, diagnosis.findings);
  const findings = [...diagnosis.findings, ...told].sort(bySeverity);
  const worst = findings.find(({ severity }) => severity === 'error');
  return {
    outcome: worst === undefined ? 'done' : 'unhealthy',
    code: worst?.code ?? null,
    warnings,
    errors: [],
    ...{ at, scope, namespace, group, verdict, from },
    bundle: null,
    versions: { ...own, ...versionsOf(evidence) },
    connections,
    timing: timingOf(diagnosis),
    checks: checkResults(evidence, findings),
    findings,
    repairs,
    status,
  };
}

const SHOWN_CHANGES = 3;

function timingOf({ evidence }: Diagnosis): Timing {
  const cluster = knownCluster(evidence);
  const history = [...(cluster?.history ?? [])].reverse().slice(0, SHOWN_CHANGES);
  return {
    ...failoverTime(cluster?.config ?? null),
    known: (cluster?.config ?? null) !== null,
    lastChanges: history.map(({ at, newLeader, timeline }) => ({ at, newLeader, timeline })),
  };
}
