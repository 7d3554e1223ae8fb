import type { Look } from '../evidence/look.js';
import type { BalancerAdmin } from './balancer-state.js';
import type { ConfiguredCheck } from './configured-check.js';
import type { DrainNote } from './drain-note.js';

/** What a pool is for. */
export type PoolPurpose = 'write' | 'read' | 'other';

/** A server of a HAProxy, with the role that its pool is for. */
export interface BalancerServerEvidence {
  readonly pool: string;
  readonly purpose: PoolPurpose;
  readonly server: string;
  /** The member it stands for, by its address; null if none has that address. */
  readonly member: string | null;
  readonly address: string | null;
  /** HAProxy's word, such as `UP`, `DOWN`, `MAINT`, `DRAIN`. */
  readonly status: string;
  /** It takes connections. */
  readonly isUp: boolean;
  readonly isBackup: boolean;
  readonly admin: BalancerAdmin;
  readonly checkStatus: string | null;
  readonly checkPort: number | null;
  /** What HAProxy's configuration says of the check; null if its file is not known. */
  readonly check: ConfiguredCheck | null;
  /** Seconds since the status changed. */
  readonly since: number | null;
  readonly sessions: number | null;
}

export interface BalancerEvidence {
  /** The stats address of the settings. */
  readonly address: string;
  readonly servers: Look<readonly BalancerServerEvidence[]>;
  readonly version: string | null;
  /** One of its pools is to be for writes; false if the settings name a port for reads only. */
  readonly isForWrites: boolean;
  /** HAProxy's configuration file, from which `check` is known; null if none is named. */
  readonly file: Look<string> | null;
  /** What `ctl` has taken out of it on purpose. */
  readonly notes: readonly DrainNote[];
}
