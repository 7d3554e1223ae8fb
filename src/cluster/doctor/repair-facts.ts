import type { Lsn } from '../model/lsn.js';

/** What a server says that decides whether a member can come back without a new copy. */
export interface RepairFacts {
  /** `data_checksums`, fixed when the data directory was made. */
  readonly dataChecksums: boolean;
  readonly walLogHints: boolean;
  readonly fullPageWrites: boolean;
  /** Where the oldest WAL begins that the server still has; null if the role may not see it. */
  readonly oldestWal: Lsn | null;
  /** `pg_last_wal_replay_lsn()`; null on a primary. */
  readonly replayPosition: Lsn | null;
  /** State of the WAL receiver; null if none runs. */
  readonly receiver: string | null;
}
