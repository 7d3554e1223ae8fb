import type { Thresholds } from './range.js';

/** What the operator wants; all of it has a sensible default but what is null. */
export interface Expectations {
  /** Null: the default of the check. */
  readonly thresholds: Readonly<Record<'replicas' | 'members' | 'sync' | 'lag', Thresholds | null>>;
  readonly timeline: number | null;
  /** `4.1` stands for every 4.1.x. */
  readonly patroniVersion: string | null;
  /** Of an earlier check; null if nothing is to be compared, or this is the first. */
  readonly remembered: Remembered | null;
}

/** What is not to change unnoticed. */
export interface Remembered {
  readonly timeline: number | null;
  /** etcd's revision of the key `config`. */
  readonly configRevision: number | null;
}
