import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDcs } from '../../../src/adapters/etcd/dcs.js';
import type { ConfigHistory } from '../../../src/operations/ports/dcs-ports.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { startListener } from '../../support/ports.js';

const DEMO = { scope: 'demo', group: null };
const KEY = '/service/demo/config';

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

async function open(
  addresses: readonly string[] = [etcd.address],
  deadlineMs = 5000,
): Promise<ConfigHistory> {
  const endpoints = addresses.map((address) => `http://${address}`);
  const opened = await openDcs({
    etcd: { endpoints, srv: null, tls: { cacert: null, cert: null, key: null }, login: null },
    namespace: '/service/',
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened.configHistory;
}

/** Stores texts one after the other, with other keys changing in between; their revisions. */
async function store(texts: readonly string[], key = KEY): Promise<number[]> {
  const history = await open();
  const place = key === KEY ? DEMO : { scope: 'demo', group: 1 };
  const revisions: number[] = [];
  for (const text of texts) {
    await etcd.put({ '/service/demo/status': `before ${text}` });
    await etcd.put({ [key]: text });
    revisions.push((await history.read(place, 1)).versions[0]?.revision ?? 0);
  }
  return revisions;
}

describe('the history of the key config', () => {
  it('goes back to its creation, newest first', async () => {
    const [first = 0, second = 0, third = 0] = await store(['one', 'two', 'three']);
    const history = await open();
    expect(await history.read(DEMO, 10)).toEqual({
      createRevision: first,
      versions: [
        { revision: third, text: 'three' },
        { revision: second, text: 'two' },
        { revision: first, text: 'one' },
      ],
      end: 'beginning',
    });
  });

  it('is as long as it was asked for, and begins where it was asked for', async () => {
    const [first = 0, second = 0, third = 0] = await store(['one', 'two', 'three']);
    const history = await open();
    expect(await history.read(DEMO, 2)).toMatchObject({
      versions: [{ revision: third }, { revision: second }],
      end: 'limit',
    });
    expect(await history.read(DEMO, 1, second)).toMatchObject({ versions: [{ text: 'two' }], end: 'limit' });
    expect(await history.read(DEMO, 2, third - 1)).toMatchObject({
      versions: [{ text: 'two' }, { text: 'one' }],
      end: 'beginning',
    });
    expect(await history.read(DEMO, 2, first - 1)).toEqual({
      createRevision: null,
      versions: [],
      end: 'beginning',
    });
  });

  it('ends where etcd is compacted', async () => {
    const [first = 0, second = 0, third = 0] = await store(['one', 'two', 'three']);
    await etcd.post('kv/compaction', { revision: second + 1, physical: true });
    const history = await open();
    expect(await history.read(DEMO, 10)).toEqual({
      createRevision: first,
      versions: [
        { revision: third, text: 'three' },
        { revision: second, text: 'two' },
      ],
      end: 'compacted',
    });
    expect(await history.read(DEMO, 10, first)).toEqual({
      createRevision: null,
      versions: [],
      end: 'compacted',
    });
  });

  it('does not reach behind a removal', async () => {
    await store(['one']);
    await etcd.wipe();
    const [second = 0] = await store(['two']);
    expect(await (await open()).read(DEMO, 10)).toEqual({
      createRevision: second,
      versions: [{ revision: second, text: 'two' }],
      end: 'beginning',
    });
  });

  it('of a key that is not there is empty', async () => {
    const nothing = { createRevision: null, versions: [], end: 'beginning' };
    expect(await (await open()).read(DEMO, 10)).toEqual(nothing);
  });

  it('is that of the group', async () => {
    await store(['one', 'two'], '/service/demo/1/config');
    const history = await open();
    expect((await history.read({ scope: 'demo', group: 1 }, 10)).versions).toHaveLength(2);
    expect((await history.read(DEMO, 10)).versions).toEqual([]);
  });

  it('is read through the endpoint that answers', async () => {
    await store(['one', 'two']);
    const silent = await startListener(() => {});
    closing.push(() => silent.close());
    const history = await open([`127.0.0.1:${silent.port}`, etcd.address]);
    expect((await history.read(DEMO, 10)).versions).toHaveLength(2);
  });

  it('of many versions is had in time, or what can be had', async () => {
    await store(Array.from({ length: 60 }, (_, index) => `${index}`));
    const start = Date.now();
    expect((await (await open()).read(DEMO, 100)).versions).toHaveLength(60);
    expect(Date.now() - start).toBeLessThan(2500);
    const silent = await startListener(() => {});
    closing.push(() => silent.close());
    // Each read first waits for the silent endpoint.
    const hurried = await (await open([`127.0.0.1:${silent.port}`, etcd.address], 2000)).read(DEMO, 100);
    expect(hurried.end).toBe('deadline');
    expect(hurried.versions.length).toBeGreaterThan(0);
  });
});
