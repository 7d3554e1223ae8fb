import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HaproxyClient } from '../../../src/adapters/haproxy/balancers.js';
import type { BalancerServer } from '../../../src/cluster/haproxy/balancer-state.js';
import type { BalancerSettings } from '../../../src/operations/settings.js';
import { TestAuthority } from '../../support/certificates.js';
import { aBalancer } from '../../support/fake-balancers.js';
import { type HaproxyServer, startHaproxy } from '../../support/haproxy-server.js';
import { type HaproxyProgram, installedHaproxy, newestHaproxy } from '../../support/packaged-haproxy.js';
import { freePort, startListener } from '../../support/ports.js';
import { type SomeAgents, startAgents } from '../../support/some-agents.js';

const client = new HaproxyClient(async () => null);

describe.each<[string, () => Promise<HaproxyProgram>]>([
  ['the installed HAProxy', installedHaproxy],
  ['the newest HAProxy', newestHaproxy],
])('%s', (_, find) => {
  let agents: SomeAgents;
  let haproxy: HaproxyServer;
  let version: string;
  let tcp: number;
  let page: number;

  beforeAll(async () => {
    agents = await startAgents('pg1', 'pg2');
    agents.become({ pg1: 'primary' });
    [tcp, page] = [await freePort(), await freePort()];
    const program = await find();
    version = program.version;
    haproxy = await startHaproxy(configFor(agents, tcp, page, await freePort()), program);
    await settled();
  });

  afterAll(async () => {
    await haproxy?.stop();
    await agents?.close();
  });

  const places = (): Record<string, BalancerSettings> => ({
    socket: aBalancer({ stats: haproxy.socket }),
    tcp: aBalancer({ stats: `127.0.0.1:${tcp}` }),
    page: aBalancer({
      stats: `http://127.0.0.1:${page}/stats`,
      login: { username: 'ctl', password: 'p@ss:word' },
    }),
  });

  async function serversAt(settings: BalancerSettings): Promise<readonly BalancerServer[]> {
    const look = await client.read(settings, 2000);
    if (!look.ok) throw new Error(look.message);
    return look.value.pools.find(({ name }) => name === 'demo_write')?.servers ?? [];
  }

  async function stateOf(server: string): Promise<string> {
    const found = (await serversAt(aBalancer({ stats: haproxy.socket }))).find(({ name }) => name === server);
    return `${found?.isUp ? 'up' : 'down'} ${found?.admin}`;
  }

  async function until(state: Readonly<Record<string, string>>): Promise<void> {
    const isSo = async (): Promise<boolean> => {
      const seen = await Promise.all(Object.keys(state).map(stateOf));
      return seen.every((each, index) => each === Object.values(state)[index]);
    };
    const end = Date.now() + 5000;
    while (!(await isSo())) if (Date.now() > end) throw new Error(`not ${JSON.stringify(state)}`);
  }

  const settled = (): Promise<void> => until({ pg1: 'up ready', pg2: 'down ready' });

  it.each(['socket', 'tcp', 'page'])('tells its servers by its %s', async (place) => {
    const settings = places()[place] ?? aBalancer();
    const servers = await serversAt(settings);
    expect(servers).toMatchObject([
      { name: 'pg1', isUp: true, admin: 'ready', checkStatus: 'L7OK', checkCode: 200, sessions: 0 },
      { name: 'pg2', isUp: false, status: 'DOWN', admin: 'ready', checkStatus: 'L7STS', checkCode: 503 },
    ]);
    expect(servers[0]?.address).toBe('127.0.0.1:15401');
    const isPage = place === 'page';
    expect(servers[0]?.checkPort).toBe(isPage ? null : agents.ports.pg1);
    const look = await client.read(settings, 2000);
    const told = look.ok ? (look.value.version?.slice(0, version.length) ?? null) : 'silent';
    expect(told).toBe(isPage ? null : version);
  });

  it.each(['socket', 'tcp'])(
    'takes orders by its %s, and its checks stay in charge of health',
    async (place) => {
      const settings = places()[place] ?? aBalancer();
      const order = (server: string, set: 'health up' | 'health down' | 'state drain' | 'state ready') =>
        client.send(settings, { pool: 'demo_write', server, set }, 1000);
      expect(await order('pg1', 'health down')).toEqual({ kind: 'done' });
      expect(await stateOf('pg1')).toBe('down ready');
      expect(await order('pg2', 'health up')).toEqual({ kind: 'done' });
      expect(await stateOf('pg2')).toBe('up ready');
      await settled();
      expect(await order('pg1', 'state drain')).toEqual({ kind: 'done' });
      await until({ pg1: 'down drain' });
      expect(await order('pg1', 'state ready')).toEqual({ kind: 'done' });
      await settled();
    },
  );

  it('refuses what it does not know', async () => {
    const order = { pool: 'demo_write', server: 'pg9', set: 'health up' } as const;
    expect(await client.send(aBalancer({ stats: haproxy.socket }), order, 1000)).toMatchObject({
      kind: 'refused',
      problem: { code: 'haproxy-refused' },
    });
  });

  it('refuses orders on a socket without level admin', async () => {
    const order = { pool: 'demo_write', server: 'pg1', set: 'health up' } as const;
    const settings = aBalancer({ stats: `${haproxy.folder}/user.sock` });
    expect(await client.send(settings, order, 1000)).toMatchObject({
      kind: 'refused',
      problem: { code: 'haproxy-not-allowed' },
    });
    expect(await client.read(settings, 1000)).toMatchObject({ ok: true });
  });

  it('takes no orders by its page', async () => {
    const order = { pool: 'demo_write', server: 'pg1', set: 'health up' } as const;
    const settings = places().page ?? aBalancer();
    expect(await client.send(settings, order, 1000)).toMatchObject({
      kind: 'not-sent',
      problem: { code: 'haproxy-takes-no-orders' },
    });
  });

  it('wants the right login for its page', async () => {
    const stats = `http://127.0.0.1:${page}/stats`;
    const wrong = aBalancer({ stats, login: { username: 'ctl', password: 'guessed' } });
    for (const settings of [aBalancer({ stats }), wrong]) {
      const look = await client.read(settings, 1000);
      expect(look).toMatchObject({ ok: false, code: 'haproxy-auth' });
      expect(JSON.stringify(look)).not.toContain('guessed');
    }
  });
});

describe('a page over https', () => {
  let authority: TestAuthority;
  let haproxy: HaproxyServer;
  let stats: string;

  beforeAll(async () => {
    authority = await TestAuthority.create();
    const { cert, key } = await authority.issue('lb');
    const port = await freePort();
    stats = `https://127.0.0.1:${port}/stats;csv`;
    const pem = await authority.join(cert, key);
    haproxy = await startHaproxy(`global
    stats socket {folder}/stats.sock
defaults
    mode http
    timeout connect 3s
    timeout client 9s
    timeout server 9s
frontend stats
    bind 127.0.0.1:${port} ssl crt ${await readableBy(pem)}
    stats enable
    stats uri /stats
    stats auth ctl:secret
backend demo_write
    server pg1 127.0.0.1:15401
`);
  });

  afterAll(async () => {
    await haproxy?.stop();
    await authority?.remove();
  });

  const login = { username: 'ctl', password: 'secret' };

  it('is read with its authority', async () => {
    const look = await client.read(aBalancer({ stats, login, cacert: authority.cert }), 2000);
    expect(look).toMatchObject({
      ok: true,
      value: {
        pools: [{ name: 'demo_write', servers: [{ name: 'pg1', status: 'no check', address: null }] }],
      },
    });
  });

  it('is not trusted without it', async () => {
    expect(await client.read(aBalancer({ stats, login }), 2000)).toMatchObject({
      ok: false,
      code: 'haproxy-tls',
    });
    const missing = aBalancer({ stats, login, cacert: '/nonexistent/ca.pem' });
    expect(await client.read(missing, 2000)).toMatchObject({ ok: false, code: 'haproxy-file-unreadable' });
  });
});

describe('somebody else', () => {
  const order = { pool: 'demo_write', server: 'pg1', set: 'health up' } as const;

  it.each(['/nonexistent/stats.sock', '127.0.0.1:9', 'http://127.0.0.1:9/'])('at %s', async (stats) => {
    expect(await client.read(aBalancer({ stats }), 1000)).toMatchObject({
      ok: false,
      code: 'haproxy-unreachable',
    });
    expect(await client.send(aBalancer({ stats }), order, 1000)).toMatchObject({ kind: 'not-sent' });
  });

  it('that never answers is left in time', async () => {
    const silent = await startListener();
    try {
      const stats = `127.0.0.1:${silent.port}`;
      const begun = performance.now();
      expect(await client.read(aBalancer({ stats }), 300)).toMatchObject({ ok: false });
      expect(await client.read(aBalancer({ stats: `http://${stats}/` }), 300)).toMatchObject({ ok: false });
      expect(await client.send(aBalancer({ stats }), order, 300)).toMatchObject({ kind: 'doubtful' });
      expect(performance.now() - begun).toBeLessThan(2000);
    } finally {
      await silent.close();
    }
  });

  it('that talks without end is left in time, or earlier', async () => {
    const endless = await startListener((socket) => {
      const chatter = setInterval(() => socket.write('x'.repeat(1_000_000)), 1);
      socket.on('close', () => clearInterval(chatter));
    });
    try {
      const look = await client.read(aBalancer({ stats: `127.0.0.1:${endless.port}` }), 1500);
      expect(look).toMatchObject({ ok: false, code: 'haproxy-unreachable' });
    } finally {
      await endless.close();
    }
  });

  it('that is no HAProxy', async () => {
    const other = await startListener((socket) => socket.end('+PONG\r\n'));
    try {
      const look = await client.read(aBalancer({ stats: `127.0.0.1:${other.port}` }), 1000);
      expect(look).toMatchObject({ ok: false, code: 'haproxy-unreachable' });
    } finally {
      await other.close();
    }
  });
});

/** HAProxy runs as an unprivileged user if the tests run as root. */
async function readableBy(path: string): Promise<string> {
  await chmod(dirname(path), 0o755);
  await chmod(path, 0o644);
  return path;
}

function configFor({ ports }: SomeAgents, tcp: number, page: number, write: number): string {
  return `global
    stats socket {folder}/stats.sock mode 600 level admin
    stats socket {folder}/user.sock mode 600 level user
    stats socket ipv4@127.0.0.1:${tcp} level admin
defaults
    mode tcp
    timeout connect 3s
    timeout client 1h
    timeout server 1h
frontend stats
    mode http
    bind 127.0.0.1:${page}
    stats enable
    stats uri /stats
    stats show-legends
    stats auth ctl:p@ss:word
listen demo_write
    bind 127.0.0.1:${write}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 300ms fastinter 150ms fall 2 rise 1 on-marked-down shutdown-sessions
    server pg1 127.0.0.1:15401 check port ${ports.pg1}
    server pg2 127.0.0.1:15402 check port ${ports.pg2}
`;
}
