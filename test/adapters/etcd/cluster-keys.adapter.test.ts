import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedDcs, openDcs } from '../../../src/adapters/etcd/dcs.js';
import type { ClusterKeys, ClusterPlace } from '../../../src/operations/ports/dcs-ports.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort } from '../../support/ports.js';
import { CuttingProxy, type Mischief } from './cutting-proxy.js';

const DEMO: ClusterPlace = { scope: 'demo', group: null };
const DEMO_KEYS = {
  '/service/demo/initialize': '7711',
  '/service/demo/config': '{"ttl": 30, "note": "ä \\u00e4"}',
  '/service/demo/members/pg1': '{}',
};
const OTHERS = { '/service/demo2/config': '{}', '/service/demo': 'x', '/service-ctl/demo/pause': '{}' };
/** How the deletion of the first key is on the wire. */
const DELETION = '\x1a\x1a\x0a\x18/service/demo/initialize';

let etcd: EtcdServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  etcd = await EtcdServer.start();
});
afterAll(() => etcd.stop());
beforeEach(async () => {
  await etcd.wipe();
  await etcd.put({ ...DEMO_KEYS, ...OTHERS });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(address = etcd.address) {
  const opened: OpenedDcs = await openDcs({
    etcd: {
      endpoints: [`http://${address}`],
      srv: null,
      tls: { cacert: null, cert: null, key: null },
      login: null,
    },
    namespace: 'service',
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs: 1200,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened.clusterKeys;
}

/** All that etcd holds, as it tells it itself. */
async function everything(): Promise<Readonly<Record<string, string>>> {
  const all = { key: base64('\0'), range_end: base64('\0') };
  const reply: { readonly kvs?: readonly { readonly key: string; readonly value?: string }[] } = JSON.parse(
    JSON.stringify(await etcd.post('kv/range', all)),
  );
  const text = (encoded = '') => Buffer.from(encoded, 'base64').toString();
  return Object.fromEntries((reply.kvs ?? []).map(({ key, value }) => [text(key), text(value)]));
}

async function through(text: string, mischief: Mischief) {
  const proxy = await CuttingProxy.start(etcd.address, text, mischief);
  closing.push(() => proxy.stop());
  return { proxy, clusterKeys: await open(proxy.address) };
}

describe('the keys of a cluster', () => {
  it('are all of its keys as they are, and no others', async () => {
    await etcd.post('lease/grant', { ID: 77, TTL: 60 });
    await etcd.post('kv/put', { key: base64('/service/demo/leader'), value: base64('pg1'), lease: 77 });
    const { keys, revision } = await (await open()).readAll(DEMO);
    expect(Object.fromEntries(keys.map(({ key, value }) => [key, value]))).toEqual({
      ...DEMO_KEYS,
      '/service/demo/leader': 'pg1',
    });
    expect(keys.filter(({ leased }) => leased).map(({ key }) => key)).toEqual(['/service/demo/leader']);
    expect(Math.max(...keys.map((key) => key.revision))).toBe(revision);
  });

  it('are those of one Citus group', async () => {
    await etcd.put({ '/service/demo/2/config': '{}' });
    const { keys } = await (await open()).readAll({ scope: 'demo', group: 2 });
    expect(keys.map(({ key }) => key)).toEqual(['/service/demo/2/config']);
  });
});

/** Removes what is there now, but for what is kept. */
async function remove(clusterKeys: ClusterKeys, place = DEMO, kept: readonly string[] = []) {
  const { keys, revision } = await clusterKeys.readAll(place);
  const { length } = `/service/demo/${place.group === null ? '' : `${place.group}/`}`;
  const names = keys.map(({ key }) => key.slice(length));
  const removal = { removed: names.filter((name) => !kept.includes(name)), kept, revision };
  return { removal, remove: () => clusterKeys.remove(place, removal) };
}

describe('the removal of the keys of a cluster', () => {
  it('leaves none of them and all others', async () => {
    const { removal, remove: send } = await remove(await open());
    expect(await send()).toEqual({ kind: 'written', revision: removal.revision + 1 });
    expect(await everything()).toEqual(OTHERS);
  });

  it('is that of one Citus group', async () => {
    await etcd.put({ '/service/demo/2/config': '{}' });
    const place = { scope: 'demo', group: 2 };
    expect((await (await remove(await open(), place)).remove()).kind).toBe('written');
    expect(await everything()).toEqual({ ...DEMO_KEYS, ...OTHERS });
  });

  it('is that of any number of members', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`/service/demo/members/m${at}`, '{}']),
    );
    await etcd.put(many);
    expect((await (await remove(await open())).remove()).kind).toBe('written');
    expect(await everything()).toEqual(OTHERS);
  });

  it.each([
    [['b/leader', 'b/members/pg1']],
    [['0/leader']],
    [['members/pg1/notes', 'members/members/pg1']],
    [['members/config', 'notes', '']],
  ])('keeps what is kept: %j', async (kept) => {
    const foreign = Object.fromEntries(kept.map((name) => [`/service/demo/${name}`, 'x']));
    await etcd.put(foreign);
    expect((await (await remove(await open(), DEMO, kept)).remove()).kind).toBe('written');
    expect(await everything()).toEqual({ ...OTHERS, ...foreign });
  });

  it.each([
    ['of a cluster whose scope goes on', '/service/demo/b/leader'],
    ['of a Citus group', '/service/demo/0/leader'],
    ['that nobody knows', '/service/demo/notes'],
  ])('keeps a key %s that has come since', async (_, key) => {
    const { remove: send } = await remove(await open());
    await etcd.put({ [key]: 'new' });
    expect((await send()).kind).toBe('written');
    expect(await everything()).toEqual({ ...OTHERS, [key]: 'new' });
  });

  it.each([
    ['changed', '/service/demo/config'],
    ['come', '/service/demo/leader'],
    ['come as a member', '/service/demo/members/pg2'],
    ['come below the members', '/service/demo/members/pg2/notes'],
  ])('does nothing if a key has %s', async (_, key) => {
    const { remove: send } = await remove(await open());
    await etcd.put({ [key]: 'new' });
    expect(await send()).toEqual({ kind: 'changed-meanwhile' });
    expect(await everything()).toEqual({ ...DEMO_KEYS, ...OTHERS, [key]: 'new' });
  });

  it('does not mind what happens to others, or that a key goes', async () => {
    await etcd.put({ '/service/demo/b/status': '1' });
    const { remove: send } = await remove(await open(), DEMO, ['b/status']);
    await etcd.put({ '/service/demo2/config': '{}', '/service/demo/b/status': '2' });
    await etcd.post('kv/deleterange', { key: base64('/service/demo/members/pg1') });
    expect((await send()).kind).toBe('written');
    expect(await everything()).toEqual({ ...OTHERS, '/service/demo/b/status': '2' });
  });

  it.each<Mischief>(['swallow-answer', 'cut-answer'])(
    'is found when its answer is lost: %s',
    async (mischief) => {
      const { proxy, clusterKeys } = await through(DELETION, mischief);
      await etcd.put({ '/service/demo/b/status': '1' });
      const { remove: send } = await remove(clusterKeys, DEMO, ['b/status']);
      expect((await send()).kind).toBe('written');
      expect(proxy.seen).toBe(1);
      expect(await everything()).toEqual({ ...OTHERS, '/service/demo/b/status': '1' });
    },
  );

  it('stays in doubt while it can still arrive, and is not sent again', async () => {
    const { proxy, clusterKeys } = await through(DELETION, 'hold-request');
    const { remove: send } = await remove(clusterKeys);
    expect(await send()).toMatchObject({ kind: 'doubtful', problem: { code: 'dcs-reply-lost' } });
    expect(proxy.seen).toBe(1);
    proxy.release();
    await expect.poll(everything).toEqual(OTHERS);
  });

  it('is a failure if no etcd answers', async () => {
    const clusterKeys = await open(`127.0.0.1:${await freePort()}`);
    const removal = { removed: ['config'], kept: [], revision: 1 };
    await expect(clusterKeys.remove(DEMO, removal)).rejects.toMatchObject({ outcome: 'unreachable' });
  });
});

describe('the creation of keys', () => {
  const created = [
    { name: 'initialize', value: '7711' },
    { name: 'config', value: '{"a": "ä"}' },
  ];

  beforeEach(() => etcd.wipe());

  it('puts them all', async () => {
    expect((await (await open()).create(DEMO, created, ['leader'])).kind).toBe('written');
    expect(await everything()).toEqual({
      '/service/demo/initialize': '7711',
      '/service/demo/config': '{"a": "ä"}',
    });
  });

  it.each(['config', 'leader'])('does nothing if the key %s is there', async (name) => {
    const there = { [`/service/demo/${name}`]: 'x' };
    await etcd.put(there);
    expect(await (await open()).create(DEMO, created, ['leader'])).toEqual({ kind: 'changed-meanwhile' });
    expect(await everything()).toEqual(there);
  });

  it('is found when its answer is lost', async () => {
    const { proxy, clusterKeys } = await through('7711', 'swallow-answer');
    expect((await clusterKeys.create(DEMO, created, ['leader'])).kind).toBe('written');
    expect(proxy.seen).toBe(1);
  });
});
