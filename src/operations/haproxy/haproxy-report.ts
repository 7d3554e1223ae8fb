import type { Finding } from '../../cluster/evidence/finding.js';
import type { BalancerServerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { Problem } from '../../errors.js';
import type { Report } from '../report.js';

/** A server of a HAProxy beside what is known of its member. */
export interface BalancerServerReport extends Omit<BalancerServerEvidence, 'check'> {
  /** By etcd: `leader`, `replica` and so on; null if it is no member, or etcd could not be read. */
  readonly dcsRole: string | null;
  /** As its agent says at this moment; null if it does not answer. */
  readonly agentRole: string | null;
  readonly agentState: string | null;
}

export interface BalancerReport {
  readonly address: string;
  /** The stats page does not tell it. */
  readonly version: string | null;
  /** Why it could not be asked; null if it answers. */
  readonly problem: Problem | null;
  readonly servers: readonly BalancerServerReport[];
}

export interface HaproxyStatusReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** ISO 8601. */
  readonly at: string;
  /** By etcd; null if nobody leads, or it could not be read. */
  readonly leader: string | null;
  readonly balancers: readonly BalancerReport[];
}

export interface HaproxyCheckReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  readonly at: string;
  readonly verdict: 'healthy' | 'degraded' | 'down' | 'unknown';
  readonly findings: readonly Finding[];
  readonly balancers: readonly Pick<BalancerReport, 'address' | 'version' | 'problem'>[];
  /** What could not be looked at, and why. */
  readonly unchecked: readonly string[];
}

export const STATUS_KEYS = ['scope', 'group', 'at', 'leader', 'balancers'] as const;
export const CHECK_KEYS = ['scope', 'group', 'at', 'verdict', 'findings', 'balancers', 'unchecked'] as const;
