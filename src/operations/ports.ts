import type { Formation } from '../cluster/cluster.js';
import type { MemberStatus } from '../cluster/member-status.js';
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

/** A member whose agent is asked; the agent must be the one of this member and of no other. */
export interface AskedMember {
  readonly scope: string;
  readonly name: string;
  /** As the member publishes it; null if it does not. */
  readonly apiUrl: string | null;
}

/** What came of asking an agent. That it is silent, refuses or is somebody else's is an answer, too, and not thrown. */
export type AgentAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** The Patroni processes of the members. Many may be asked at the same time. */
export interface Agents {
  /** `GET /patroni`. */
  readStatus(member: AskedMember): Promise<AgentAnswer<MemberStatus>>;
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

/** `postgresql.authentication.superuser` of the settings: what SQL connections fall back to behind libpq's sources. */
export interface SqlSettings {
  readonly username: string | null;
  readonly password: string | null;
}

/** Where a member's PostgreSQL listens, as the DCS tells it. */
export interface SqlAddress {
  readonly host: string;
  readonly port: number;
}

/** What was typed about the login; what is null is looked for in libpq's environment and files, then in the settings. */
export interface SqlLogin {
  readonly username: string | null;
  readonly password: string | null;
  readonly database: string | null;
}

export interface SqlColumn {
  readonly name: string;
  /** `pg_type.oid`. */
  readonly typeOid: number;
  /** Null if it is not one of PostgreSQL's own types. */
  readonly type: string | null;
}

/** Booleans, integers that a number holds exactly and finite floats as such; everything else as PostgreSQL writes it. */
export type SqlValue = string | number | boolean | null;

export interface SqlError {
  /** Null if the statement did not reach the server. */
  readonly sqlstate: string | null;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
}

/** How running statements ended; of several statements the last one's result. */
export type SqlAnswer =
  | { readonly kind: 'rows'; readonly columns: readonly SqlColumn[]; readonly rows: readonly SqlValue[][] }
  /** A statement without a result set; the command as PostgreSQL names it, such as `INSERT`. */
  | { readonly kind: 'executed'; readonly command: string; readonly rowCount: number | null }
  | { readonly kind: 'failed'; readonly error: SqlError }
  | {
      readonly kind: 'cancelled';
      readonly by: 'deadline' | 'interruption';
      /** Whether the server has confirmed it. */
      readonly confirmed: boolean;
    }
  /** The connection ended meanwhile. */
  | { readonly kind: 'lost'; readonly reason: string };

/** One connection in autocommit mode. */
export interface SqlSession {
  run(statements: string): Promise<SqlAnswer>;
  close(): Promise<void>;
}

/** PostgreSQL of the members. */
export interface Sql {
  /** A connection that cannot be had is a Failure: `sql-unreachable`, `sql-auth`, `sql-tls`, `sql-refused`. */
  connect(address: SqlAddress, login: SqlLogin): Promise<SqlSession>;
}

/** What an operator hands over beside the options. */
export interface OperatorInput {
  /** The text of a file; `-` is standard input. */
  readText(path: string, option: string): Promise<string>;
  /** Asks without an echo; without a terminal it is the next line of standard input. */
  askSecret(question: string, option: string): Promise<string>;
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
  /** Where the address of etcd came from, for messages: a key and its place, `-d` or `DCS_URL`. */
  readonly origin: string;
  /** For messages: the file and line, or the variable, of a dotted key, also of one that is missing. */
  readonly placeOf: (key: string) => string;
}
