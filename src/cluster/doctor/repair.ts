import type { Remedy } from '../evidence/finding.js';
import type { Lsn } from '../model/lsn.js';

/** Where a member stands to what the leader went on with. */
export type RepairStanding =
  /** On the leader's line, and behind. */
  | 'behind'
  /** It has what the leader never had. */
  | 'diverged'
  | 'unknown';

/** Whether a member that does not stream can come back, and how: by itself, by `pg_rewind`, or by a new copy only. */
export interface Repair {
  readonly member: string;
  /** Code of the finding that it is for. */
  readonly finding: string;
  readonly timeline: number | null;
  readonly leaderTimeline: number | null;
  /** Where the leader left the timeline of the member; null if it never did, or the history does not tell. */
  readonly switchPoint: Lsn | null;
  /** What the member has replayed, or where it wrote. */
  readonly position: Lsn | null;
  readonly standing: RepairStanding;
  /** Whether the leader still has the WAL that the member needs; null if that could not be seen. */
  readonly walOnLeader: boolean | null;
  /** `not-enabled`: only `use_pg_rewind` is in its way, as far as can be seen. */
  readonly rewind: 'not-needed' | 'possible' | 'not-enabled' | 'impossible' | 'unknown';
  /** Why, in sentences. */
  readonly because: readonly string[];
  /** The mildest first. */
  readonly steps: readonly Remedy[];
}

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
