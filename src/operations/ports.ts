import type { Formation } from '../cluster/cluster.js';
import type { Problem } from '../errors.js';

/** One linearizable (or, when asked for, serializable) look at everything below a scope. */
export interface ScopeReading {
  /** Null if no key exists below the scope. */
  readonly formation: Formation | null;
  /** etcd's revision that all values belong to. */
  readonly revision: number;
  readonly consistency: 'linearizable' | 'serializable';
  /** Keys that could not be understood. */
  readonly warnings: readonly Problem[];
}

/** A scope found below the namespace, with the names of its members. */
export interface FoundScope {
  readonly scope: string;
  readonly members: readonly string[];
}

/** Where the state of the clusters is kept. */
export interface Dcs {
  /** For messages: the namespace with its slashes, such as `/service/`. */
  readonly namespace: string;
  readScope(scope: string): Promise<ScopeReading>;
  /** All scopes of the namespace, by name. */
  findScopes(): Promise<readonly FoundScope[]>;
}

export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/** Remarks to the operator beside the result: progress, warnings. Never the result itself. */
export interface Ui {
  warn(problem: Problem): void;
  /** A step of something long, shown as it goes on. */
  progress(text: string): void;
}

/** How to reach etcd. */
export interface EtcdSettings {
  readonly endpoints: readonly string[];
  readonly tls: {
    readonly cacert: string | null;
    readonly cert: string | null;
    readonly key: string | null;
  } | null;
  readonly login: {
    readonly username: string;
    readonly password: string;
  } | null;
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

/** `postgresql.authentication.superuser` of the settings: what SQL connections fall back to behind libpq's sources. */
export interface SqlSettings {
  readonly username: string | null;
  readonly password: string | null;
}

/** `ctl`'s own settings, resolved from options, environment and file. */
export interface Settings {
  readonly scope: string | null;
  /** Without slashes around it, such as `service`. */
  readonly namespace: string;
  readonly citus: { readonly group: number; readonly database: string } | null;
  readonly etcd: EtcdSettings;
  /** Where the address of etcd came from, for messages: a file's path, `environment`, `-d`. */
  readonly origin: string;
}
