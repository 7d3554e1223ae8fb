import type { Formation } from '../cluster/cluster.js';
import type { MemberStatus } from '../cluster/member-status.js';
import type { ServerActivity } from '../cluster/server-activity.js';
import type { ServerFacts } from '../cluster/server-facts.js';
import type { Problem } from '../errors.js';
import type { AgentOrder, AgentReply } from './agent-order.js';

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

/** One cluster: a scope, or one Citus group of it. */
export interface ClusterPlace {
  readonly scope: string;
  readonly group: number | null;
}

/** The lease that holds the leader lock; whole seconds, as etcd counts them. */
export interface LeaderLease {
  readonly grantedSeconds: number;
  readonly remainingSeconds: number;
}

/** A request for the key `failover`, and the revisions it was decided on; 0 for a key that was not there. */
export interface FailoverWrite {
  readonly leader: string | null;
  readonly candidate: string | null;
  /** ISO 8601 with offset. */
  readonly scheduledAt: string | null;
  readonly failoverRevision: number;
  readonly leaderRevision: number;
}

/** How a compare-and-set ended; `doubtful` if the answer was lost and reading back did not settle it. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'doubtful'; readonly problem: Problem };

/** Where the state of the clusters is kept. */
export interface Dcs {
  /** For messages: the namespace with its slashes, such as `/service/`. */
  readonly namespace: string;
  readScope(scope: string): Promise<ScopeReading>;
  /** All scopes of the namespace, by name. */
  findScopes(): Promise<readonly FoundScope[]>;
}

/** The key `failover` of a cluster, written without an agent, and what makes that safe. */
export interface FailoverKey {
  /** Null if nobody holds the lock, or holds it without a lease. */
  readLeaderLease(place: ClusterPlace): Promise<LeaderLease | null>;
  /** Writes the key `failover` if neither it nor the leader lock has changed. */
  write(place: ClusterPlace, write: FailoverWrite): Promise<WriteOutcome>;
}

/** A note of `ctl` about a cluster; the text is JSON. */
export interface Note {
  readonly text: string;
  /** etcd's revision of the key. */
  readonly revision: number;
}

/**
 * `ctl`'s own notes, small keys outside of what Patroni reads: `/<namespace>-ctl/<scope>/…`. A missing permission is a problem to warn
 * of, never the end of an action.
 */
export interface Notes {
  read(place: ClusterPlace, name: string): Promise<Note | null | { readonly problem: Problem }>;
  /** Null if it is stored. */
  write(place: ClusterPlace, name: string, text: string): Promise<Problem | null>;
  remove(place: ClusterPlace, name: string): Promise<Problem | null>;
}

/** Whoever runs `ctl`, for the notes. */
export interface Operator {
  readonly name: string;
  readonly host: string;
}

/** A key below a cluster as it is stored. */
export interface StoredKey {
  readonly key: string;
  readonly value: string;
  readonly revision: number;
  /** It goes with a lease. */
  readonly leased: boolean;
}

/** A key of a cluster by its name, such as `config`, with its value as it is. */
export interface NamedKey {
  readonly name: string;
  readonly value: string;
}

/** All keys of a cluster at once. */
export interface ClusterKeys {
  readAll(place: ClusterPlace): Promise<{ readonly keys: readonly StoredKey[]; readonly revision: number }>;
  /** Deletes everything below the cluster if nothing has been written there since `revision`. */
  removeAll(place: ClusterPlace, revision: number): Promise<WriteOutcome>;
  /** Creates keys if neither they nor those that are named `absent` are there. */
  create(place: ClusterPlace, keys: readonly NamedKey[], absent: readonly string[]): Promise<WriteOutcome>;
}

/** Files of `ctl` on this machine that outlive it, for nobody else to read. */
export interface StateFiles {
  /** Writes a new file, to the disk; its path. */
  save(name: string, text: string): Promise<string>;
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

/** The agents as those who act. */
export interface AgentOrders {
  /** Sends an order once. Some answers come only when the thing is done; after `timeoutMs` the reply is doubtful. */
  send(member: AskedMember, order: AgentOrder, timeoutMs: number): Promise<AgentReply>;
}

/** How a command of the operator ended. */
export interface CommandResult {
  /** Null if a signal ended it, or it could not be started. */
  readonly exit: number | null;
  /** The end of what it said, on both of its outputs. */
  readonly output: string;
  /** It was ended because it took too long, or because it was asked for. */
  readonly stopped: 'limit' | 'interruption' | null;
}

export interface CommandCall {
  readonly command: string;
  readonly limitMs: number;
  /** Ends it when it resolves. */
  readonly until: Promise<void>;
  onOutput(text: string): void;
}

/** Commands that the operator wants run, by the shell. */
export interface Commands {
  run(call: CommandCall): Promise<CommandResult>;
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

/** What came of one attempt to write. */
export type WriteResult =
  | { readonly kind: 'written' }
  /** Also a commit that is not as durable as was asked for. */
  | { readonly kind: 'not-written'; readonly reason: string };

/** Writes through one address, one attempt at a time, over a connection that it opens when it has none. */
export interface Writer {
  /** One transaction; a server that does not acknowledge it in time has not written. */
  write(timeoutMs: number): Promise<WriteResult>;
  close(): void;
}

/** PostgreSQL of the members. */
export interface Sql {
  /** A connection that cannot be had is a Failure: `sql-unreachable`, `sql-auth`, `sql-tls`, `sql-refused`. */
  connect(address: SqlAddress, login: SqlLogin): Promise<SqlSession>;
}

/** PostgreSQL of the members as `ctl` itself asks it, with the credentials of libpq's environment or the settings. */
export interface Servers {
  /** What the server says about itself; not to be had in time, or not with these credentials, is an answer, too. */
  readFacts(address: SqlAddress, timeoutMs: number): Promise<SqlFacts>;
  /** What it sends and when it read its configuration; as above. */
  readActivity(address: SqlAddress, timeoutMs: number): Promise<SqlActivity>;
  openWriter(address: SqlAddress): Writer;
}

export type SqlFacts =
  | { readonly ok: true; readonly facts: ServerFacts }
  | { readonly ok: false; readonly problem: Problem };

export type SqlActivity =
  | { readonly ok: true; readonly activity: ServerActivity }
  | { readonly ok: false; readonly problem: Problem };

/** Questions to the operator, on stderr: in patronictl's words, so that answers can be piped. */
export interface Questions {
  /** Whether anybody can answer: a terminal, or standard input that is not at its end. */
  canAsk(): Promise<boolean>;
  /** What is typed, or the default. `option` is named if nobody answers. */
  askText(question: TextQuestion): Promise<string>;
  /** One of a list with remarks; in a pipe a line with its name, and empty for the default. */
  askChoice(question: ChoiceQuestion): Promise<string>;
  /** No unless it is said. */
  confirm(question: string, option: string): Promise<boolean>;
}

export interface TextQuestion {
  readonly question: string;
  /** Null if there is none: something has to be typed. */
  readonly standard: string | null;
  readonly option: string;
}

export interface ChoiceQuestion extends TextQuestion {
  readonly standard: string;
  /** The question for a terminal, where the choices are a list. */
  readonly title: string;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly value: string;
  readonly remark: string;
  /** Why it cannot be chosen. */
  readonly disabled: string | null;
}

/** Ctrl-C and signals to end, once somebody watches for them. */
export interface Interruption {
  readonly requested: boolean;
  /** From now on a signal does not kill; it ends `sleep` and sets `requested`. A second signal kills. */
  watch(): void;
  /** Resolves at a signal. */
  readonly happened: Promise<void>;
}

/** What an operator hands over beside the options. */
export interface OperatorInput {
  /** The text of a file; `-` is standard input. */
  readText(path: string, option: string): Promise<string>;
  /** Asks without an echo; without a terminal it is the next line of standard input. */
  askSecret(question: string, option: string): Promise<string>;
}

/** One HAProxy in front of a cluster. */
export interface BalancerSettings {
  readonly scope: string;
  /** Path of the stats socket, `host:port` of the runtime API, or URL of the stats page; null if none is named. */
  readonly stats: string | null;
  /** Where it takes connections for the primary, and for replicas. */
  readonly write: SqlAddress | null;
  readonly read: SqlAddress | null;
}

export interface RouteSettings {
  readonly scope: string;
  readonly address: SqlAddress;
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
  /** `ctl.haproxy`: the balancers of the clusters. */
  readonly balancers: readonly BalancerSettings[];
  /** `ctl.routes`: further addresses through which clients write. */
  readonly routes: readonly RouteSettings[];
  /** Where the address of etcd came from, for messages: a key and its place, `-d` or `DCS_URL`. */
  readonly origin: string;
  /** For messages: the file and line, or the variable, of a dotted key, also of one that is missing. */
  readonly placeOf: (key: string) => string;
}
