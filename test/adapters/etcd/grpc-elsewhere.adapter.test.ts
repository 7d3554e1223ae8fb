import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedDcs, openDcs } from '../../../src/adapters/etcd/dcs.js';
import { Failure } from '../../../src/errors.js';
import type { EtcdSettings } from '../../../src/operations/settings.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { eventually } from '../../support/eventually.js';
import { startHaproxy } from '../../support/haproxy-server.js';
import { packagedEtcd } from '../../support/packaged-etcd.js';
import { freePort, startListener } from '../../support/ports.js';
import { expectExit, runCtl } from '../../support/run-ctl.js';
import { newSecret } from '../../support/secrets.js';

const LOGIN = { name: 'reader', password: newSecret() };
const KEYS = {
  '/service/demo/initialize': '7711056618934199894',
  '/service/demo/config': '{"ttl": 30, "loop_wait": 10, "retry_timeout": 10}',
  '/service/demo/leader': 'pg1',
  '/service/demo/members/pg1': '{"role": "primary", "state": "running", "timeline": 1}',
};

const closing: (() => unknown)[] = [];
const ending: (() => unknown)[] = [];
let program: string;
let state: string;
let authority: TestAuthority;
let certificate: Certificate;
/** etcd 3.5 with a port for gRPC and another for HTTP. */
let split: EtcdServer;
/** The same, with a login. */
let limited: EtcdServer;
/** The same with TLS on either; tests write by a third port. */
let secure: { readonly etcd: EtcdServer; readonly grpc: string; readonly http: string };
/** etcd 3.4, which speaks both on one port. */
let old: EtcdServer;

beforeAll(async () => {
  program = await packagedEtcd();
  state = await mkdtemp(join(tmpdir(), 'ctl-state-'));
  ending.push(() => rm(state, { recursive: true }));
  authority = await TestAuthority.create();
  ending.push(() => authority.remove());
  certificate = await authority.issue('etcd');
  split = await EtcdServer.startSplit(program);
  ending.push(() => split.stop());
  limited = await EtcdServer.startSplit(program, '--bcrypt-cost=4');
  ending.push(() => limited.stop());
  await limited.limitTo(LOGIN, '/service/demo/');
  secure = await startSecure();
  old = await EtcdServer.start();
  ending.push(() => old.stop());
}, 120_000);
afterAll(async () => {
  for (const end of ending.toReversed()) await end();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startSecure() {
  const grpc = `127.0.0.1:${await freePort()}`;
  const http = `127.0.0.1:${await freePort()}`;
  const etcd = await EtcdServer.startSplit(
    program,
    ...['--cert-file', certificate.cert, '--key-file', certificate.key],
    ...['--listen-client-urls', `https://${grpc}`, '--advertise-client-urls', `https://${grpc}`],
    ...['--listen-client-http-urls', `https://${http},{http}`],
  );
  ending.push(() => etcd.stop());
  return { etcd, grpc, http };
}

/** Passes HTTP/1.1 on, and nothing else. */
function passing(target: string, change: (path: string) => string = (path) => path): RequestListener {
  const [hostname, port] = target.split(':');
  return (asked, answer) => {
    const { method, headers } = asked;
    const sent = request({ hostname, port, path: change(asked.url ?? ''), method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    sent.on('error', () => answer.writeHead(502).end());
    asked.pipe(sent);
  };
}

async function serve(listener: RequestListener, tls: Certificate | null = null): Promise<string> {
  const port = await freePort();
  const server =
    tls === null
      ? createServer(listener)
      : createTlsServer(
          { cert: await readFile(tls.cert), key: await readFile(tls.key), ALPNProtocols: ['http/1.1'] },
          listener,
        );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${port}`;
}

async function behindHaproxy(target: string): Promise<string> {
  const port = await freePort();
  const timeouts = 'timeout connect 2s\n timeout client 60s\n timeout server 60s';
  const haproxy = await startHaproxy(
    `global\n stats socket {folder}/stats.sock level admin\ndefaults\n mode http\n ${timeouts}
frontend in\n bind 127.0.0.1:${port}\n default_backend etcd\nbackend etcd\n server etcd ${target}\n`,
  );
  closing.push(() => haproxy.stop());
  return `127.0.0.1:${port}`;
}

async function open(
  endpoints: readonly string[],
  changes: Partial<EtcdSettings> & { readonly deadlineMs?: number } = {},
): Promise<OpenedDcs> {
  const opened = await openDcs({
    etcd: {
      endpoints,
      srv: null,
      tls: { cacert: authority.cert, cert: null, key: null },
      login: null,
      ...changes,
    },
    namespace: 'service',
    origin: () => 'etcd3.hosts (settings.yml)',
    placeOf: () => 'settings.yml',
    systemAuthorities: async () => null,
    deadlineMs: changes.deadlineMs ?? 5000,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened;
}

interface Way {
  readonly name: string;
  readonly etcd: () => EtcdServer;
  readonly at: () => Promise<string>;
  readonly env?: () => Record<string, string>;
}

const WAYS: readonly Way[] = [
  {
    name: 'a port of its own for HTTP',
    etcd: () => split,
    at: async () => `http://${split.httpAddress}`,
  },
  {
    name: 'the port beside it, which speaks gRPC only',
    etcd: () => split,
    at: async () => `http://${split.address}`,
  },
  {
    name: 'an HTTP/1.1 proxy before etcd 3.4',
    etcd: () => old,
    at: async () => `http://${await serve(passing(old.address))}`,
  },
  {
    name: 'an HTTP/1.1 proxy before the port for HTTP',
    etcd: () => split,
    at: async () => `http://${await serve(passing(split.httpAddress))}`,
  },
  {
    name: 'HAProxy in http mode, which answers gRPC with 404',
    etcd: () => old,
    at: async () => `http://${await behindHaproxy(old.address)}`,
  },
  {
    name: 'a port of its own for HTTP, with a login',
    etcd: () => limited,
    at: async () => `http://${limited.httpAddress}`,
    env: () => ({ PATRONI_ETCD3_USERNAME: LOGIN.name, PATRONI_ETCD3_PASSWORD: LOGIN.password }),
  },
  {
    name: 'a port of its own for HTTP, with TLS on both, where HTTP/2 stands and gRPC does not',
    etcd: () => secure.etcd,
    at: async () => `https://${secure.http}`,
    env: () => ({ PATRONI_ETCD3_CACERT: authority.cert }),
  },
  {
    name: 'a proxy that ends TLS and speaks no HTTP/2',
    etcd: () => secure.etcd,
    at: async () => `https://${await serve(passing(secure.etcd.httpAddress), certificate)}`,
    env: () => ({ PATRONI_ETCD3_CACERT: authority.cert }),
  },
  {
    name: 'HTTP before an etcd with TLS',
    etcd: () => secure.etcd,
    at: async () => `http://${await serve(passing(secure.etcd.httpAddress))}`,
    env: () => ({ PATRONI_ETCD3_CACERT: authority.cert }),
  },
];

describe.each(WAYS)('by $name', ({ etcd, at, env }) => {
  it('every command reads, writes and waits', async () => {
    await etcd().put(KEYS);
    const url = await at();
    const run = (...args: string[]) =>
      runCtl(['-d', url, ...args], { env: { ...env?.(), XDG_STATE_HOME: state } });
    expectExit(0, await run('list', 'demo'));
    const status = await run('status', 'demo', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({
      clusters: [{ dcs: { endpoints: [{ answered: true }] } }],
    });
    // Only what lies below the cluster may be read with the login.
    if (etcd() !== limited) expect((await run('clusters')).stdout).toMatch(/^demo\s+pg1/m);
    const doctor = JSON.parse((await run('doctor', 'demo', '--json')).stdout);
    const [connection] = doctor.connections;
    expect(connection.layers.map(({ layer, state }: Step) => [layer, state])).toEqual(
      expect.arrayContaining([
        ['answer', 'ok'],
        ['read', 'ok'],
        ['write', 'ok'],
      ]),
    );
    expectExit(0, await run('edit-config', 'demo', '--force', '-s', 'ttl=40'));
    expect((await run('show-config', 'demo')).stdout).toContain('ttl: 40');
    expectExit(0, await run('wait', 'demo', '--for', 'leader=pg1'));
    // Nobody is there to take it; that is no matter of etcd.
    expect((await run('pause', 'demo')).stderr).not.toMatch(/etcd endpoint|gRPC/);
    expectExit(0, await run('remove', 'demo', '--confirm', 'demo', '--even-if-running'));
    expectExit(7, await run('list', 'demo'));
  });
});

interface Step {
  readonly layer: string;
  readonly state: string;
}

it('a watch goes on where gRPC is, also through an endpoint that nothing else is asked', async () => {
  await split.put(KEYS);
  const { changes } = await open([`http://${split.httpAddress}`]);
  let seen = 0;
  const watch = changes.watch('demo', () => {
    seen += 1;
  });
  closing.push(() => watch.close());
  await eventually('the watch', async () => watch.isLive(), 5000);
  const before = seen;
  await split.put({ '/service/demo/leader': 'pg2' });
  await eventually('the change', async () => seen > before, 5000);
});

it('of two endpoints the one that speaks gRPC answers at once', async () => {
  await split.put(KEYS);
  const proxy = await serve(advertising(split, [`http://10.255.255.1:2379`]));
  const dcs = await open([`http://${proxy}`, `http://${split.address}`]);
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    expect((await dcs.findScopes()).map(({ scope }) => scope)).toEqual(['demo']);
    expect(performance.now() - begun).toBeLessThan(1000);
  }
});

/** Passes all on, but names other addresses for clients. */
function advertising(etcd: EtcdServer, clientURLs: readonly string[], clusterId?: string): RequestListener {
  const pass = passing(etcd.httpAddress);
  return (asked, answer) => {
    if (asked.url !== '/v3/cluster/member/list') return pass(asked, answer);
    etcd.post('cluster/member/list', {}).then(
      (told) => {
        const text = JSON.stringify(told).replace(/"clientURLs":\[[^\]]*\]/, '');
        const { header, members } = JSON.parse(text.replace(/,\}/g, '}'));
        const changed = clusterId === undefined ? header : { ...header, cluster_id: clusterId };
        answer.end(
          JSON.stringify({ header: changed, members: [{ ID: members[0].ID, clientURLs: [...clientURLs] }] }),
        );
      },
      () => answer.writeHead(500).end(),
    );
  };
}

describe('where gRPC is out of reach, every command says the same', () => {
  it.each([
    {
      name: 'refused',
      isForAll: true,
      named: async () => [`http://127.0.0.1:${await freePort()}`],
      sentence: /^speaks HTTP only; gRPC is at 127\.0\.0\.1:\d+ \(connection refused\)$/,
    },
    {
      name: 'silent',
      isForAll: true,
      named: async () => {
        const listener = await startListener();
        closing.push(() => listener.close());
        return [`http://127.0.0.1:${listener.port}`];
      },
      sentence:
        /^speaks HTTP only; gRPC is at 127\.0\.0\.1:\d+ \(accepts the connection but does not answer\)$/,
    },
    {
      name: 'a name that nobody knows',
      named: async () => ['http://etcd.invalid:2379'],
      sentence:
        /^speaks HTTP only; gRPC is at etcd\.invalid:2379 \(the name etcd\.invalid cannot be resolved: .*\)$/,
    },
    {
      name: 'every address',
      named: async () => ['http://0.0.0.0:2379', 'http://[::]:2379'],
      sentence:
        /^speaks HTTP only; gRPC is at 0\.0\.0\.0:2379 \(an address for listening, not for clients\), \[::\]:2379 \(an .*\)$/,
    },
    {
      name: 'another etcd',
      named: async () => [`http://${old.address}`],
      sentence: /^speaks HTTP only; gRPC is at 127\.0\.0\.1:\d+ \(another etcd answers there\)$/,
    },
    {
      name: 'HTTP again',
      named: async () => [`http://${await serve(passing(split.httpAddress))}`],
      sentence: /^speaks HTTP only; gRPC is at 127\.0\.0\.1:\d+ \(it does not answer there either\)$/,
    },
    {
      name: 'not an address',
      named: async () => ['unix://etcd.sock:0', 'nonsense'],
      sentence:
        /^speaks HTTP only; gRPC is at etcd\.sock:0 \(an address of neither http nor https\), nonsense \(an .*\)$/,
    },
    {
      name: 'none',
      named: async () => [],
      sentence: /^speaks HTTP only; its members name no other address for gRPC$/,
    },
  ])('$name', async ({ named, sentence, isForAll = false }) => {
    await split.put(KEYS);
    const proxy = await serve(advertising(split, await named()));
    const dcs = await open([`http://${proxy}`]);
    const begun = performance.now();
    for (const ask of [
      () => dcs.findScopes(),
      () => dcs.configKey.read({ scope: 'demo', group: null }),
      () => dcs.clusterKeys.readAll({ scope: 'demo', group: null }),
    ]) {
      const failure = await ask().then(
        () => expect.unreachable(),
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(Failure);
      if (!(failure instanceof Failure)) return;
      expect(failure.problem).toMatchObject({
        code: 'dcs-http-only',
        message: 'etcd answers by HTTP only, and gRPC is needed.',
      });
      expect(failure.parts.map(({ message }) => message)).toEqual([expect.stringMatching(sentence)]);
    }
    // Who has just been looked for in vain is not looked for again.
    expect(performance.now() - begun).toBeLessThan(5000);
    const run = (...args: string[]) => runCtl(['-d', `http://${proxy}`, ...args]);
    // The table is about the sentence, which they all get from one place.
    for (const command of [
      ['clusters'],
      ['status', 'demo'],
      ['doctor', 'demo'],
      ['edit-config', 'demo', '--force', '-s', 'ttl=40'],
      ['remove', 'demo', '--confirm', 'demo'],
      ['wait', 'demo', '--for', 'leader=pg2', '--deadline', '3s'],
    ].slice(0, isForAll ? undefined : 1)) {
      const { stdout, stderr, exit } = await run(...command);
      expect(stdout + stderr, command.join(' ')).toContain('speaks HTTP only');
      expect(stdout + stderr, command.join(' ')).not.toMatch(/UNAVAILABLE|UNIMPLEMENTED|No connection/);
      expect([3, 4, 5]).toContain(exit);
    }
  });

  it('nothing that https protects goes to http', async () => {
    const grpc: unknown[] = [];
    const listener = await startListener((socket) => grpc.push(socket));
    closing.push(() => listener.close());
    const proxy = await serve(advertising(secure.etcd, [`http://127.0.0.1:${listener.port}`]), certificate);
    const dcs = await open([`https://${proxy}`], {
      login: { username: LOGIN.name, password: LOGIN.password },
    });
    await expect(dcs.findScopes()).rejects.toMatchObject({
      parts: [
        {
          message: expect.stringMatching(/gRPC is at 127\.0\.0\.1:\d+ \(without TLS, so it is not asked\)$/),
        },
      ],
    });
    expect(grpc).toEqual([]);
  });
});

it.each([404, 502])('a proxy that answers all with %i is no etcd', async (status) => {
  const proxy = await serve((_, answer) => answer.writeHead(status).end('<html>'));
  const { stdout, stderr, exit } = await runCtl(['-d', `http://${proxy}`, 'clusters']);
  expect(exit).toBe(4);
  expect(stdout + stderr).toContain(`answers HTTP ${status}, but not as etcd`);
});
