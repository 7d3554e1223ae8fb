import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDcs } from '../../../src/adapters/etcd/dcs.js';
import type { ChangeWatch } from '../../../src/operations/ports/dcs-ports.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { eventually } from '../../support/eventually.js';
import { freePort, startListener } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';

let etcd: EtcdServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  etcd = await EtcdServer.start();
});
afterAll(() => etcd.stop());
beforeEach(() => etcd.wipe());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Watched {
  readonly watch: ChangeWatch;
  /** When changes were told. */
  readonly told: number[];
}

async function watch(
  addresses: readonly string[],
  login: { readonly username: string; readonly password: string } | null = null,
): Promise<Watched> {
  const opened = await openDcs({
    etcd: {
      endpoints: addresses.map((address) => `http://${address}`),
      srv: null,
      tls: { cacert: null, cert: null, key: null },
      login,
    },
    namespace: 'service',
    origin: () => 'DCS_URL',
    placeOf: () => 'DCS_URL',
    systemAuthorities: async () => null,
    deadlineMs: 5000,
    stale: false,
  });
  closing.push(() => opened.close());
  const told: number[] = [];
  const watching = opened.changes.watch('demo', () => told.push(Date.now()));
  closing.push(() => watching.close());
  return { watch: watching, told };
}

/** Something between a client and etcd that can cut all connections. */
async function relay(target: string) {
  const sockets = new Set<Socket>();
  const listener = await startListener((client) => {
    const server = connect(Number(target.split(':')[1]), '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(server);
    server.pipe(client);
  });
  closing.push(() => listener.close());
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return { address: `127.0.0.1:${listener.port}`, cut };
}

describe('the changes of a cluster', () => {
  it('are told at once, those of its neighbours are not', async () => {
    const { watch: watching, told } = await watch([etcd.address]);
    await eventually('the watch', async () => watching.isLive());
    const before = told.length;
    await etcd.put({ '/service/demo-2/leader': 'pg1', '/service/dem/leader': 'pg1' });
    const putAt = Date.now();
    await etcd.put({ '/service/demo/leader': 'pg1' });
    await eventually('a change', async () => told.length > before, 2000);
    expect(told).toHaveLength(before + 1);
    expect((told.at(-1) ?? 0) - putAt).toBeLessThan(200);
    await etcd.post('kv/deleterange', { key: Buffer.from('/service/demo/leader').toString('base64') });
    await eventually('the end of the key', async () => told.length === before + 2, 2000);
  });

  it('go on after the connection was cut, and what was missed counts as a change', async () => {
    const { address, cut } = await relay(etcd.address);
    const { watch: watching, told } = await watch([address]);
    await eventually('the watch', async () => watching.isLive());
    const before = told.length;
    cut();
    await eventually('the end of the watch', async () => !watching.isLive(), 2000);
    await eventually('the next watch', async () => watching.isLive(), 5000);
    expect(told.length).toBeGreaterThan(before);
    const again = told.length;
    await etcd.put({ '/service/demo/leader': 'pg2' });
    await eventually('a change', async () => told.length > again, 2000);
  });

  it('are told by whoever of the endpoints answers', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    const { watch: watching, told } = await watch([dead, etcd.address]);
    await eventually('the watch', async () => watching.isLive());
    const before = told.length;
    await etcd.put({ '/service/demo/leader': 'pg2' });
    await eventually('a change', async () => told.length > before, 2000);
  });

  it('are not told while nobody answers', async () => {
    const { watch: watching, told } = await watch([`127.0.0.1:${await freePort()}`]);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(watching.isLive()).toBe(false);
    expect(told).toEqual([]);
  });

  it('end when the watch is closed', async () => {
    const { watch: watching, told } = await watch([etcd.address]);
    await eventually('the watch', async () => watching.isLive());
    watching.close();
    await eventually('its end', async () => !watching.isLive(), 2000);
    const before = told.length;
    await etcd.put({ '/service/demo/leader': 'pg3' });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(told).toHaveLength(before);
  });

  it('are told to a login that may read them, and to no other', async () => {
    const secured = await EtcdServer.start();
    closing.push(() => secured.stop());
    const login = { name: 'ctl', password: newSecret() };
    await secured.limitTo(login, '/service/demo/');
    const good = await watch([secured.address], { username: login.name, password: login.password });
    const bad = await watch([secured.address], { username: login.name, password: newSecret() });
    await eventually('the watch', async () => good.watch.isLive());
    const before = good.told.length;
    await secured.put({ '/service/demo/leader': 'pg1' });
    await eventually('a change', async () => good.told.length > before, 2000);
    expect(bad.watch.isLive()).toBe(false);
    expect(bad.told).toEqual([]);
  });
});
