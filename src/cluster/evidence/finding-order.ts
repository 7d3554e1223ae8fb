import type { Finding, Severity } from './finding.js';

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Errors first. */
export function bySeverity(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);
}
