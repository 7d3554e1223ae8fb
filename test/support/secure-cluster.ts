import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../src/formats/json.js';
import { dumpPyYaml } from '../../src/formats/pyyaml-dump.js';
import { type Certificate, TestAuthority } from './certificates.js';
import { authenticate, base64, type EtcdPost, enableAuthentication } from './etcd-authentication.js';
import { mustExecute } from './execute.js';
import { packagedPatroni } from './packaged-patroni.js';
import { freePort } from './ports.js';
import { newSecret } from './secrets.js';
import {
  agentSettings,
  ETCD_USER,
  type SecureMember,
  type SecurePlan,
  secureSettings,
} from './secure-settings.js';
import { SERVER_USER, ServerProcess } from './server-process.js';

/** What the user of etcd may read and write: this cluster, and others whose names begin like it. */
const GRANTED_PREFIX = '/service/secure';

/** A real cluster with TLS and authentication everywhere: etcd, the agents, PostgreSQL. */
export class SecureCluster {
  /** The newest packaged one. */
  patronictl = '';
  readonly members: SecureMember[] = [];
  private readonly servers: ServerProcess[] = [];

  private constructor(
    private readonly folder: string,
    readonly authority: TestAuthority,
    /** Trusted by nobody. */
    readonly stranger: TestAuthority,
    readonly plan: SecurePlan,
  ) {}

  static async start(memberCount: number): Promise<SecureCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-secure-'));
    await chmod(folder, 0o711);
    const [authority, stranger] = [await TestAuthority.create(), await TestAuthority.create()];
    const cluster = new SecureCluster(folder, authority, stranger, await makePlan(authority));
    try {
      await cluster.startServers(memberCount);
      await cluster.writeSettings('patronictl.yml', secureSettings(cluster.plan));
      return cluster;
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  /** The file for ctl and patronictl. */
  get settings(): string {
    return join(this.folder, 'patronictl.yml');
  }

  /** Another settings file; its path. */
  async writeSettings(name: string, settings: JsonObject | string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, typeof settings === 'string' ? settings : dumpPyYaml(settings), { mode: 0o600 });
    return path;
  }

  /** Writes keys below the granted prefix. */
  async put(keys: Readonly<Record<string, string>>): Promise<void> {
    const token = await authenticate(this.post, { name: ETCD_USER, password: this.plan.passwords.etcd });
    for (const [key, value] of Object.entries(keys)) {
      await this.post('kv/put', { key: base64(key), value: base64(value) }, token);
    }
  }

  async remove(): Promise<void> {
    for (const server of this.servers.toReversed()) await server.stop();
    const { authority, stranger, folder } = this;
    await Promise.all([authority.remove(), stranger.remove(), rm(folder, { recursive: true })]);
  }

  private async startServers(memberCount: number): Promise<void> {
    const { patroni, patronictl } = await packagedPatroni('sid');
    this.patronictl = patronictl;
    await giveToServers(dirname(this.authority.cert));
    await this.startEtcd();
    const { etcd } = this.plan.passwords;
    await enableAuthentication(this.post, { name: ETCD_USER, password: etcd }, GRANTED_PREFIX);
    const binaries = (await mustExecute('pg_config', ['--bindir'])).trim();
    for (let number = 1; number <= memberCount; number += 1) {
      await this.startAgent(`pg${number}`, patroni, binaries);
    }
  }

  private async startEtcd(): Promise<void> {
    const { etcd, server, authority } = this.plan;
    const [client, peer] = [`https://${etcd}`, `http://${await freeAddress()}`];
    const started = await this.startServer('etcd', 'etcd', (folder) => [
      ...['--name=e1', `--data-dir=${folder}/data`, '--logger=zap', '--log-level=error', '--bcrypt-cost=4'],
      ...[`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
      ...[
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=e1=${peer}`,
      ],
      ...[`--cert-file=${server.cert}`, `--key-file=${server.key}`],
      ...['--client-cert-auth', `--trusted-ca-file=${authority}`],
    ]);
    await started.until('healthy', async () => (await ask(`${client}/health`, this.plan)).includes('true'));
  }

  /** The first one becomes the leader. */
  private async startAgent(name: string, patroni: string, binaries: string): Promise<void> {
    const member = { name, api: await freeAddress(), postgres: await freeAddress() };
    const folder = join(this.folder, name);
    const settings = dumpPyYaml(agentSettings(this.plan, member, folder, binaries));
    const started = await this.startServer(name, patroni, () => ['patroni.yml'], { 'patroni.yml': settings });
    const wanted = this.members.length === 0 ? /"role": "primary"/ : /"replication_state": "streaming"/;
    await started.until('there', async () =>
      wanted.test(await ask(`https://${member.api}/patroni`, this.plan)),
    );
    this.members.push(member);
  }

  private async startServer(
    name: string,
    program: string,
    args: (folder: string) => readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const folder = join(this.folder, name);
    await mkdir(folder, { mode: 0o700 });
    for (const [file, text] of Object.entries(files))
      await writeFile(join(folder, file), text, { mode: 0o600 });
    await giveToServers(folder);
    const server = new ServerProcess(program, args(folder), folder, join(this.folder, `${name}.log`));
    this.servers.push(server);
    return server;
  }

  private readonly post = async (
    path: string,
    body: JsonObject,
    token?: string,
  ): Promise<ReturnType<EtcdPost>> =>
    JSON.parse(await ask(`https://${this.plan.etcd}/v3/${path}`, this.plan, { body, token }));
}

async function makePlan(authority: TestAuthority): Promise<SecurePlan> {
  const server = await authority.issue('server');
  // Through its gateway, which Patroni uses, etcd takes no client with a common name once authentication is on.
  const client = await authority.issue('client', { subject: '/O=test' });
  const passwords = {
    etcd: newSecret(),
    restapi: newSecret(),
    keyfile: newSecret(),
    superuser: newSecret(),
    replication: newSecret(),
  };
  const encryptedKey = await authority.encrypt(client, passwords.keyfile);
  return { etcd: await freeAddress(), authority: authority.cert, server, client, encryptedKey, passwords };
}

async function freeAddress(): Promise<string> {
  return `127.0.0.1:${await freePort()}`;
}

/** A folder with all that is in it. */
async function giveToServers(folder: string): Promise<void> {
  if (SERVER_USER === null) return;
  const { uid, gid } = SERVER_USER;
  const names = await readdir(folder);
  await Promise.all(
    [folder, ...names.map((name) => join(folder, name))].map((path) => chown(path, uid, gid)),
  );
}

interface Question {
  readonly authority: string;
  readonly client: Certificate;
}

/** Over https with the client certificate; by POST if there is a body. */
function ask(
  url: string,
  { authority, client }: Question,
  sent: { readonly body?: JsonObject; readonly token?: string | undefined } = {},
): Promise<string> {
  const { body, token } = sent;
  return new Promise((resolve, reject) => {
    const [ca, cert, key] = [authority, client.cert, client.key].map((path) => readFileSync(path));
    const headers = token === undefined ? {} : { authorization: token };
    const method = body === undefined ? 'GET' : 'POST';
    const asked = request(url, { method, headers, ca, cert, key, agent: false });
    asked.on('error', reject);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (body !== undefined && response.statusCode !== 200) reject(new Error(`${url}: ${text}`));
        else resolve(text);
      });
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
