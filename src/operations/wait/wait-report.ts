import type { Condition } from '../../cluster/wait/condition.js';
import type { Problem } from '../../errors.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';
import type { Report } from '../report.js';
import type { ObserverPorts } from './cluster-observer.js';

export interface WaitPorts extends ObserverPorts {
  readonly interruption: Interruption;
}

export interface WaitRequest extends ClusterRequest {
  /** They must hold at the same time. */
  readonly conditions: readonly Condition[];
  readonly deadlineMs: number;
}

export const WAIT_KEYS = ['scope', 'group', 'conditions', 'revision', 'seenAt', 'elapsedMs'];

export interface WaitReport extends Report {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  /** In the order in which they were given. */
  readonly conditions: readonly JudgedCondition[];
  /** etcd's revision of what was seen last, and when (ISO 8601); null if nothing was. */
  readonly revision: number | null;
  readonly seenAt: string | null;
  readonly elapsedMs: number;
}

export interface JudgedCondition {
  /** As it was given. */
  readonly condition: string;
  readonly holds: boolean;
  /** What was seen last. */
  readonly observed: string;
  readonly source: 'dcs' | 'agent';
}

/** What happens on the way. */
export type WaitEvent =
  | { readonly kind: 'warning'; readonly warning: Problem }
  | { readonly kind: 'etcd-back'; readonly awayMs: number }
  | {
      readonly kind: 'waiting';
      readonly conditions: readonly JudgedCondition[];
      readonly elapsedMs: number;
      readonly limitMs: number;
    };

export type TellWait = (event: WaitEvent) => void;
