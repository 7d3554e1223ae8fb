/** What keeps a server out of a pool beside its health check; `disabled` by HAProxy's own configuration. */
export type BalancerAdmin = 'ready' | 'drain' | 'maintenance' | 'disabled';

/** A server of a pool as HAProxy tells of it; null is what it does not tell. */
export interface BalancerServer {
  readonly name: string;
  /** An IP address and port, or the host name of the configuration with it; the stats page tells it only with `stats show-legends`. */
  readonly address: string | null;
  /** The configured host name, if it is one. */
  readonly hostname: string | null;
  /** HAProxy's word, such as `UP`, `UP 1/3`, `DOWN`, `DRAIN`, `MAINT`, `no check`. */
  readonly status: string;
  /** It takes connections: up, neither drained nor in maintenance. */
  readonly isUp: boolean;
  readonly isBackup: boolean;
  readonly admin: BalancerAdmin;
  /** Of the last check, such as `L7OK`, `L7STS`, `L4CON`; `L4OK` means that it asks no agent; null before the first. */
  readonly checkStatus: string | null;
  /** The HTTP status of the last check. */
  readonly checkCode: number | null;
  /** Whom the check asks; only the runtime API tells. */
  readonly checkPort: number | null;
  /** Seconds since the status changed. */
  readonly since: number | null;
  readonly sessions: number | null;
}

/** A backend, or a listen section. */
export interface BalancerPool {
  readonly name: string;
  readonly servers: readonly BalancerServer[];
}

/** One HAProxy at one moment. */
export interface BalancerState {
  /** The stats page does not tell it. */
  readonly version: string | null;
  /** Seconds. */
  readonly uptime: number | null;
  readonly pools: readonly BalancerPool[];
}
