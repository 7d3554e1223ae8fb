import type { SqlAddress } from './ports/sql-ports.js';

/** How to reach etcd. */
export interface EtcdSettings {
  /** Such as `https://10.0.0.1:2379`. */
  readonly endpoints: readonly string[];
  /** A domain whose SRV records name the endpoints; if it has none, `endpoints` count. */
  readonly srv: { readonly domain: string; readonly suffix: string | null } | null;
  /** Paths of PEM files, for https. */
  readonly tls: {
    readonly cacert: string | null;
    readonly cert: string | null;
    /** May be in the certificate's file. */
    readonly key: string | null;
  };
  readonly login: { readonly username: string; readonly password: string } | null;
}

/** How to reach the REST API of the agents: `ctl.*` of the settings, else `restapi.*`. */
export interface AgentSettings {
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Paths of PEM files; without an authority the system's are trusted. */
  readonly cacert: string | null;
  readonly certfile: string | null;
  /** May be in the certificate's file. */
  readonly keyfile: string | null;
  readonly keyfilePassword: string | null;
  /** With a client certificate only the host name goes unchecked, without one nothing is verified. */
  readonly insecure: boolean;
}

/** A login of the settings, such as `postgresql.authentication.superuser`: what SQL connections fall back to behind libpq's sources. */
export interface SqlSettings {
  readonly username: string | null;
  readonly password: string | null;
}

/** One HAProxy in front of a cluster. */
export interface BalancerSettings {
  readonly scope: string;
  /** Path of the stats socket, `host:port` of the runtime API, or URL of the stats page without a login; null if none is named. */
  readonly stats: string | null;
  /** For the stats page. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Path of a PEM file with the authority of the stats page; null for the system's. */
  readonly cacert: string | null;
  /** Path of HAProxy's configuration, which tells what HAProxy does not. */
  readonly file: string | null;
  /** Names of its pools, where they tell nothing; null to guess. */
  readonly pools: { readonly write: string | null; readonly read: string | null };
  /** Where it takes connections for the primary, and for replicas. */
  readonly write: SqlAddress | null;
  readonly read: SqlAddress | null;
}

export interface RouteSettings {
  readonly scope: string;
  readonly address: SqlAddress;
}

/** A member whose addresses stand in the settings. */
export interface ConfiguredMember {
  readonly scope: string;
  readonly name: string;
  readonly apiUrl: string;
  readonly host: string | null;
  readonly port: number | null;
}

/** `ctl`'s own settings, resolved from options, environment and file. */
export interface Settings {
  readonly scope: string | null;
  /** Slashes around it do not matter. */
  readonly namespace: string;
  readonly citus: { readonly group: number; readonly database: string } | null;
  readonly etcd: EtcdSettings;
  readonly agent: AgentSettings;
  readonly sql: SqlSettings;
  /** `postgresql.authentication.replication`: what replicas log in with. */
  readonly replication: SqlSettings;
  /** `ctl.haproxy`: the balancers of the clusters. */
  readonly balancers: readonly BalancerSettings[];
  /** `ctl.routes`: further addresses through which clients write. */
  readonly routes: readonly RouteSettings[];
  /** The member of this machine, if the settings are those of a Patroni server. */
  readonly ownMember: ConfiguredMember | null;
  /** For messages: where the address of etcd came from, a key and its place, `-d` or `DCS_URL`; to find it takes time. */
  readonly origin: () => string;
  /** For messages: the file and line, or the variable, of a dotted key, also of one that is missing. */
  readonly placeOf: (key: string) => string;
}
