import type { ServerParameters } from '../../cluster/config/server-parameters.js';
import type { ServerActivity, ServerHealth } from '../../cluster/evidence/server-activity.js';
import type { ServerFacts } from '../../cluster/evidence/server-facts.js';
import type { CopyFacts, ReplicationLogin } from '../../cluster/reinit/copy-facts.js';
import type { Problem } from '../../errors.js';

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
  /** The server says more than this process can hold; it may have done what was asked. */
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  /** The connection ended meanwhile. */
  | { readonly kind: 'lost'; readonly reason: string };

/** One connection in autocommit mode. */
export interface SqlSession {
  run(statements: string): Promise<SqlAnswer>;
  close(): Promise<void>;
}

/** What came of one attempt to write. */
export type WriteResult =
  | { readonly kind: 'written' }
  /** Also a commit that is not as durable as was asked for. */
  | {
      readonly kind: 'not-written';
      readonly reason: string;
      /** The server has answered that it is in recovery; the connection stays, and notices at once when it ends. */
      readonly inRecovery: boolean;
      /** From the start until the server was asked, if it has answered; else 0. Null: nobody was asked. */
      readonly askedAfterMs: number | null;
    };

/** Writes through one address, one attempt at a time, over a connection that it opens when it has none. */
export interface Writer {
  /** One transaction; a server that does not answer within this time has not written. */
  write(timeoutMs: number): Promise<WriteResult>;
  /** A server has begun to answer the login of the attempt that runs. */
  readonly isLoggingIn: boolean;
  close(): void;
}

/** PostgreSQL of the members. */
export interface Sql {
  /** A connection that cannot be had is a Failure: `sql-unreachable`, `sql-auth`, `sql-tls`, `sql-refused`, `sql-too-many-clients`. */
  connect(address: SqlAddress, login: SqlLogin): Promise<SqlSession>;
}

/** PostgreSQL of the members as those who copy it would meet it. */
export interface CopySources {
  /** Null if the server does not tell in time. */
  readCopyFacts(address: SqlAddress, timeoutMs: number): Promise<CopyFacts | null>;
  /** Logs in as Patroni's replicas do, and leaves at once; null if the settings have no such login. */
  tryReplication(address: SqlAddress, timeoutMs: number): Promise<ReplicationLogin | null>;
}

/** PostgreSQL of the members as `ctl` itself asks it, with the credentials of libpq's environment or the settings. */
export interface Servers {
  /** What the server says about itself; not to be had in time, or not with these credentials, is an answer, too. */
  readFacts(address: SqlAddress, timeoutMs: number): Promise<SqlFacts>;
  /** What it sends and when it read its configuration; as above. */
  readActivity(address: SqlAddress, timeoutMs: number): Promise<SqlActivity>;
  /** All of its parameters; as above. */
  readParameters(address: SqlAddress, timeoutMs: number): Promise<SqlParameters>;
  /** The facts, and how full and how far it is; as above. */
  readHealth(address: SqlAddress, timeoutMs: number): Promise<SqlHealth>;
  /** `broken` is called when the connection ends between two attempts. */
  openWriter(address: SqlAddress, broken: () => void): Writer;
}

export type SqlHealth =
  | { readonly ok: true; readonly health: ServerHealth }
  | { readonly ok: false; readonly problem: Problem };

export type SqlFacts =
  | { readonly ok: true; readonly facts: ServerFacts }
  | { readonly ok: false; readonly problem: Problem };

export type SqlActivity =
  | { readonly ok: true; readonly activity: ServerActivity }
  | { readonly ok: false; readonly problem: Problem };

export type SqlParameters =
  | { readonly ok: true; readonly parameters: ServerParameters }
  | { readonly ok: false; readonly problem: Problem };
