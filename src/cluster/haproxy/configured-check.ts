/** How HAProxy checks a server, and what it does about it, by its configuration. Times in milliseconds. */
export interface ConfiguredCheck {
  /** False: the server counts as up whatever happens. */
  readonly isChecked: boolean;
  /** `tcp`: of the connection only. */
  readonly kind: 'http' | 'tcp' | 'external';
  readonly method: string | null;
  /** With its parameters; null unless it is a check over HTTP. */
  readonly path: string | null;
  /** Null: the port of the server itself. */
  readonly port: number | null;
  readonly tls: boolean;
  readonly inter: number;
  readonly fastinter: number;
  readonly downinter: number;
  readonly rise: number;
  readonly fall: number;
  /** `on-marked-down shutdown-sessions`. */
  readonly endsSessions: boolean;
}
