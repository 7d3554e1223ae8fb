import { diagnosisOf } from '../diagnose/diagnose.js';
import { readBundle } from '../diagnose/evidence-bundle.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import { describeThen, type FailOn, reportOf } from './status.js';
import type { StatusReport } from './status-report.js';

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
