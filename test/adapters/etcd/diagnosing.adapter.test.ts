import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedDcs, openDcs } from '../../../src/adapters/etcd/dcs.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort, startListener } from '../../support/ports.js';

const DEMO = { scope: 'demo', group: null };

let etcd: EtcdServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  // Alarms at a quota that a few writes are enough for.
  etcd = await EtcdServer.start('--quota-backend-bytes', '1048576');
});
afterAll(() => etcd.stop());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(...addresses: readonly string[]): Promise<OpenedDcs> {
  const opened = await openDcs({
    etcd: {
      endpoints: addresses.map((address) => `http://${address}`),
      srv: null,
      tls: { cacert: null, cert: null, key: null },
      login: null,
    },
    namespace: 'service',
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs: 5000,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened;
}

async function silentAddress(): Promise<string> {
  const listener = await startListener();
  closing.push(() => listener.close());
  return `127.0.0.1:${listener.port}`;
}

async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work;
  return { value, ms: performance.now() - start };
}

describe('the health of etcd', () => {
  it('is told by each endpoint for itself, in bounded time', async () => {
    const refusing = `127.0.0.1:${await freePort()}`;
    const silent = await silentAddress();
    const { etcdHealth: health } = await open(etcd.address, refusing, silent);
    const { value, ms } = await timed(health.read(1200));
    expect(ms).toBeLessThan(2500);
    const [first, second, third] = value.endpoints;
    expect(first).toMatchObject({
      address: etcd.address,
      status: {
        ok: true,
        value: { version: expect.stringMatching(/^3\./), leaderId: expect.stringMatching(/^[0-9a-f]+$/) },
      },
    });
    expect(second).toMatchObject({
      address: refusing,
      status: { ok: false, code: 'dcs-unreachable', message: 'connection refused' },
    });
    expect(third).toMatchObject({
      address: silent,
      status: { ok: false, code: 'dcs-unreachable', message: 'accepts the connection but does not answer' },
    });
    const id = first?.status.ok ? first.status.value.memberId : null;
    expect(value.members).toEqual([{ id, name: 'test', urls: [`http://${etcd.address}`] }]);
    expect(value.alarms).toEqual([]);
  });

  it('of endpoints that are all away tells nothing but that', async () => {
    const { etcdHealth: health } = await open(`127.0.0.1:${await freePort()}`);
    expect(await health.read(1200)).toMatchObject({
      endpoints: [{ status: { ok: false, message: 'connection refused' } }],
      alarms: null,
      members: null,
    });
  });
});

describe('a look at a scope', () => {
  it('is certain while etcd answers', async () => {
    await etcd.put({ '/service/demo/initialize': '7711', '/service/demo/leader': 'pg1' });
    const { scopeLooks: looks } = await open(etcd.address);
    const { soonest, settled } = looks.look('demo');
    const reading = await soonest;
    expect(reading).toMatchObject({
      consistency: 'linearizable',
      formation: { cluster: { leader: { name: 'pg1' } } },
    });
    expect(await settled).toEqual({ kind: 'certain', reading });
  });

  it('of an etcd that is away ends in time with the reason', async () => {
    const { scopeLooks: looks } = await open(await silentAddress());
    const look = looks.look('demo');
    const { value: soonest, ms: soonestMs } = await timed(look.soonest);
    const { value: settled, ms } = await timed(look.settled);
    expect(soonest).toBeNull();
    expect(soonestMs).toBeLessThan(1800);
    expect(soonestMs + ms).toBeLessThan(3500);
    expect(settled).toMatchObject({ kind: 'uncertain', problem: { code: 'dcs-unreachable' } });
  });
});

describe('the traces of keys', () => {
  it('tell who was there, at the last revision at which it was', async () => {
    const member = (name: string): Promise<void> =>
      etcd.put({ [`/service/demo/members/${name}`]: JSON.stringify({ api_url: `http://${name}/patroni` }) });
    await member('pg1');
    await member('pg2');
    for (let count = 0; count < 20; count += 1) await etcd.put({ '/service/demo/status': `${count}` });
    const { keyTraces: traces, scopeLooks: looks } = await open(etcd.address);
    const before = await looks.look('demo').soonest;
    await etcd.post('kv/deleterange', { key: base64('/service/demo/members/pg2') });
    for (let count = 0; count < 5; count += 1) await etcd.put({ '/service/demo/status': `${count}` });
    const now = await looks.look('demo').soonest;
    const earlier = await traces.readEarlier(DEMO, now?.revision ?? 0);
    const last = earlier.find(({ cluster }) => cluster.members.some(({ name }) => name === 'pg2'));
    expect(last?.revision).toBe(before?.revision);
    expect(last?.cluster.members.map(({ apiUrl }) => apiUrl)).toEqual([
      'http://pg1/patroni',
      'http://pg2/patroni',
    ]);
  });

  it('tell the leases of the members', async () => {
    const lease = JSON.parse(JSON.stringify(await etcd.post('lease/grant', { TTL: 30 })));
    await etcd.post('kv/put', {
      key: base64('/service/demo/members/leased'),
      value: base64('{}'),
      lease: String(lease.ID),
    });
    const { keyTraces: traces } = await open(etcd.address);
    const leases = await traces.readLeases(DEMO);
    expect(leases.get('leased')).toEqual({
      granted: 30,
      remaining: expect.toSatisfy((left) => left >= 28 && left <= 30),
    });
    expect(leases.get('pg1')).toBe('none');
  });

  it('tell other namespaces with this scope', async () => {
    await etcd.put({ '/elsewhere/demo/leader': 'pg1', '/a/b/demo/0/config': '{}', '/x/demo2/leader': 'pg1' });
    await etcd.put({ '/y/demo/demo/config': '{}', '/z/demo/notes': 'x', '/z/members/demo': 'x' });
    const { keyTraces: traces } = await open(etcd.address);
    expect(await traces.findNamespaces('demo')).toEqual(['/a/b/', '/elsewhere/', '/y/demo/']);
  });

  it('of an etcd that is away are none', async () => {
    const { keyTraces: traces } = await open(`127.0.0.1:${await freePort()}`);
    expect(await traces.readEarlier(DEMO, 100)).toEqual([]);
    expect(await traces.readLeases(DEMO)).toEqual(new Map());
    expect(await traces.findNamespaces('demo')).toEqual([]);
  });
});

describe('an etcd without room', () => {
  it('tells its alarm', async () => {
    const large = 'x'.repeat(400_000);
    const fill = async (): Promise<void> => {
      for (let count = 0; count < 10; count += 1) await etcd.put({ [`/fill/${count}`]: large });
    };
    await expect(fill()).rejects.toThrow('space exceeded');
    const { etcdHealth: health } = await open(etcd.address);
    const { alarms, endpoints } = await health.read(1200);
    const [endpoint] = endpoints;
    const memberId = endpoint?.status.ok ? endpoint.status.value.memberId : null;
    expect(alarms).toEqual([{ memberId, alarm: 'NOSPACE' }]);
  });
});
