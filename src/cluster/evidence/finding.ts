import type { Hint } from '../../formats/hint.js';

/** How much a finding matters: an error makes an inspection unhealthy, a warning is to be known, information is no fault. */
export type Severity = 'error' | 'warning' | 'info';

/** What a finding rests on, such as the key `leader` or the answer of an agent. */
export interface FindingEvidence {
  readonly source: 'dcs' | 'agent' | 'sql' | 'balancer' | 'network';
  /** What was seen, in a few words with its figures. */
  readonly seen: string;
  /** Seconds since it was true; null if no source tells. */
  readonly age: number | null;
}

/** A next step, the mildest first. */
export interface Remedy {
  readonly sentence: string;
  /** Complete enough to paste; null if it is not a command of `ctl` or of the operating system. */
  readonly command: Hint | null;
}

/** Something about a cluster that is, or may become, a fault. */
export interface Finding {
  /** Kebab-case and stable. */
  readonly code: string;
  readonly severity: Severity;
  /** A member, an endpoint, a setting, a proxy; null for the whole cluster. */
  readonly subject: string | null;
  readonly message: string;
  readonly evidence: readonly FindingEvidence[];
  readonly remedies: readonly Remedy[];
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Errors first. */
export function bySeverity(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);
}
