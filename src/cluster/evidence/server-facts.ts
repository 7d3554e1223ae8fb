import type { Lsn } from '../model/lsn.js';

/** A connection that replicates from this server (`pg_stat_replication`). */
export interface WalSender {
  /** `application_name`; for a member its name. */
  readonly name: string;
  /** `streaming`, `catchup`, `backup` … */
  readonly state: string | null;
  readonly sentPosition: Lsn | null;
  /** Sends to a logical slot; a shutdown waits until such a receiver has everything, too. */
  readonly logical: boolean;
}

/** A logical replication slot of a server. */
export interface LogicalSlot {
  readonly name: string;
  readonly active: boolean;
  /** `failover`: PostgreSQL itself keeps it on standbys (since 17). */
  readonly failover: boolean;
  /** On a standby: kept ready by PostgreSQL (since 17). */
  readonly synced: boolean;
  /** Cannot be used: invalidated, or lost by a conflict with recovery. */
  readonly invalid: boolean;
}

/** Parameters that a standby needs at least as high as its primary, and Patroni sets alike everywhere. */
export const STANDBY_PARAMETERS = [
  'max_connections',
  'max_prepared_transactions',
  'max_locks_per_transaction',
  'max_wal_senders',
  'max_worker_processes',
] as const;
export type StandbyParameter = (typeof STANDBY_PARAMETERS)[number];

/** Where the timeline of a server comes from, as its own history file tells it. */
export interface TimelineHistory {
  readonly timeline: number;
  /** The timelines before it, each with the position at which it was left; the oldest first. */
  readonly ended: readonly { readonly timeline: number; readonly switchPoint: Lsn }[];
}

/** What PostgreSQL says about itself over SQL, at this moment. */
export interface ServerFacts {
  readonly inRecovery: boolean;
  readonly parameters: Readonly<Record<StandbyParameter, number>>;
  readonly logicalSlots: readonly LogicalSlot[];
  /** Client connections, this one and replication not counted. */
  readonly clients: number;
  /** Transactions that are open in them. */
  readonly openTransactions: number;
  /** Seconds; null if none is open. */
  readonly oldestTransactionAge: number | null;
  /** WAL written since the last checkpoint began; null on a standby. */
  readonly checkpointBytes: number | null;
  readonly walSenders: readonly WalSender[];
  /** Null for a role that may not read it (`pg_read_file`). */
  readonly timelineHistory: TimelineHistory | null;
}
