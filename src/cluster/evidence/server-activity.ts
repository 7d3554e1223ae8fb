import type { Saturation } from './evidence.js';
import type { ServerFacts } from './server-facts.js';

/** Something of which a server has a limited number, such as WAL senders. */
export interface Places {
  readonly used: number;
  readonly max: number;
}

/** A base backup that a server is sending (`pg_stat_progress_basebackup`, since PostgreSQL 13). */
export interface BaseBackup {
  readonly pid: number;
  /** Seconds since its connection was opened. */
  readonly age: number;
  /** Null for one through a socket. */
  readonly clientAddress: string | null;
  /** Such as `streaming database files`. */
  readonly phase: string;
  /** An estimate; null while it is being made, or if there is none. */
  readonly totalBytes: number | null;
  readonly sentBytes: number;
}

/** What a server is doing beside answering queries, over SQL, at this moment. */
export interface ServerActivity {
  /** ISO 8601 with offset; when PostgreSQL last read its configuration files. */
  readonly configLoadedAt: string;
  readonly walSenders: Places;
  readonly replicationSlots: Places;
  /** Null if the server does not tell: before 13, or not to this role. */
  readonly baseBackups: readonly BaseBackup[] | null;
}

/** How a server is, over SQL, at this moment. */
export interface ServerHealth {
  readonly facts: ServerFacts;
  /** Null if only the facts could be had. */
  readonly saturation: Saturation | null;
  /** Seconds of `recovery_min_apply_delay`; null before PostgreSQL 12, and as above. */
  readonly applyDelay: number | null;
  /** Seconds from a commit on the primary to its replay here; null on a primary, and as above. */
  readonly replayDelay: number | null;
  /** Milliseconds that its clock is ahead of this machine's; null as above. */
  readonly clockAheadMs: number | null;
}
