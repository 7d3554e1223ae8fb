import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentRecording } from '../support/agent-recordings.js';
import { EtcdServer } from '../support/etcd-server.js';
import { PostgresServer } from '../support/postgres-server.js';
import { runCtl } from '../support/run-ctl.js';
import { newSecret, registerSecret } from '../support/secrets.js';

const ETCD = { name: 'reader', password: newSecret() };
const AGENT = newSecret();
const SUPERUSER = newSecret();
const REPLICATION = newSecret();
const PAGE = newSecret();

let folder: string;
let settings: string;
let etcd: EtcdServer;
let postgres: PostgresServer;
let agent: Server;
let page: Server;
let runtime: SocketServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-trace-'));
  const access = ['local all postgres trust', 'host all all all scram-sha-256'];
  [etcd, postgres] = await Promise.all([
    EtcdServer.start('--bcrypt-cost=4'),
    PostgresServer.start({ access }),
  ]);
  postgres.psql(`CREATE ROLE admin LOGIN SUPERUSER PASSWORD '${SUPERUSER}'`);
  agent = createServer((_, response) => response.end(agentRecording('patroni-3.0.2/primary').body));
  const stat = '# pxname,svname,status,type,\ndemo,pg1,UP,2,\n';
  page = createServer((_, response) => response.end(stat));
  runtime = createSocketServer((socket) => socket.once('data', () => socket.end(stat)));
  await new Promise<void>((resolve) => runtime.listen(join(folder, 'stats.sock'), resolve));
  const [api, stats] = [await portOf(agent), await portOf(page)];
  const member = {
    conn_url: `postgres://127.0.0.1:${postgres.port}/postgres`,
    api_url: `http://127.0.0.1:${api}/patroni`,
    role: 'master',
    state: 'running',
    timeline: 1,
  };
  await etcd.put({
    '/service/demo/initialize': '1',
    '/service/demo/config': JSON.stringify({ ttl: 30, postgresql: { parameters: {} } }),
    '/service/demo/leader': 'pg1',
    '/service/demo/members/pg1': JSON.stringify(member),
  });
  await etcd.limitTo(ETCD, '/service');
  settings = join(folder, 'patroni.yml');
  const content = {
    scope: 'demo',
    etcd3: { hosts: etcd.address, username: ETCD.name, password: ETCD.password },
    restapi: { authentication: { username: 'patroni', password: AGENT } },
    postgresql: {
      authentication: {
        superuser: { username: 'admin', password: SUPERUSER },
        replication: { username: 'replicator', password: REPLICATION },
      },
    },
    ctl: {
      haproxy: {
        demo: [
          { stats: join(folder, 'stats.sock') },
          { stats: `http://ctl:${PAGE}@127.0.0.1:${stats}/stats` },
        ],
      },
    },
  };
  await writeFile(settings, JSON.stringify(content));
  for (const [name, password] of [
    ['patroni', AGENT],
    ['ctl', PAGE],
  ])
    registerSecret(Buffer.from(`${name}:${password}`).toString('base64'));
});
afterAll(async () => {
  await Promise.all([etcd?.stop(), postgres?.stop()]);
  for (const server of [agent, page, runtime]) server?.close();
  await rm(folder, { recursive: true });
});

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const run = (...args: readonly string[]) => runCtl(['-c', settings, ...args], { env: { HOME: folder } });

const LINE = /^debug {2}\+\d+\.\d{3} s {2}(etcd|agent|sql|haproxy) {2,}\S+ {2}\S.* {2}\S.*, \d+ ms$/;

const tracedIn = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => line.startsWith('debug'));

describe('--debug', () => {
  it.each([
    [['list', 'demo']],
    [['status', 'demo']],
    [['doctor', 'demo']],
    [['haproxy', 'status', 'demo']],
    [['query', 'demo', '-c', `ALTER ROLE admin VALID UNTIL 'infinity' PASSWORD '${SUPERUSER}'`]],
  ])('tells every exchange in a line, without a secret: %s', async (args) => {
    const { stderr } = await run(...args, '--debug');
    const lines = tracedIn(stderr);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
    expect(stderr).toMatch(/etcd {5}\S+ {2}gRPC Auth\/Authenticate {2}ok/);
  });

  it('tells of everybody who was asked', async () => {
    const { stderr } = await run('doctor', 'demo', '--debug');
    const peers = new Set(tracedIn(stderr).map((line) => LINE.exec(line)?.[1]));
    expect([...peers].sort()).toEqual(['agent', 'etcd', 'haproxy', 'sql']);
    expect(stderr).toMatch(/haproxy {2}\/\S+\/stats\.sock {2}"show /);
    expect(stderr).toMatch(/haproxy {2}127\.0\.0\.1:\d+ {2}GET \/stats;csv {2}200, /);
    expect(stderr).toMatch(/agent {4}127\.0\.0\.1:\d+ {2}PATCH \/config \(2 B\) {2}200, /);
    expect(stderr).toMatch(/sql {6}127\.0\.0\.1:\d+ {2}connect as admin {2}no TLS, /);
  });

  it('leaves the document on stdout alone', async () => {
    const [plain, traced] = [
      await run('list', 'demo', '--json'),
      await run('list', 'demo', '--json', '--debug'),
    ];
    expect(plain.stderr).toBe('');
    expect(tracedIn(traced.stderr)).not.toEqual([]);
    expect(Object.keys(JSON.parse(traced.stdout))).toEqual(Object.keys(JSON.parse(plain.stdout)));
  });

  it('shows stack traces as well, and nobody else does', async () => {
    const env = { HOME: folder, PATRONI_ETCD3_PASSWORD: newSecret() };
    const refused = ['-c', settings, 'list', 'demo'];
    expect((await runCtl(refused, { env })).stderr).not.toMatch(/^debug|^\s+at /m);
    const { stderr } = await runCtl([...refused, '--debug'], { env });
    expect(stderr).toMatch(/^debug/m);
    expect(stderr).toMatch(/^\s+at .*\/src\/.*\.ts:\d+/m);
  });
});
