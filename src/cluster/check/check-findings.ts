import type { Finding } from '../evidence/finding.js';
import type { MonitoringCheck } from './monitoring-check.js';
import { measure, result } from './monitoring-result.js';

/** All that `status` finds: an error is critical, a warning warns. */
export const checkFindings: MonitoringCheck = ({ findings, evidence }) => {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const measures = [measure('errors', errors.length), measure('warnings', warnings.length)];
  const wrong = [...errors, ...warnings];
  const details = wrong.map(({ code, message }) => `${code}: ${message}`);
  if (wrong.length === 0) {
    return evidence.cluster.kind === 'present'
      ? result('OK', 'nothing found', measures)
      : result('UNKNOWN', 'nothing is known', measures);
  }
  return result(errors.length > 0 ? 'CRITICAL' : 'WARNING', describeCodes(wrong), measures, details);
};

/** Each code once, with all that it is about. */
function describeCodes(findings: readonly Finding[]): string {
  const subjects = new Map<string, string[]>();
  for (const { code, subject } of findings) {
    subjects.set(code, [...(subjects.get(code) ?? []), ...(subject === null ? [] : [subject])]);
  }
  return [...subjects]
    .map(([code, names]) => (names.length === 0 ? code : `${code} (${names.join(', ')})`))
    .join(', ');
}
