import type { Lsn } from './lsn.js';

/** One change of timeline, from the key `history`. */
export interface HistoryEntry {
  /** The timeline that ended. */
  readonly timeline: number;
  readonly switchPoint: Lsn;
  readonly reason: string | null;
  /** ISO 8601; null if Patroni did not witness the change. */
  readonly at: string | null;
  /** Since 2.1.1. */
  readonly newLeader: string | null;
}
