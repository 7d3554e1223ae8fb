import type { Evidence } from '../evidence/evidence.js';
import type { Finding, Severity } from '../evidence/finding.js';
import { CHECKS } from '../findings/index.js';
import { uncheckedBecause } from '../standing/unchecked-because.js';

/** What came of one check. */
export interface CheckResult {
  readonly code: string;
  readonly title: string;
  /** The highest severity that its findings may have. */
  readonly severity: Severity;
  readonly state: 'ok' | 'found' | 'unchecked';
  /** Why it could not be looked at, or not at everybody; null if it could. */
  readonly why: string | null;
}

/** Every check with its result; one that found nothing because nobody answered is not all right. */
export function checkResults(evidence: Evidence, findings: readonly Finding[]): readonly CheckResult[] {
  return CHECKS.map((check) => {
    const { code, title, severity } = check;
    const found = check.find(evidence);
    const isFound = found.length > 0 || findings.some((finding) => finding.code === code);
    const why = uncheckedBecause(code, evidence);
    const state = isFound ? 'found' : why === null ? 'ok' : 'unchecked';
    return { code, title, severity, state, why };
  });
}
