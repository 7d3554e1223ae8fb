import { join } from 'node:path';
import { base64 } from './etcd-authentication.js';
import { mustExecute } from './execute.js';
import { firstAnswer, readRawKeys } from './raw-keys.js';
import type { RecordedSandbox, SandboxMember } from './recorded-sandbox.js';
import type { Address } from './writer-address.js';

/** A member as GET /cluster shows it. */
export interface ShownMember {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly api_url: string;
  readonly timeline?: number;
  /** Bytes, or `unknown`. */
  readonly lag?: number | string;
}

export interface AgentReply {
  readonly status: number;
  readonly text: string;
}

/** A running sandbox, asked without any code of ctl. Members are given by their names. */
export class ClusterAccess {
  constructor(
    readonly directory: string,
    readonly recorded: RecordedSandbox,
  ) {}

  get members(): readonly SandboxMember[] {
    return this.recorded.members;
  }

  member(name: string): SandboxMember {
    const member = this.members.find((each) => each.name === name);
    if (member === undefined) throw new Error(`no member ${name}`);
    return member;
  }

  /** What libpq's programs need to get in as the superuser. */
  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      PGHOST: '127.0.0.1',
      PGUSER: this.recorded.superuser.user,
      PGDATABASE: 'postgres',
      PGPASSFILE: join(this.directory, 'pgpass'),
      PGCONNECT_TIMEOUT: '3',
    };
  }

  /** Of all members' PostgreSQL, for the superuser. */
  get addresses(): readonly Address[] {
    return this.members.map(({ pgPort }) => this.address(pgPort));
  }

  /** Of one member's PostgreSQL, for the superuser. */
  addressOf(name: string): Address {
    return this.address(this.member(name).pgPort);
  }

  /** Where HAProxy takes writes. */
  get writeAddress(): Address {
    return this.address(this.recorded.writePort);
  }

  private address(port: number): Address {
    return { host: '127.0.0.1', port, database: 'postgres', ...this.recorded.superuser };
  }

  /** The login for agents. */
  get authorization(): string {
    const { user, password } = this.recorded.apiLogin;
    return `Basic ${btoa(`${user}:${password}`)}`;
  }

  /** Runs statements as the superuser; rows as lines, columns between `|`. */
  async sql(name: string, statements: string): Promise<string> {
    const args = ['-p', `${this.member(name).pgPort}`, '-AtqX', '-v', 'ON_ERROR_STOP=1', '-c', statements];
    return (await mustExecute(join(this.recorded.bin, 'psql'), args, { env: this.env })).trim();
  }

  /** The cluster's keys that begin with this path, such as `members/pg1` or `sync`, with their values as they are. */
  async keys(path = ''): Promise<Readonly<Record<string, string>>> {
    return readRawKeys(this.recorded.etcd, `/service/${this.recorded.name}/`, path);
  }

  /** Writes a key below the cluster, as somebody else would. */
  async putKey(path: string, value: string): Promise<void> {
    const body = { key: base64(`/service/${this.recorded.name}/${path}`), value: base64(value) };
    await firstAnswer(this.recorded.etcd, async (endpoint) => {
      const sent = { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(2000) };
      const { ok, status } = await fetch(`http://${endpoint}/v3/kv/put`, sent);
      if (!ok) throw new Error(`${endpoint}: ${status}`);
    });
  }

  /** One member's key, decoded. */
  async memberKey(name: string): Promise<Readonly<Record<string, unknown>>> {
    const path = `members/${name}`;
    const { [path]: value } = await this.keys(path);
    if (value === undefined) throw new Error(`${name} has no key`);
    return JSON.parse(value);
  }

  /** The name in the leader key. */
  async leader(): Promise<string> {
    const { leader } = await this.keys('leader');
    if (leader === undefined) throw new Error('there is no leader');
    return leader;
  }

  /** Asks a member's agent itself, whatever address it publishes. */
  async agent(
    name: string,
    method: string,
    path: string,
    body?: object,
    limitMs = 40_000,
  ): Promise<AgentReply> {
    const reply = await fetch(`http://${this.member(name).api}${path}`, {
      method,
      headers: { authorization: this.authorization },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    return { status: reply.status, text: await reply.text() };
  }

  /** What GET /patroni of one member says. */
  async status(name: string): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse((await this.agent(name, 'GET', '/patroni')).text);
  }

  /** What GET /cluster says. */
  async shown(): Promise<readonly ShownMember[]> {
    return JSON.parse(await this.anyAgent('GET', '/cluster')).members;
  }

  /** What GET /history says: for each timeline that has ended its number, the LSN, the reason and perhaps more. */
  async history(): Promise<readonly (readonly (string | number)[])[]> {
    return JSON.parse(await this.anyAgent('GET', '/history'));
  }

  /** Merges this into the dynamic configuration. */
  async patchConfig(change: object): Promise<void> {
    await this.anyAgent('PATCH', '/config', change);
  }

  /** The first one that answers soon; a reply that is not a success fails. */
  private anyAgent(method: string, path: string, body?: object): Promise<string> {
    return firstAnswer(this.members, async ({ name }) => {
      const { status, text } = await this.agent(name, method, path, body, 3000);
      if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
      return text;
    });
  }
}
