import type { Evidence } from '../evidence/evidence.js';
import type { Finding, Severity } from '../evidence/finding.js';

/** One thing that is looked at, pure: from what was gathered to what is, or may become, a fault. */
export interface Check {
  /** The code of its findings; of a check with several codes, the first. */
  readonly code: string;
  /** The highest severity that its findings may have. */
  readonly severity: Severity;
  /** What is checked, in a few words that hold while nothing is found. */
  readonly title: string;
  /** A single look may deceive: if it finds something, a second look follows a second later. */
  readonly secondLook?: boolean;
  find(evidence: Evidence): readonly Finding[];
}
