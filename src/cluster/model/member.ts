import type { Lsn } from './lsn.js';
import type { Tags } from './tags.js';
import type { ValueMap } from './value.js';

/** A parameter that waits for a restart (since 3.3). An unset side is empty, an unknown new value is `?`. */
export interface PendingRestartReason {
  readonly parameter: string;
  readonly oldValue: string;
  readonly newValue: string;
}

/** A restart that the member's agent keeps in memory until its time comes. */
export interface ScheduledRestart {
  /** ISO 8601 with offset, as stored. */
  readonly at: string;
  /** Only if the running version is smaller. */
  readonly postgresVersion: string | null;
  /** All of what was stored, filters included. */
  readonly filters: ValueMap;
}

/** One key `members/<name>`, written by that member's agent only and gone `ttl` seconds after its last sign of life. */
export interface Member {
  readonly name: string;
  /** etcd's revision of the key. */
  readonly revision: number;
  readonly host: string | null;
  readonly port: number | null;
  readonly connUrl: string | null;
  readonly apiUrl: string | null;
  /** State of the PostgreSQL process, such as `running`; null if unknown. */
  readonly state: string | null;
  /** Role as published: `primary` (`master` before 4.0 is read as `primary`), `replica`, `promoted` … */
  readonly role: string | null;
  readonly patroniVersion: string | null;
  readonly timeline: number | null;
  /** On a primary where it writes; on a standby the larger of received and replayed. */
  readonly position: Lsn | null;
  /** Since 4.1. */
  readonly receivePosition: Lsn | null;
  /** Since 4.1. */
  readonly replayPosition: Lsn | null;
  /** `streaming` or `in archive recovery`; since 3.0.4. */
  readonly replicationState: string | null;
  readonly pendingRestart: boolean;
  readonly pendingRestartReasons: readonly PendingRestartReason[];
  readonly scheduledRestart: ScheduledRestart | null;
  readonly tags: Tags;
  /** Whether the key holds tags at all, be they empty. */
  readonly hasTags: boolean;
  /** Whether this member has noticed the maintenance mode. */
  readonly paused: boolean;
}

/** Names in the order in which patronictl lists them: by code point. */
export function compareNames(a: { readonly name: string }, b: { readonly name: string }): number {
  const left = [...a.name];
  const right = [...b.name];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
