import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/formats/json.js';
import { lineOf, withKeys } from '../support/broken-settings.js';
import type { Certificate } from '../support/certificates.js';
import { freePort, type Listener, startListener } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';
import { expectSameOutput } from '../support/same-moment.js';
import { newSecret } from '../support/secrets.js';
import { SecureCluster } from '../support/secure-cluster.js';
import { SCOPE, secureSettings } from '../support/secure-settings.js';

// etcd with client certificates and a user limited to a prefix, agents that require client certificates and a login, an
// encrypted client key, PostgreSQL with TLS and scram. Every password is random, and runCtl fails if one is printed.

let cluster: SecureCluster;
let standIns: StandIns;

/** Servers that are not as they should be, and what does not belong to the cluster. */
interface StandIns {
  /** host:port of what looks like etcd until its certificate is seen. */
  readonly expired: string;
  readonly elsewhere: string;
  readonly silent: string;
  readonly nobody: string;
  /** Of the authority that nobody trusts. */
  readonly strange: Certificate;
  readonly wrongPassword: string;
  readonly wrongPasswordFile: string;
  readonly listeners: readonly Pick<Listener, 'close'>[];
}

beforeAll(async () => {
  cluster = await SecureCluster.start(2);
  standIns = await startStandIns();
});
afterAll(async () => {
  await Promise.all(standIns.listeners.map((listener) => listener.close()));
  await cluster.remove();
});

async function startStandIns(): Promise<StandIns> {
  const { authority, stranger } = cluster;
  const expired = await startTls(await authority.issue('expired', { days: -1 }));
  const elsewhere = await startTls(await authority.issue('elsewhere', { names: 'DNS:etcd.example.org' }));
  const silent = await startListener();
  const wrongPassword = newSecret();
  return {
    expired: `127.0.0.1:${expired.port}`,
    elsewhere: `127.0.0.1:${elsewhere.port}`,
    silent: `127.0.0.1:${silent.port}`,
    nobody: `127.0.0.1:${await freePort()}`,
    strange: await stranger.issue('strange', { subject: '/O=strange' }),
    wrongPassword,
    wrongPasswordFile: await cluster.writeSettings('wrong.pgpass', `# wrong\n*:*:*:*:${wrongPassword}\n`),
    listeners: [expired, elsewhere, silent],
  };
}

async function startTls({ cert, key }: Certificate): Promise<Listener> {
  const [certText, keyText] = [await readFile(cert), await readFile(key)];
  const server = createServer({ cert: certText, key: keyText, ALPNProtocols: ['h2'] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

describe('a cluster with TLS and authentication everywhere', () => {
  it.each([
    ['list'],
    ['list', '-e', '-f', 'json'],
    ['list', SCOPE, '-f', 'yaml'],
    ['topology'],
    ['show-config'],
    ['history', '-f', 'json'],
    ['dsn'],
    ['dsn', '-r', 'replica'],
  ])('is read with the settings of patronictl, with its output: %s %s %s %s', async (...words) => {
    await expectSameOutput(cluster.patronictl, ['-c', cluster.settings, ...words]);
  });

  it('gives the versions of patronictl', async () => {
    await expectSameOutput(cluster.patronictl, ['-c', cluster.settings, 'version', SCOPE], {
      rewrite: (text) => text.replace(/^patronictl version .*/, 'ctl version 0.1.0'),
    });
  });

  it('runs a query as patronictl does, with the password file of libpq', async () => {
    const { superuser } = cluster.plan.passwords;
    const env = {
      PGUSER: 'postgres',
      PGPASSFILE: await cluster.writeSettings('pgpass', `127.0.0.1:*:*:postgres:${superuser}\n`),
    };
    const sql =
      'SELECT ssl, usename FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()';
    const line = ['-c', cluster.settings, 'query', '-d', 'postgres', '-c', sql];
    await expectSameOutput(cluster.patronictl, line, { env });
  });

  it('runs a query as the superuser of the settings, its certificate verified', async () => {
    const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: cluster.authority.cert };
    const { exit, stdout } = await runCtl(
      [
        '-c',
        cluster.settings,
        'query',
        '-r',
        'replica',
        '-c',
        'SELECT current_user, pg_is_in_recovery() AS standby',
      ],
      { env },
    );
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'current_user\tstandby\npostgres\tTrue\n' });
  });

  it('does without the right to list the namespace', async () => {
    const { exit, stderr } = await runCtl(['-c', cluster.settings, 'list', 'secure-absent']);
    expect(exit).toBe(7);
    expect(stderr).toContain('there is no cluster "secure-absent" under /service/');
  });

  it('keeps TLS and login for an address given by -d', async () => {
    const { exit, stdout } = await runCtl(['-c', cluster.settings, '-d', cluster.plan.etcd, 'list']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`+ Cluster: ${SCOPE} (`);
  });
});

interface Broken {
  readonly name: string;
  /** Keys of the settings that are set to something else, or taken away by null. */
  readonly change?: () => Readonly<Record<string, JsonValue>>;
  /** The whole file instead. */
  readonly text?: () => string;
  readonly env?: () => Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly exit: 2 | 4;
  /** The key to change; named with its line in the settings file. */
  readonly key?: string;
  /** What else must be said: the layer, the endpoint. */
  readonly says: () => readonly string[];
}

const VERSION = ['version', SCOPE];
const QUERY = ['query', '--command', 'SELECT 1'];
const VERIFY = ['--deadline', '3s'];

const BROKEN_ETCD: readonly Broken[] = [
  {
    name: 'etcd: http where TLS is spoken',
    change: () => ({ 'etcd3.protocol': 'http' }),
    exit: 4,
    key: 'etcd3.protocol',
    says: () => [cluster.plan.etcd, 'speaks TLS'],
  },
  {
    name: 'etcd: another authority',
    change: () => ({ 'etcd3.cacert': cluster.stranger.cert }),
    exit: 4,
    key: 'etcd3.cacert',
    says: () => [cluster.plan.etcd, 'certificate is of an unknown authority'],
  },
  {
    name: 'etcd: no authority, so that of the system',
    change: () => ({ 'etcd3.cacert': null }),
    exit: 4,
    key: 'etcd3.cacert',
    says: () => [cluster.plan.etcd, 'certificate is of an unknown authority'],
  },
  {
    name: 'etcd: no client certificate',
    change: () => ({ 'etcd3.cert': null, 'etcd3.key': null }),
    exit: 4,
    key: 'etcd3.cert',
    says: () => [cluster.plan.etcd, 'wants a client certificate'],
  },
  {
    name: 'etcd: a client certificate of another authority',
    change: () => ({ 'etcd3.cert': standIns.strange.cert, 'etcd3.key': standIns.strange.key }),
    exit: 4,
    key: 'etcd3.cert',
    says: () => [cluster.plan.etcd, 'does not accept the client certificate'],
  },
  {
    name: 'etcd: its certificate has expired',
    change: () => ({ 'etcd3.hosts': [standIns.expired] }),
    exit: 4,
    key: 'etcd3.hosts',
    says: () => [standIns.expired, 'its certificate has expired on 2'],
  },
  {
    name: 'etcd: its certificate is for another host',
    change: () => ({ 'etcd3.hosts': [standIns.elsewhere] }),
    exit: 4,
    key: 'etcd3.hosts',
    says: () => [standIns.elsewhere, 'its certificate is not for 127.0.0.1 but for DNS:etcd.example.org'],
  },
  {
    name: 'etcd: nobody answers the TLS handshake',
    change: () => ({ 'etcd3.hosts': [standIns.silent] }),
    args: ['list', ...VERIFY],
    exit: 4,
    key: 'etcd3.hosts',
    says: () => [standIns.silent, 'does not answer the TLS handshake'],
  },
  {
    name: 'etcd: nobody is there',
    change: () => ({ 'etcd3.hosts': null, 'etcd3.host': standIns.nobody }),
    exit: 4,
    key: 'etcd3.host',
    says: () => [standIns.nobody, 'connection refused'],
  },
  {
    name: 'etcd: a wrong password',
    change: () => ({ 'etcd3.password': standIns.wrongPassword }),
    exit: 4,
    key: 'etcd3.password',
    says: () => [cluster.plan.etcd, 'refuses the login of "patroni"'],
  },
  {
    name: 'etcd: a wrong password of the environment',
    env: () => ({ PATRONI_ETCD3_PASSWORD: standIns.wrongPassword }),
    exit: 4,
    says: () => [cluster.plan.etcd, 'refuses the login', 'etcd3.password in PATRONI_ETCD3_PASSWORD'],
  },
  {
    name: 'etcd: an unknown user',
    change: () => ({ 'etcd3.username': 'nobody' }),
    exit: 4,
    key: 'etcd3.username',
    says: () => [cluster.plan.etcd, 'refuses the login of "nobody"'],
  },
  {
    name: 'etcd: no login',
    change: () => ({ 'etcd3.username': null, 'etcd3.password': null }),
    exit: 4,
    key: 'etcd3.username',
    says: () => [cluster.plan.etcd, 'permission denied', 'no login is configured'],
  },
  {
    name: 'etcd: no permission on the namespace',
    change: () => ({ namespace: 'other' }),
    exit: 4,
    key: 'namespace',
    says: () => [cluster.plan.etcd, 'permission denied on /other/secure/', 'etcd3.username'],
  },
  {
    name: 'etcd: no permission on another cluster',
    args: ['list', 'other'],
    exit: 4,
    key: 'etcd3.username',
    says: () => [cluster.plan.etcd, 'permission denied on /service/other/'],
  },
  {
    name: 'etcd: the file of the authority is missing',
    change: () => ({ 'etcd3.cacert': '/nonexistent/ca.pem' }),
    exit: 2,
    key: 'etcd3.cacert',
    says: () => ['/nonexistent/ca.pem'],
  },
  {
    name: 'etcd: the file of the authority is no certificate',
    change: () => ({ 'etcd3.cacert': cluster.plan.client.key }),
    exit: 2,
    key: 'etcd3.cacert',
    says: () => ['holds no certificate in PEM form'],
  },
  {
    name: 'etcd: an encrypted key',
    change: () => ({ 'etcd3.key': cluster.plan.encryptedKey }),
    exit: 2,
    key: 'etcd3.key',
    says: () => ['the private key is encrypted'],
  },
  {
    name: "etcd: another certificate's key",
    change: () => ({ 'etcd3.key': standIns.strange.key }),
    exit: 2,
    key: 'etcd3.key',
    says: () => ['the private key does not belong to the certificate'],
  },
  {
    name: 'bad YAML',
    text: () => 'scope: secure\netcd3:\n  hosts: ["127.0.0.1:2379"\nctl: {}\n',
    exit: 2,
    says: () => ['line 4, column 1: not valid YAML'],
  },
  {
    name: 'bad YAML beside a password',
    text: () => `etcd3:\n  host: 127.0.0.1\n  password: "${standIns.wrongPassword}\nctl: {}\n`,
    exit: 2,
    says: () => [', line ', 'not valid YAML'],
  },
  {
    name: 'bad YAML, a password in the place of a key',
    text: () => `etcd3:\n  ${standIns.wrongPassword}: {x: *${standIns.wrongPassword}}\n`,
    exit: 2,
    says: () => [', line ', 'not valid YAML'],
  },
  { name: 'no mapping', text: () => '- scope: secure\n', exit: 2, says: () => ['this is not a mapping'] },
  {
    name: 'hosts that are URLs, with a password',
    change: () => ({ 'etcd3.hosts': [`https://patroni:${standIns.wrongPassword}@127.0.0.1:2379`] }),
    exit: 2,
    key: 'etcd3.hosts',
    says: () => ['must be host:port, not "https://'],
  },
  {
    name: 'a URL of another scheme, with a password',
    change: () => ({ 'etcd3.url': `ftp://patroni:${standIns.wrongPassword}@127.0.0.1` }),
    exit: 2,
    key: 'etcd3.url',
    says: () => ['must be http(s)://HOST:PORT'],
  },
  {
    name: 'an unknown scheme in DCS_URL, with a password',
    env: () => ({ DCS_URL: `etcd4://patroni:${standIns.wrongPassword}@127.0.0.1` }),
    exit: 2,
    says: () => ['Unknown dcs scheme: etcd4'],
  },
  {
    name: 'no host in DCS_URL, with a password',
    env: () => ({ DCS_URL: `etcd3://patroni:${standIns.wrongPassword}@127.0.0.1:many` }),
    exit: 2,
    says: () => ['DCS_URL: "127.0.0.1:many" is not host:port'],
  },
  {
    name: 'hosts of the wrong type',
    change: () => ({ 'etcd3.hosts': { e1: 2379 } }),
    exit: 2,
    key: 'etcd3.hosts',
    says: () => ['must be a list of host:port'],
  },
  {
    name: 'a protocol that does not exist',
    change: () => ({ 'etcd3.protocol': 'tls' }),
    exit: 2,
    key: 'etcd3.protocol',
    says: () => ['must be http or https'],
  },
  {
    name: 'a section that is no mapping',
    change: () => ({ 'ctl.authentication': 'patroni' }),
    exit: 2,
    key: 'ctl.authentication',
    says: () => ['must be a mapping'],
  },
  {
    name: 'a port that is none',
    env: () => ({ PATRONI_ETCD3_PORT: 'many' }),
    exit: 2,
    says: () => ['PATRONI_ETCD3_PORT: etcd3.port must be a port number'],
  },
  {
    name: 'an unknown scheme',
    args: ['-d', 'etcd4://127.0.0.1:2379', 'list'],
    exit: 2,
    says: () => ['Unknown dcs scheme: etcd4', '-d etcd3://HOST:2379'],
  },
  {
    name: 'consul',
    change: () => ({ etcd3: null, consul: { host: '127.0.0.1:8500' } }),
    exit: 2,
    key: 'consul',
    says: () => ['is not supported', 'section "etcd3"'],
  },
  {
    name: 'the v2 API of etcd, where v3 has the cluster',
    change: () => {
      const { etcd3 = null } = secureSettings(cluster.plan);
      return { etcd3: null, etcd: etcd3 };
    },
    exit: 2,
    key: 'etcd',
    says: () => ['hold the cluster "secure" in v3', 'rename the section to etcd3'],
  },
  {
    name: 'no section that names etcd',
    change: () => ({ etcd3: null }),
    exit: 2,
    says: () => ['Can not find suitable configuration', 'add a section etcd3'],
  },
];

const BROKEN_AGENTS: readonly Broken[] = [
  {
    name: 'agent: another authority',
    change: () => ({ 'ctl.cacert': cluster.stranger.cert }),
    args: VERSION,
    exit: 4,
    key: 'ctl.cacert',
    says: () => [apiOf('pg1'), apiOf('pg2'), 'its certificate is of an unknown authority'],
  },
  {
    name: 'agent: no client certificate',
    change: () => ({ 'ctl.certfile': null }),
    args: VERSION,
    exit: 4,
    key: 'ctl.certfile',
    says: () => [apiOf('pg1'), 'wants a client certificate'],
  },
  {
    name: 'agent: a client certificate of another authority',
    change: () => ({ 'ctl.certfile': standIns.strange.cert, 'ctl.keyfile': standIns.strange.key }),
    args: VERSION,
    exit: 4,
    key: 'ctl.certfile',
    says: () => [apiOf('pg1'), 'does not accept the client certificate'],
  },
  {
    name: 'agent: a wrong password for the key',
    change: () => ({ 'ctl.keyfile_password': standIns.wrongPassword }),
    args: VERSION,
    exit: 2,
    key: 'ctl.keyfile_password',
    says: () => ['does not open the private key'],
  },
  {
    name: 'agent: no password for the key',
    change: () => ({ 'ctl.keyfile_password': null }),
    args: VERSION,
    exit: 2,
    key: 'ctl.keyfile_password',
    says: () => ['the private key is encrypted'],
  },
  {
    name: 'agent: the file of the certificate is missing',
    change: () => ({ 'ctl.certfile': '/nonexistent/client.pem' }),
    args: VERSION,
    exit: 2,
    key: 'ctl.certfile',
    says: () => ['/nonexistent/client.pem'],
  },
];

const BROKEN_POSTGRES: readonly Broken[] = [
  {
    name: 'PostgreSQL: a wrong password of the settings',
    change: () => ({ 'postgresql.authentication.superuser.password': standIns.wrongPassword }),
    args: QUERY,
    exit: 4,
    key: 'postgresql.authentication.superuser.password',
    says: () => [portOf('pg1'), 'password authentication failed for user "postgres"'],
  },
  {
    name: 'PostgreSQL: no password',
    change: () => ({ 'postgresql.authentication.superuser.password': null }),
    args: QUERY,
    exit: 4,
    key: 'postgresql.authentication.superuser.username',
    says: () => [portOf('pg1'), 'no password supplied', 'PGPASSWORD'],
  },
  {
    name: 'PostgreSQL: a wrong password of the password file',
    env: () => ({ PGPASSFILE: standIns.wrongPasswordFile }),
    args: QUERY,
    exit: 4,
    says: () => [portOf('pg1'), 'password authentication failed', `${standIns.wrongPasswordFile}, line 2`],
  },
  {
    name: 'PostgreSQL: an unknown user',
    env: () => ({ PGPASSWORD: standIns.wrongPassword }),
    args: [...QUERY, '-U', 'nobody'],
    exit: 4,
    says: () => [portOf('pg1'), 'password authentication failed for user "nobody"', '-U', 'PGPASSWORD'],
  },
  {
    name: 'PostgreSQL: a database that does not exist',
    args: [...QUERY, '-d', 'nowhere'],
    exit: 4,
    says: () => [portOf('pg1'), 'database "nowhere" does not exist', '-d'],
  },
  {
    name: 'PostgreSQL: no TLS where it is demanded',
    env: () => ({ PGSSLMODE: 'disable' }),
    args: QUERY,
    exit: 4,
    says: () => [portOf('pg1'), 'no encryption', 'PGSSLMODE'],
  },
  {
    name: 'PostgreSQL: another authority',
    env: () => ({ PGSSLMODE: 'verify-ca', PGSSLROOTCERT: cluster.stranger.cert }),
    args: QUERY,
    exit: 4,
    says: () => [portOf('pg1'), 'PGSSLROOTCERT'],
  },
];

function apiOf(name: string): string {
  return cluster.members.find((member) => member.name === name)?.api ?? '';
}

function portOf(name: string): string {
  return cluster.members.find((member) => member.name === name)?.postgres.split(':')[1] ?? '';
}

describe('broken settings: their own exit code, the key to change and where it stands', () => {
  it.each([...BROKEN_ETCD, ...BROKEN_AGENTS, ...BROKEN_POSTGRES])('$name: exit $exit', async (broken) => {
    const { change, text, env, args = ['list'], exit, key, says } = broken;
    const changed = withKeys(secureSettings(cluster.plan), change?.() ?? {});
    const file = await cluster.writeSettings('broken.yml', text?.() ?? changed);
    const line = ['--config-file', file, ...args];
    const options = { env: env?.() ?? {} };
    const run = await runCtl(line, options);
    const told = run.stdout + run.stderr;
    expect(run.exit, told).toBe(exit);
    const place =
      key === undefined ? [] : [key, `${file}, line ${lineOf(await readFile(file, 'utf8'), key)}`];
    for (const words of [...place, ...says()]) expect(told).toContain(words);
    expect(told).not.toMatch(/^\s+at /m);
    expect(run.elapsedMs).toBeLessThan(6000);
    const hasSecret = JSON.stringify([changed, text?.(), options]).includes(standIns.wrongPassword);
    if (hasSecret) expect(await runCtl([...line, '--json', '--debug'], options)).toMatchObject({ exit });
  });
});

describe('an agent that refuses', () => {
  const refusals = [
    { status: 401, body: 'no auth header received', key: 'ctl.authentication' },
    { status: 403, body: 'client certificate required', key: 'ctl.certfile' },
  ];

  // Real agents let everybody read who has passed the handshake; a proxy in front of one may not.
  it.each(refusals)('with $status: exit 4, $key', async ({ status, body, key }) => {
    const { cert, key: keyFile } = cluster.plan.server;
    const [certText, keyText] = [await readFile(cert), await readFile(keyFile)];
    const server = createServer({ cert: certText, key: keyText }, (_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const member = { api_url: `https://127.0.0.1:${port}/patroni`, role: 'replica', state: 'running' };
    await cluster.put({ '/service/secure-proxied/members/pg9': JSON.stringify(member) });
    const { exit, stdout, stderr } = await runCtl(['-c', cluster.settings, 'version', 'secure-proxied']);
    server.close();
    expect(exit).toBe(4);
    const line = lineOf(await readFile(cluster.settings, 'utf8'), key);
    for (const words of [`127.0.0.1:${port}`, body, `${key} in ${cluster.settings}, line ${line}`]) {
      expect(stdout + stderr).toContain(words);
    }
  });
});
