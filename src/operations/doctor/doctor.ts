import { diagnosisOf } from '../diagnose/diagnose.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import type { NewFiles } from '../ports/ports.js';
import type { Settings } from '../settings.js';
import { describeThen } from '../status/status.js';
import { bundleText } from './bundle.js';
import { decodeBundle } from './decode-bundle.js';
import { describeExamination } from './describe-examination.js';
import type { DoctorReport } from './doctor-report.js';
import type { DoctorPorts, DoctorRequest } from './doctor-request.js';
import { examineCluster } from './examine-cluster.js';

/** With a bundle, the settings are told, and a file is written. */
export interface BundlingPorts extends Omit<DoctorPorts, 'settings'> {
  readonly settings: Settings;
  readonly newFiles: NewFiles;
}

/** Looks for whatever is wrong with a cluster and the way to it, and keeps it in a file if one is named. */
export async function doctor(
  ports: BundlingPorts,
  request: DoctorRequest,
  bundle: string | null,
): Promise<DoctorReport> {
  const examination = await examineCluster(ports, request);
  const report = describeExamination(examination);
  if (bundle === null) return report;
  const text = bundleText(report, examination.diagnosis.evidence, ports.settings);
  await ports.newFiles.create(bundle, text, '--bundle');
  return { ...report, bundle };
}

/** What a bundle tells, judged anew. Nobody is asked. */
export async function doctorFrom(
  input: Pick<OperatorInput, 'readText'>,
  file: string,
): Promise<DoctorReport> {
  const { evidence, ...others } = decodeBundle(await input.readText(file, '--from'), file);
  const diagnosis = diagnosisOf(evidence);
  const { cluster: status, warnings } = describeThen(diagnosis);
  const { versions: own, connections, repairs } = others;
  return describeExamination({ diagnosis, status, connections, repairs, own, from: file, warnings });
}
