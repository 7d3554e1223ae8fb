/** Something of which a server has so many. */
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
  /** Estimated; null while that goes on, or if it is not estimated. */
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
