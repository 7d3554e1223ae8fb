import type { Lsn } from './lsn.js';
import type { Tags } from './tags.js';

/** A connection through which another server streams from a member. */
export interface ReplicationConnection {
  /** `application_name`, which is the name of the member at its other end. */
  readonly name: string;
  /** `streaming`, `catchup`, `backup` … */
  readonly state: string | null;
  /** `async`, `potential`, `sync` or `quorum`. */
  readonly syncState: string | null;
}

/** What a member's agent says about itself and its PostgreSQL at this moment, asked directly. */
export interface MemberStatus {
  readonly scope: string | null;
  /** Since 3.2. */
  readonly name: string | null;
  readonly patroniVersion: string | null;
  /** State of the PostgreSQL process, such as `running`; `unknown` if it should run but did not answer. */
  readonly state: string;
  /** `primary` (`master` before 4.0 is read as `primary`) means that it is not in recovery. */
  readonly role: string | null;
  /** `server_version_num`; this and all that PostgreSQL tells is null while it does not answer. */
  readonly serverVersion: number | null;
  /** `pg_postmaster_start_time()`, as text with an offset. */
  readonly startedAt: string | null;
  readonly timeline: number | null;
  /** Where a primary writes. */
  readonly position: Lsn | null;
  readonly receivePosition: Lsn | null;
  readonly replayPosition: Lsn | null;
  readonly replayPaused: boolean;
  /** `streaming` or `in archive recovery`; since 3.0.4. */
  readonly replicationState: string | null;
  readonly replication: readonly ReplicationConnection[];
  readonly isSyncStandby: boolean;
  /** Since 4.0. */
  readonly isQuorumStandby: boolean;
  readonly paused: boolean;
  /** It knows of no leader, or has no fresh view of the DCS. */
  readonly clusterUnlocked: boolean;
  readonly failsafeActive: boolean;
  /** Seconds since 1970; since 2.1.2. */
  readonly dcsLastSeen: number | null;
  readonly systemIdentifier: string | null;
  readonly tags: Tags;
  readonly pendingRestart: boolean;
  /** ISO 8601 with offset, as the agent keeps it. */
  readonly scheduledRestartAt: string | null;
  /** A required watchdog cannot be used, so that this member cannot lead. */
  readonly watchdogFailed: boolean;
}
