import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDcs } from '../../../src/adapters/etcd/dcs.js';
import { Endpoint } from '../../../src/adapters/etcd/endpoint.js';
import { readAll } from '../../../src/adapters/etcd/read-all.js';
import { Reader } from '../../../src/adapters/etcd/reader.js';
import type { FoundCluster } from '../../../src/operations/ports/dcs-ports.js';
import { EtcdServer } from '../../support/etcd-server.js';
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

const ETCD = { srv: null, tls: { cacert: null, cert: null, key: null }, login: null };
const PLACES = { origin: () => 'DCS_URL', placeOf: () => 'DCS_URL' };

function member(role: string): string {
  return JSON.stringify({ state: 'running', role, timeline: 1, xlog_location: 100 });
}

function keysOf(scope: string, ...members: readonly string[]): Record<string, string> {
  return {
    [`/service/${scope}/config`]: '{"ttl": 30}',
    [`/service/${scope}/leader`]: members[0] ?? '',
    ...Object.fromEntries(
      members.map((name, index) => [
        `/service/${scope}/members/${name}`,
        member(index === 0 ? 'primary' : 'replica'),
      ]),
    ),
  };
}

async function read(page: number, onEach: (found: FoundCluster) => Promise<void> = async () => {}) {
  const endpoint = new Endpoint(new URL(`http://${etcd.address}`), null, null);
  const options = { etcd: { ...ETCD, endpoints: [] }, ...PLACES, deadlineMs: 5000, stale: false };
  const found: FoundCluster[] = [];
  try {
    for await (const each of readAll(new Reader([endpoint], null, options), '/service/', page)) {
      found.push(each);
      await onEach(each);
    }
  } finally {
    endpoint.close();
  }
  return found;
}

/** What is told of each scope: members by cluster, groups by number. */
function shapeOf(found: readonly FoundCluster[]) {
  return found.map(({ scope, reading: { formation } }) => ({
    scope,
    members: formation?.cluster?.members.map(({ name }) => name) ?? null,
    groups: [...(formation?.groups.keys() ?? [])],
  }));
}

describe('readAll', () => {
  it.each([1, 2, 3, 5, 1000])('finds every scope whole, with %i keys on a page', async (page) => {
    await etcd.put({
      ...keysOf('a', 'pg1', 'pg2'),
      // Sorts before a/, and is no part of it.
      ...keysOf('a-b', 'pg3'),
      ...keysOf('b', 'pg4'),
    });
    expect(shapeOf(await read(page))).toEqual([
      { scope: 'a-b', members: ['pg3'], groups: [] },
      { scope: 'a', members: ['pg1', 'pg2'], groups: [] },
      { scope: 'b', members: ['pg4'], groups: [] },
    ]);
  });

  it('keeps a scope with a slash in its name, and the groups of Citus, apart', async () => {
    await etcd.put({
      ...keysOf('cit/0', 'c0'),
      ...keysOf('cit/1', 'w1', 'w2'),
      ...keysOf('team', 'pg1'),
      ...keysOf('team/nested', 'pg2'),
    });
    expect(shapeOf(await read(2))).toEqual([
      { scope: 'cit', members: null, groups: [0, 1] },
      { scope: 'team', members: ['pg1'], groups: [] },
      { scope: 'team/nested', members: ['pg2'], groups: [] },
    ]);
  });

  it('tells of one revision, whatever is written meanwhile', async () => {
    await etcd.put({ ...keysOf('a', 'pg1'), ...keysOf('b', 'pg2'), ...keysOf('c', 'pg3') });
    const found = await read(2, () => etcd.put({ '/service/c/members/late': member('replica') }));
    expect(new Set(found.map(({ reading }) => reading.revision)).size).toBe(1);
    expect(shapeOf(found)[2]).toEqual({ scope: 'c', members: ['pg3'], groups: [] });
  });

  it('says the same as a look at the scope alone', async () => {
    await etcd.put({ ...keysOf('a', 'pg1', 'pg2'), '/service/a/sync': 'nonsense', '/service/a/other': 'x' });
    const opened = await openDcs({
      etcd: { ...ETCD, endpoints: [`http://${etcd.address}`] },
      ...PLACES,
      namespace: 'service',
      systemAuthorities: async () => null,
      deadlineMs: 5000,
      stale: false,
    });
    const alone = await opened.readScope('a');
    opened.close();
    expect((await read(3)).map(({ reading }) => reading)).toEqual([alone]);
    expect(alone.warnings).toMatchObject([{ code: 'broken-key' }]);
  });

  it('finds nothing in an empty namespace, and takes keys of others for nothing', async () => {
    expect(await read(10)).toEqual([]);
    await etcd.put({ '/service/x/something': '1', '/other/a/leader': 'pg1', '/service-ctl/a/pause': '{}' });
    expect(await read(10)).toEqual([]);
  });

  it('names the prefix that may not be read', async () => {
    await etcd.put(keysOf('a', 'pg1'));
    const secured = await EtcdServer.start();
    closing.push(() => secured.stop());
    const login = { name: 'ctl', password: newSecret() };
    await secured.limitTo(login, '/service/a/');
    const opened = await openDcs({
      etcd: {
        ...ETCD,
        endpoints: [`http://${secured.address}`],
        login: { username: login.name, password: login.password },
      },
      ...PLACES,
      namespace: 'service',
      systemAuthorities: async () => null,
      deadlineMs: 5000,
      stale: false,
    });
    closing.push(() => opened.close());
    await expect(opened.readAll()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      outcome: 'unreachable',
      parts: [{ code: 'dcs-auth', message: 'permission denied on /service/' }],
    });
  });
});
