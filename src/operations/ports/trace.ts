/** One request to somebody else and how it ended, for `--debug`. Of bodies there are sizes, of logins nothing. */
export interface TracedExchange {
  readonly peer: 'etcd' | 'agent' | 'sql' | 'haproxy';
  /** `host:port`, or the path of a socket. */
  readonly address: string;
  readonly request: string;
  readonly result: string;
  readonly tookMs: number;
}

/** Is told of every exchange when it has ended; where there is none, nobody asked for `--debug`. */
export type Trace = (exchange: TracedExchange) => void;
