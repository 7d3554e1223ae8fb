import type { Evidence } from '../evidence/evidence.js';
import type { Finding, Severity } from '../evidence/finding.js';

/** One thing that is looked at, pure: from what was gathered to what is, or may become, a fault. */
export interface Check {
  /** Of its findings; a check may have several codes, this is the first of them. */
  readonly code: string;
  /** The highest that its findings may have. */
  readonly severity: Severity;
  /** What is checked, in a few words that hold while nothing is found. */
  readonly title: string;
  /** One look may deceive: what it finds asks for a second one a second later. */
  readonly secondLook?: boolean;
  find(evidence: Evidence): readonly Finding[];
}
