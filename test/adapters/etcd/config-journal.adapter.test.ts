import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_ENTRIES } from '../../../src/adapters/etcd/config-journal.js';
import { openDcs } from '../../../src/adapters/etcd/dcs.js';
import type { JournalEntry } from '../../../src/cluster/config/journal-entry.js';
import type { ConfigJournal } from '../../../src/operations/ports/dcs-ports.js';
import type { EtcdSettings } from '../../../src/operations/settings.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { startListener } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';

const DEMO = { scope: 'demo', group: null };
const WORKER = { scope: 'demo', group: 2 };
const PREFIX = '/service-ctl/demo/config-journal/';

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

async function open(address = etcd.address, login: EtcdSettings['login'] = null): Promise<ConfigJournal> {
  const opened = await openDcs({
    etcd: {
      endpoints: [`http://${address}`],
      srv: null,
      tls: { cacert: null, cert: null, key: null },
      login,
    },
    namespace: '/service/',
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs: 5000,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened.configJournal;
}

function anEntry(revision: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    revision,
    who: 'ada',
    host: 'bastion',
    at: '2026-11-22T18:07:00.000Z',
    reason: null,
    command: 'edit-config',
    changes: [{ path: ['ttl'], before: 30, after: revision }],
    ...changes,
  };
}

/** As etcd tells it itself. */
async function keys(prefix: string): Promise<string[]> {
  const range_end = base64(`${prefix.slice(0, -1)}0`);
  const reply: { readonly kvs?: readonly { readonly key: string }[] } = JSON.parse(
    JSON.stringify(await etcd.post('kv/range', { key: base64(prefix), range_end, keys_only: true })),
  );
  return (reply.kvs ?? []).map(({ key }) => Buffer.from(key, 'base64').toString());
}

const revisionsOf = async (journal: ConfigJournal): Promise<number[]> =>
  (await journal.readAll(DEMO)).entries.map(({ revision }) => revision);

describe('the journal', () => {
  it('is none of a cluster whose scope goes on with its name, neither to read nor to prune', async () => {
    const journal = await open();
    const other = { scope: 'demo/config-journal', group: null };
    const keyOf = (revision: number) => `${PREFIX}config-journal/${String(revision).padStart(19, '0')}`;
    const revisions = Array.from({ length: KEPT_ENTRIES }, (_, at) => 1000 + at);
    await etcd.put(Object.fromEntries(revisions.map((each) => [keyOf(each), JSON.stringify(anEntry(each))])));
    expect(await journal.append(DEMO, anEntry(7))).toBeNull();
    expect(await journal.append(DEMO, anEntry(8))).toBeNull();
    expect(await revisionsOf(journal)).toEqual([8, 7]);
    expect((await journal.readAll(other)).entries).toHaveLength(KEPT_ENTRIES);
  });

  it('keeps an entry for each change, newest first', async () => {
    const journal = await open();
    for (const revision of [9, 100_000, 57]) expect(await journal.append(DEMO, anEntry(revision))).toBeNull();
    expect(await journal.append(WORKER, anEntry(3))).toBeNull();
    expect(await revisionsOf(journal)).toEqual([100_000, 57, 9]);
    expect((await journal.readAll(WORKER)).entries).toMatchObject([{ revision: 3, who: 'ada', omitted: 0 }]);
    expect(await keys(PREFIX)).toEqual([
      `${PREFIX}0000000000000000009`,
      `${PREFIX}0000000000000000057`,
      `${PREFIX}0000000000000100000`,
    ]);
  });

  it('lets nobody get in the way of anybody', async () => {
    const journals = await Promise.all([open(), open(), open(), open()]);
    const appended = await Promise.all(
      Array.from({ length: 20 }, (_, index) => journals[index % 4]?.append(DEMO, anEntry(index + 1))),
    );
    expect(appended).toEqual(Array.from({ length: 20 }, () => null));
    expect((await revisionsOf(await open())).length).toBe(20);
  });

  it('keeps the newest ones', async () => {
    const old = Array.from({ length: KEPT_ENTRIES + 20 }, (_, index) => [
      `${PREFIX}${String(index + 1).padStart(19, '0')}`,
      JSON.stringify(anEntry(index + 1)),
    ]);
    await etcd.put({ ...Object.fromEntries(old), '/service-ctl/demo/pause': 'a note' });
    const journal = await open();
    expect(await journal.append(DEMO, anEntry(500))).toBeNull();
    const revisions = await revisionsOf(journal);
    expect([revisions.length, revisions[0], revisions.at(-1)]).toEqual([KEPT_ENTRIES, 500, 22]);
    expect(await keys('/service-ctl/demo/')).toContain('/service-ctl/demo/pause');
  });

  it('skips what is none of its entries', async () => {
    await etcd.put({ [`${PREFIX}1`]: 'nonsense', [`${PREFIX}2`]: JSON.stringify(anEntry(2)) });
    expect(await (await open()).readAll(DEMO)).toMatchObject({ entries: [{ revision: 2 }], problem: null });
  });

  it('costs little time where etcd does not answer', async () => {
    const silent = await startListener(() => {});
    closing.push(() => silent.close());
    const journal = await open(`127.0.0.1:${silent.port}`);
    const start = Date.now();
    expect(await journal.append(DEMO, anEntry(1))).toMatchObject({ code: 'notes-unreachable' });
    expect(await journal.readAll(DEMO)).toMatchObject({
      entries: [],
      problem: { code: 'notes-unreachable' },
    });
    expect(Date.now() - start).toBeLessThan(4000);
  });
});

describe('a journal that the login may not touch', () => {
  let limited: EtcdServer;
  const login = { username: 'patroni', password: newSecret() };

  beforeAll(async () => {
    limited = await EtcdServer.start();
    await limited.limitTo({ name: login.username, password: login.password }, '/service/');
  });
  afterAll(() => limited.stop());

  it('says what is missing', async () => {
    const journal = await open(limited.address, login);
    const missing = {
      code: 'notes-denied',
      next: 'grant it to "patroni", or change etcd3.username, namespace in /etc/patroni.yml, line 3',
    };
    expect(await journal.append(DEMO, anEntry(1))).toMatchObject(missing);
    expect(await journal.readAll(DEMO)).toMatchObject({ entries: [], problem: missing });
  });
});
