import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import type { Problem } from '../../errors.js';
import type { ClusterReport } from '../listing/list-members.js';
import type { ChangeKind, PlanReport } from './change-report.js';

/** What happens on the way, told while it happens; the report has all of it again. */
export type ChangeEvent =
  | { readonly kind: 'topology'; readonly at: string; readonly clusters: readonly ClusterReport[] }
  | {
      readonly kind: 'plan';
      readonly change: ChangeKind;
      readonly scope: string;
      /** Citus group; null for an ordinary cluster. */
      readonly group: number | null;
      readonly from: string | null;
      readonly candidate: string | null;
      readonly plan: PlanReport;
      readonly warnings: readonly Problem[];
    }
  | { readonly kind: 'phase'; readonly entry: PhaseEntry; readonly isStandbyCluster: boolean }
  /** What is being waited for, again and again while it lasts. */
  | {
      readonly kind: 'waiting';
      readonly sentence: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
    }
  | { readonly kind: 'remark'; readonly sentence: string };

export type Tell = (event: ChangeEvent) => void;
