import type { HbaRule } from './judge-hba.js';

/** A physical replication slot. */
export interface PhysicalSlot {
  readonly name: string;
  readonly active: boolean;
  /** `reserved`, `extended`, `unreserved` or `lost`; null before PostgreSQL 13. */
  readonly walStatus: string | null;
  /** Everything from here on is kept for it; null if it has never been used. */
  readonly restartPosition: number | null;
}

/** A connection to a standby (`pg_stat_replication`). */
interface Receiver {
  /** `application_name`; for a member its name. */
  readonly name: string;
  /** Seconds since it last answered; null before PostgreSQL 12, or if it never has. */
  readonly silentFor: number | null;
}

/** What a server says over SQL about those who may copy from it. */
export interface CopyFacts {
  readonly receivers: readonly Receiver[];
  readonly slots: readonly PhysicalSlot[];
  /** Roles that may log in and replicate, superusers only if there is nobody else. */
  readonly replicators: readonly string[];
  /** As the file says now, in its order; null if this role may not see it. */
  readonly hbaRules: readonly HbaRule[] | null;
}

/** What came of a replication login with the credentials of the settings, tried from this machine. */
export type ReplicationLogin =
  | { readonly kind: 'works'; readonly user: string }
  | {
      readonly kind: 'refused';
      readonly user: string;
      readonly reason: string;
      /** `pg_hba.conf` lets nobody in from this machine, which says little of another one. */
      readonly byAddress: boolean;
    }
  /** The server was not reached. */
  | { readonly kind: 'unreached'; readonly reason: string };
