import type { TopologyEvent } from '../maintenance/select-members.js';
import type { Report } from '../report.js';

export interface RemoveReport extends Report {
  readonly action: 'remove' | 'restore';
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly namespace: string;
  readonly dryRun: boolean;
  /** ISO 8601; when the cluster was read. */
  readonly at: string;
  readonly systemIdentifier: string | null;
  readonly leader: string | null;
  /** Members whose agent answers, whose PostgreSQL takes writes, or whose key says that they live; null by `--restore`. */
  readonly running: readonly string[] | null;
  /** The names of the keys that are, or would be, removed or restored. */
  readonly keys: readonly string[];
  /** The names of the keys below the cluster that are somebody else's, and stay. */
  readonly others: readonly string[];
  /** The file that holds all removed keys; null if none was saved. */
  readonly dump: string | null;
  /** The command that restores what can be; null if nothing was removed. */
  readonly wayBack: string | null;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type RemoveEvent =
  | TopologyEvent
  | {
      readonly kind: 'plan';
      readonly prefix: string;
      readonly keys: readonly string[];
      /** Whose the other keys are, in words; null if there are none. */
      readonly others: string | null;
    }
  | { readonly kind: 'saved'; readonly dump: string };

export type TellRemove = (event: RemoveEvent) => void;

/** The keys of the document beside the envelope. */
export const REMOVE_KEYS = [
  'action',
  'scope',
  'group',
  'namespace',
  'dryRun',
  'at',
  'systemIdentifier',
  'leader',
  'running',
  'keys',
  'others',
  'dump',
  'wayBack',
] as const;
