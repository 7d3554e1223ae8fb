import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../src/formats/json.js';
import { dumpPyYaml } from '../../src/formats/pyyaml-dump.js';
import { type Certificate, TestAuthority } from './certificates.js';
import { mustExecute } from './execute.js';
import { packagedPatroni } from './packaged-patroni.js';
import { freePort } from './ports.js';
import { newSecret } from './secrets.js';
import { SERVER_USER, ServerProcess } from './server-process.js';

export const SCOPE = 'secure';
/** What the user of etcd may read and write: this cluster, and one that does not exist. */
export const GRANTED_PREFIX = '/service/secure';

/** Passwords that appear nowhere else. */
interface Secrets {
  readonly etcdRoot: string;
  readonly etcd: string;
  readonly restapi: string;
  readonly keyfile: string;
  readonly superuser: string;
  readonly replication: string;
}

export interface SecureCluster {
  readonly folder: string;
  /** One settings file for ctl and patronictl. */
  readonly settings: string;
  readonly patronictl: string;
  readonly etcd: string;
  /** Of every member: name, and addresses of its agent and its PostgreSQL. */
  readonly members: readonly SecureMember[];
  readonly authority: TestAuthority;
  /** Trusted by nobody. */
  readonly stranger: TestAuthority;
  /** What stands in the settings file, to break it. */
  readonly sections: Sections;
  readonly passwordFile: string;
  remove(): Promise<void>;
}

export interface SecureMember {
  readonly name: string;
  readonly api: string;
  readonly postgres: string;
}

/** The settings file, section by section. */
export interface Sections {
  readonly [section: string]: string | JsonObject;
  readonly etcd3: JsonObject;
  readonly ctl: JsonObject;
  readonly postgresql: JsonObject;
}

/** TLS and authentication everywhere: etcd, the agents, PostgreSQL. */
export async function startSecureCluster(memberCount: number): Promise<SecureCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'ctl-secure-'));
  await chmod(folder, 0o711);
  const [authority, stranger] = await Promise.all([TestAuthority.create(), TestAuthority.create()]);
  const started: ServerProcess[] = [];
  const remove = async (): Promise<void> => {
    for (const server of started.toReversed()) await server.stop();
    await Promise.all([authority.remove(), stranger.remove(), rm(folder, { recursive: true })]);
  };
  try {
    const server = await authority.issue('server');
    // Through its gateway, which Patroni uses, etcd takes no client with a common name once authentication is on.
    const client = await authority.issue('client', { subject: '/O=test' });
    const secrets: Secrets = {
      etcdRoot: newSecret(),
      etcd: newSecret(),
      restapi: newSecret(),
      keyfile: newSecret(),
      superuser: newSecret(),
      replication: newSecret(),
    };
    const encryptedKey = await authority.encrypt(client, secrets.keyfile);
    await giveToServers(dirname(authority.cert));
    const tls = { authority: authority.cert, server, client, encryptedKey };
    const etcd = await startEtcd(folder, tls, started);
    await limitEtcd(etcd, tls, secrets);
    const members: SecureMember[] = [];
    for (let number = 1; number <= memberCount; number += 1) {
      members.push(await startAgent(folder, `pg${number}`, etcd, tls, secrets, started));
    }
    const sections = sectionsOf(etcd, tls, secrets);
    const settings = join(folder, 'patronictl.yml');
    await writeFile(settings, dumpPyYaml(sections), { mode: 0o600 });
    const passwordFile = join(folder, 'pgpass');
    await writeFile(passwordFile, `127.0.0.1:*:*:postgres:${secrets.superuser}\n`, { mode: 0o600 });
    const { patronictl } = await packagedPatroni('sid');
    return {
      folder,
      settings,
      patronictl,
      etcd,
      members,
      authority,
      stranger,
      sections,
      passwordFile,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Tls {
  readonly authority: string;
  readonly server: Certificate;
  readonly client: Certificate;
  readonly encryptedKey: string;
}

async function ownFolder(folder: string, name: string): Promise<string> {
  const own = join(folder, name);
  await mkdir(own, { mode: 0o700 });
  return own;
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

/** With client certificates, and its tokens as short-lived as etcd allows. */
async function startEtcd(folder: string, tls: Tls, started: ServerProcess[]): Promise<string> {
  const own = await ownFolder(folder, 'etcd');
  await giveToServers(own);
  const [client, peer] = [`https://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const server = new ServerProcess(
    'etcd',
    [
      ['--name=e1', `--data-dir=${own}/data`, '--logger=zap', '--log-level=error', '--bcrypt-cost=4'],
      [`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`],
      [`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`, `--initial-cluster=e1=${peer}`],
      [`--cert-file=${tls.server.cert}`, `--key-file=${tls.server.key}`],
      ['--client-cert-auth', `--trusted-ca-file=${tls.authority}`],
    ].flat(),
    own,
    join(folder, 'etcd.log'),
  );
  started.push(server);
  const address = client.replace('https://', '');
  await server.until('healthy', async () => (await ask(`${client}/health`, tls)).includes('true'));
  return address;
}

/** Its user may do anything below the prefix, and nothing else. */
async function limitEtcd(etcd: string, tls: Tls, secrets: Secrets): Promise<void> {
  const post = (path: string, body: JsonObject): Promise<string> =>
    ask(`https://${etcd}/v3/auth/${path}`, tls, body);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const end = GRANTED_PREFIX.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));
  await post('user/add', { name: 'root', password: secrets.etcdRoot });
  await post('user/grant', { user: 'root', role: 'root' });
  await post('user/add', { name: 'patroni', password: secrets.etcd });
  await post('role/add', { name: 'secure' });
  const perm = { permType: 'READWRITE', key: base64(GRANTED_PREFIX), range_end: base64(end) };
  await post('role/grant', { name: 'secure', perm });
  await post('user/grant', { user: 'patroni', role: 'secure' });
  await post('enable', {});
}

async function startAgent(
  folder: string,
  name: string,
  etcd: string,
  tls: Tls,
  secrets: Secrets,
  started: ServerProcess[],
): Promise<SecureMember> {
  const own = await ownFolder(folder, name);
  const [api, postgres] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const member = { name, api, postgres };
  const file = join(own, 'patroni.yml');
  await writeFile(file, dumpPyYaml(await agentSettings(own, member, etcd, tls, secrets)), { mode: 0o600 });
  await giveToServers(own);
  const { patroni } = await packagedPatroni('sid');
  const agent = new ServerProcess(patroni, [file], own, join(folder, `${name}.log`));
  started.push(agent);
  const role = name === 'pg1' ? 'primary' : 'replica';
  await agent.until(role, async () => {
    const status = await ask(`https://${api}/patroni`, tls);
    return status.includes(`"role": "${role}"`) && (role === 'primary' || status.includes('"streaming"'));
  });
  return member;
}

async function agentSettings(
  own: string,
  { name, api, postgres }: SecureMember,
  etcd: string,
  tls: Tls,
  secrets: Secrets,
): Promise<JsonObject> {
  const { cert, key } = tls.server;
  return {
    ...etcdSections(etcd, tls, secrets),
    name,
    restapi: {
      listen: api,
      connect_address: api,
      certfile: cert,
      keyfile: key,
      cafile: tls.authority,
      verify_client: 'required',
      authentication: { username: 'patroni', password: secrets.restapi },
    },
    ctl: ctlSection(tls, secrets),
    bootstrap: {
      dcs: {
        ttl: 20,
        loop_wait: 2,
        retry_timeout: 8,
        postgresql: { parameters: { shared_buffers: '16MB' } },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C' }],
    },
    postgresql: {
      listen: postgres,
      connect_address: postgres,
      data_dir: join(own, 'data'),
      bin_dir: (await mustExecute('pg_config', ['--bindir'])).trim(),
      pgpass: join(own, 'pgpass'),
      authentication: {
        superuser: {
          username: 'postgres',
          password: secrets.superuser,
          sslmode: 'verify-ca',
          sslrootcert: tls.authority,
        },
        replication: { username: 'replicator', password: secrets.replication },
      },
      basebackup: [{ checkpoint: 'fast' }],
      pg_hba: [
        'hostssl all all 127.0.0.1/32 scram-sha-256',
        'hostssl replication replicator 127.0.0.1/32 scram-sha-256',
      ],
      parameters: {
        password_encryption: 'scram-sha-256',
        unix_socket_directories: '',
        dynamic_shared_memory_type: 'mmap',
        wal_retrieve_retry_interval: '500ms',
        ssl: 'on',
        ssl_cert_file: cert,
        ssl_key_file: key,
        ssl_ca_file: tls.authority,
      },
    },
  };
}

function sectionsOf(etcd: string, tls: Tls, secrets: Secrets): Sections {
  const { restapi, superuser } = secrets;
  return {
    ...etcdSections(etcd, tls, secrets),
    ctl: ctlSection(tls, secrets),
    restapi: { authentication: { username: 'patroni', password: restapi } },
    postgresql: { authentication: { superuser: { username: 'postgres', password: superuser } } },
  };
}

function etcdSections(etcd: string, { authority, client }: Tls, secrets: Secrets) {
  return {
    scope: SCOPE,
    namespace: '/service/',
    etcd3: {
      hosts: [etcd],
      protocol: 'https',
      cacert: authority,
      cert: client.cert,
      key: client.key,
      username: 'patroni',
      password: secrets.etcd,
    },
  };
}

function ctlSection({ authority, client, encryptedKey }: Tls, secrets: Secrets): JsonObject {
  return {
    cacert: authority,
    certfile: client.cert,
    keyfile: encryptedKey,
    keyfile_password: secrets.keyfile,
    authentication: { username: 'patroni', password: secrets.restapi },
  };
}

/** Over https with the client certificate; by POST if there is a body. */
function ask(url: string, { authority, client }: Tls, body?: JsonObject): Promise<string> {
  return new Promise((resolve, reject) => {
    const [ca, cert, key] = [authority, client.cert, client.key].map((path) => readFileSync(path));
    const asked = request(url, { method: body === undefined ? 'GET' : 'POST', ca, cert, key, agent: false });
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
