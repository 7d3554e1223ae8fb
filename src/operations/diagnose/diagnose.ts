import type { Evidence } from '../../cluster/evidence/evidence.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import { findAll } from '../../cluster/findings/index.js';
import { type FailoverForecast, forecastFailover } from '../../cluster/standing/failover-forecast.js';
import type { Verdict } from '../../cluster/standing/standing.js';
import { verdictOf } from '../../cluster/standing/verdict.js';
import type { ClusterSelection } from '../reading/select-clusters.js';
import type { DiagnosePorts } from './diagnose-ports.js';
import { type Gathering, gatherEvidence } from './gather-evidence.js';
import { lookTwice } from './second-look.js';

export type { DiagnosePorts } from './diagnose-ports.js';
export type { Gathering } from './gather-evidence.js';

/** What is known about a cluster and what follows from it; all of it can be had again from the evidence. */
export interface Diagnosis {
  readonly evidence: Evidence;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  /** Null while nobody leads, and unless etcd tells how the cluster is now. */
  readonly forecast: FailoverForecast | null;
}

export interface DiagnoseRequest extends ClusterSelection {
  readonly scope: string;
  /** What somebody has gathered already, such as etcd's health for many clusters. */
  readonly gathered?: Gathering;
}

/**
 * One cluster, or each of the groups that are meant, from all that can be asked within 4 s; a second time, a second later,
 * if the first look raises suspicion. Nobody's silence fails; only a group that does not exist does.
 */
export async function diagnose(
  ports: DiagnosePorts,
  request: DiagnoseRequest,
): Promise<readonly Diagnosis[]> {
  const beganMs = ports.clock.monotonicMs();
  const gathered = await gatherEvidence(ports, request);
  const twice = await Promise.all(gathered.map((evidence) => lookTwice(ports, evidence, beganMs)));
  return twice.map(diagnosisOf);
}

/** The same from evidence of another time. */
export function diagnosisOf(evidence: Evidence): Diagnosis {
  const findings = findAll(evidence);
  return { evidence, findings, verdict: verdictOf(evidence, findings), forecast: forecastFailover(evidence) };
}
