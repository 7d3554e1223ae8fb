import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AgentClient } from '../../src/adapters/agent/client.js';
import { openDcs } from '../../src/adapters/etcd/dcs.js';
import { Endpoint } from '../../src/adapters/etcd/endpoint.js';
import { HaproxyClient } from '../../src/adapters/haproxy/balancers.js';
import { openServers } from '../../src/adapters/postgres/servers.js';
import { openSql } from '../../src/adapters/postgres/sql.js';
import type { Trace } from '../../src/operations/ports/trace.js';
import { agentRecording } from '../support/agent-recordings.js';
import { EtcdServer } from '../support/etcd-server.js';
import { eventually } from '../support/eventually.js';
import { aBalancer } from '../support/fake-balancers.js';
import { freePort, startListener } from '../support/ports.js';
import { PostgresServer } from '../support/postgres-server.js';
import { recordTrace } from '../support/recorded-trace.js';
import { assertNoSecret, newSecret } from '../support/secrets.js';

const PREFIX = '/service/demo/';
const LOGIN = { username: 'reader', password: newSecret() };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What the trace says about a piece of work, of whose end only that is of interest. */
async function linesOf(work: (trace: Trace) => Promise<unknown>): Promise<readonly string[]> {
  const { trace, lines } = recordTrace();
  await work(trace).catch(() => {});
  const told = lines();
  assertNoSecret(told.join('\n'), 'a trace');
  return told;
}

describe('etcd', () => {
  let etcd: EtcdServer;
  let guarded: EtcdServer;

  beforeAll(async () => {
    [etcd, guarded] = await Promise.all([EtcdServer.start(), EtcdServer.start('--bcrypt-cost=4')]);
    await etcd.put({ [`${PREFIX}leader`]: 'pg1', [`${PREFIX}config`]: `{"secret": "${newSecret()}"}` });
    await guarded.put({ [`${PREFIX}leader`]: 'pg1' });
    await guarded.limitTo({ name: LOGIN.username, password: LOGIN.password }, '/service/');
  });
  afterAll(() => Promise.all([etcd.stop(), guarded.stop()]));

  const ask = (address: string, login: typeof LOGIN | null, work: (endpoint: Endpoint) => Promise<unknown>) =>
    linesOf(async (trace) => {
      const endpoint = new Endpoint(new URL(`http://${address}`), login, null, trace);
      try {
        await work(endpoint);
      } finally {
        endpoint.close();
      }
    });

  const put = (key: string) => ({
    success: [{ request_put: { key: Buffer.from(key), value: Buffer.from(newSecret()) } }],
  });

  it.each<[string, (endpoint: Endpoint) => Promise<unknown>, string]>([
    [
      'the first read, by the gateway',
      (endpoint) => endpoint.scope(PREFIX, 2000, false),
      `POST /v3/kv/range "${PREFIX}"  200, SIZE, N ms`,
    ],
    [
      'a range',
      (endpoint) => endpoint.range(PREFIX, 2000),
      `gRPC KV/Range "${PREFIX}"  ok, revision R, N ms`,
    ],
    [
      'single keys',
      (endpoint) => endpoint.keys([`${PREFIX}leader`, `${PREFIX}config`], 2000),
      `gRPC KV/Txn "${PREFIX}leader" "${PREFIX}config"  ok, revision R, N ms`,
    ],
    [
      'many keys',
      (endpoint) => endpoint.keys(['/a', '/b', '/c', '/d', '/e'], 2000),
      'gRPC KV/Txn "/a" "/b" "/c" and 2 more  ok, revision R, N ms',
    ],
    [
      'a write',
      (endpoint) => endpoint.transact(put('/other/\u001b[2J'), 2000),
      'gRPC KV/Txn "/other/\\x1b[2J"  ok, revision R, N ms',
    ],
    ['a lease', (endpoint) => endpoint.lease('7', 2000), 'gRPC Lease/LeaseTimeToLive  ok, revision R, N ms'],
    ['the status', (endpoint) => endpoint.status(2000), 'gRPC Maintenance/Status  ok, revision R, N ms'],
    ['the members', (endpoint) => endpoint.members(2000), 'gRPC Cluster/MemberList  ok, N ms'],
    [
      'what is compacted',
      async (endpoint) => {
        const { revision } = await endpoint.range(PREFIX, 2000);
        return endpoint.range(PREFIX, 2000, { revision: revision + 1000 });
      },
      `gRPC KV/Range "${PREFIX}"  failed: OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision, N ms`,
    ],
  ])('%s', async (_, work, line) => {
    expect((await ask(etcd.address, null, work)).at(-1)).toBe(`etcd     HOST:PORT  ${line}`);
  });

  it('a login is an exchange of its own', async () => {
    const lines = await ask(guarded.address, LOGIN, (endpoint) => endpoint.scope(PREFIX, 3000, false));
    expect(lines).toEqual([
      'etcd     HOST:PORT  gRPC Auth/Authenticate  ok, revision R, N ms',
      `etcd     HOST:PORT  gRPC KV/Range "${PREFIX}"  ok, revision R, N ms`,
    ]);
  });

  it('a login that is refused', async () => {
    const wrong = { ...LOGIN, password: newSecret() };
    expect(await ask(guarded.address, wrong, (endpoint) => endpoint.range(PREFIX, 3000))).toEqual([
      expect.stringMatching(/gRPC Auth\/Authenticate {2}failed: INVALID_ARGUMENT: .*authentication failed/),
    ]);
  });

  it('a watch is told of when it ends', async () => {
    const { trace, lines } = recordTrace();
    const endpoint = new Endpoint(new URL(`http://${etcd.address}`), null, null, trace);
    closing.push(() => endpoint.close());
    const stream = await endpoint.openWatch();
    stream.on('error', () => {});
    const created = new Promise((resolve) => stream.on('data', resolve));
    stream.write({ create_request: { key: Buffer.from(PREFIX) } });
    await created;
    expect(lines()).toEqual([]);
    stream.cancel();
    await eventually('its line is there', async () => lines().length > 0);
    expect(lines()).toEqual([
      `etcd     HOST:PORT  gRPC Watch/Watch "${PREFIX}"  cancelled, revision R, 1 message, N ms`,
    ]);
  });

  it('nobody there: the requests and the probe that finds out why', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const lines = await linesOf(async (trace) => {
      const dcs = await openDcs({
        etcd: {
          endpoints: [`http://${address}`],
          srv: null,
          tls: { cacert: null, cert: null, key: null },
          login: null,
        },
        namespace: '/service/',
        origin: () => '-d',
        placeOf: () => '-d',
        systemAuthorities: async () => null,
        deadlineMs: 2000,
        stale: false,
        trace,
      });
      await dcs.readScope('demo').finally(() => dcs.close());
    });
    const told = [...new Set(lines)];
    expect(told[0]).toBe(
      `etcd     HOST:PORT  POST /v3/kv/range "${PREFIX}"  failed: connect ECONNREFUSED HOST:PORT (before the connection stood), N ms`,
    );
    expect(told).toContainEqual(
      expect.stringMatching(/gRPC KV\/Range "\/service\/demo\/" {2}failed: UNAVAI/),
    );
    expect(told.at(-1)).toBe(
      'etcd     HOST:PORT  probe over http  failed: connection refused (connect), N ms',
    );
  });
});

describe('an agent', () => {
  const clientOf = (trace: Trace): AgentClient =>
    new AgentClient({
      settings: {
        login: LOGIN,
        cacert: null,
        certfile: null,
        keyfile: null,
        keyfilePassword: null,
        insecure: false,
      },
      placeOf: () => '',
      systemAuthorities: async () => null,
      warn: () => {},
      deadlineMs: null,
      limits: { totalMs: 300 },
      trace,
    });

  const memberAt = (port: number) => ({
    scope: 'demo',
    name: 'pg1',
    apiUrl: `http://${LOGIN.username}:${LOGIN.password}@127.0.0.1:${port}/patroni`,
  });

  async function answering(status: number, body: string): Promise<number> {
    const server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  it('a reading, and an order with its size', async () => {
    const port = await answering(200, agentRecording('patroni-3.0.2/primary').body);
    const patch = { postgresql: { parameters: { primary_conninfo: `password=${newSecret()}` } } };
    const lines = await linesOf(async (trace) => {
      await clientOf(trace).readStatus(memberAt(port));
      await clientOf(trace).send(memberAt(port), { verb: 'patch-config', patch }, 1000);
    });
    expect(lines).toEqual([
      'agent    HOST:PORT  GET /patroni  200, SIZE, N ms',
      'agent    HOST:PORT  PATCH /config (SIZE)  200, SIZE, N ms',
    ]);
  });

  it('one that refuses repeats nothing', async () => {
    const port = await answering(401, `no auth: ${newSecret()}`);
    const lines = await linesOf((trace) => clientOf(trace).readStatus(memberAt(port)));
    expect(lines).toEqual(['agent    HOST:PORT  GET /patroni  401, SIZE, N ms']);
  });

  it('one that is silent', async () => {
    const { port, close } = await startListener();
    closing.push(close);
    expect(await linesOf((trace) => clientOf(trace).readStatus(memberAt(port)))).toEqual([
      'agent    HOST:PORT  GET /patroni  failed: no answer within 300 ms (before the answer), N ms',
    ]);
  });
});

describe('HAProxy', () => {
  const STAT = '# pxname,svname,status,type,\ndemo,pg1,UP,2,\n';
  const read = (stats: string) =>
    linesOf((trace) =>
      new HaproxyClient(async () => null, trace).read(aBalancer({ stats, login: LOGIN }), 1000),
    );

  it('its socket, and whoever is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-trace-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'stats.sock');
    const server = createSocketServer((socket) => socket.once('data', () => socket.end(STAT)));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await read(path)).toEqual([
      `haproxy  ${path}  "show info;show stat;show servers state"  SIZE, N ms`,
    ]);
    await new Promise((resolve) => server.close(resolve));
    expect(await read(path)).toEqual([
      `haproxy  ${path}  "show info;show stat;show servers state"  failed: connect ENOENT ${path}, N ms`,
    ]);
  });

  it('its page, without what stands behind a question mark', async () => {
    const server = createServer((_, response) => response.end(STAT));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await read(`http://127.0.0.1:${port}/stats?token=${newSecret()}`)).toEqual([
      'haproxy  HOST:PORT  GET /stats;csv?…  200, SIZE, N ms',
    ]);
  });
});

describe('PostgreSQL', () => {
  let server: PostgresServer;
  const password = newSecret();

  beforeAll(async () => {
    const access = ['local all postgres trust', 'host all bob all scram-sha-256', 'host all open all trust'];
    server = await PostgresServer.start({ access });
    server.psql(`CREATE ROLE bob LOGIN PASSWORD '${password}'; CREATE ROLE open LOGIN`);
  });
  afterAll(() => server.stop());

  const optionsFor = (trace: Trace, env: Readonly<Record<string, string>>) => ({
    settings: { username: null, password: null },
    placeOf: () => '',
    env: { HOME: '/nonexistent', PGSSLMODE: 'disable', ...env },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
    trace,
  });

  async function typed(...statements: readonly string[]): Promise<readonly string[]> {
    const lines = await linesOf(async (trace) => {
      const sql = openSql(optionsFor(trace, {}));
      const login = { username: 'open', password: null, database: 'postgres' };
      const session = await sql.connect({ host: '127.0.0.1', port: server.port }, login);
      for (const text of statements) await session.run(text);
      await session.close();
    });
    expect(lines[0]).toBe('sql      HOST:PORT  connect as open  no TLS, N ms');
    return lines.slice(1).map((line) => line.replace(/\(\d+ characters\)/, '(N characters)'));
  }

  it('a login over the transports one after the other', async () => {
    const env = { PGUSER: 'bob', PGPASSWORD: password, PGSSLMODE: 'prefer' };
    const lines = await linesOf((trace) =>
      openServers(optionsFor(trace, env)).readActivity({ host: '127.0.0.1', port: server.port }, 3000),
    );
    expect(lines).toEqual([
      'sql      HOST:PORT  connect as bob over TLS  failed: The server does not support SSL connections, N ms',
      'sql      HOST:PORT  connect as bob  no TLS, N ms',
      "sql      HOST:PORT  SELECT json_build_object( 'configLoadedAt', pg_conf_load_tim…  1 row, N ms",
    ]);
  });

  it('a login that is refused', async () => {
    const env = { PGUSER: 'bob', PGPASSWORD: newSecret() };
    const lines = await linesOf((trace) =>
      openServers(optionsFor(trace, env)).readActivity({ host: '127.0.0.1', port: server.port }, 3000),
    );
    expect(lines).toEqual([
      'sql      HOST:PORT  connect as bob  failed: password authentication failed for user "bob", N ms',
    ]);
  });

  it.each([
    ['SELECT … (N characters)  3 rows', `SELECT '${newSecret()}' FROM generate_series(1, 3)`],
    ['ALTER … (N characters)  ALTER', `  alter role open password '${newSecret()}'`],
    ['SELECT … (N characters)  1 row; 1 row', `SELECT 1; SELECT '${newSecret()}'`],
    ['SELECT … (N characters)  failed: SQLSTATE 22P02', `SELECT '${newSecret()}'::int`],
    ['statement … (N characters)  failed: SQLSTATE 42601', newSecret()],
    ['statement … (N characters)  1 row', `/* ${newSecret()} */ SELECT 1`],
    ['statement … (N characters)  nothing', ''],
  ])('what was typed: %s', async (line, statement) => {
    expect(await typed(statement)).toEqual([`sql      HOST:PORT  ${line}, N ms`]);
  });

  it('what is not answered in time is cancelled', async () => {
    const { trace, lines } = recordTrace();
    const sql = openSql({ ...optionsFor(trace, {}), deadlineMs: 500 });
    const login = { username: 'open', password: null, database: 'postgres' };
    const session = await sql.connect({ host: '127.0.0.1', port: server.port }, login);
    await session.run('SELECT pg_sleep(20)');
    await eventually('both are told of', async () => lines().length === 3);
    expect(lines().slice(1).sort()).toEqual([
      expect.stringMatching(/ {2}SELECT … \(19 characters\) {2}failed: SQLSTATE 57014, N ms$/),
      'sql      HOST:PORT  cancel request  sent, N ms',
    ]);
    await session.close();
  });
});
