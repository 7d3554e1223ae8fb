import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDcs } from '../../../src/adapters/etcd/dcs.js';
import { NOTES_MS } from '../../../src/adapters/etcd/notes.js';
import type { Notes } from '../../../src/operations/ports/dcs-ports.js';
import type { EtcdSettings } from '../../../src/operations/settings.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort, startListener } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';
import { CuttingProxy } from './cutting-proxy.js';

const DEMO = { scope: 'demo', group: null };
const WORKER = { scope: 'demo', group: 2 };
const KEY = '/service-ctl/demo/pause';

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

interface Opening {
  readonly addresses?: readonly string[];
  readonly login?: EtcdSettings['login'];
  readonly namespace?: string;
}

async function open({
  addresses = [etcd.address],
  login = null,
  namespace = '/service/',
}: Opening = {}): Promise<Notes> {
  const endpoints = addresses.map((address) => `http://${address}`);
  const opened = await openDcs({
    etcd: { endpoints, srv: null, tls: { cacert: null, cert: null, key: null }, login },
    namespace,
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs: 5000,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened.notes;
}

/** As etcd tells it itself. */
async function stored(key: string): Promise<string | null> {
  const reply: { readonly kvs?: readonly { readonly value: string }[] } = JSON.parse(
    JSON.stringify(await etcd.post('kv/range', { key: base64(key) })),
  );
  const value = reply.kvs?.[0]?.value;
  return value === undefined ? null : Buffer.from(value, 'base64').toString();
}

describe('notes', () => {
  it('are kept beside of what Patroni reads', async () => {
    const notes = await open();
    expect(await notes.write(DEMO, 'pause', 'one')).toBeNull();
    expect(await notes.write(WORKER, 'pause', 'two')).toBeNull();
    expect(await stored(KEY)).toBe('one');
    expect(await stored('/service-ctl/demo/2/pause')).toBe('two');
    expect(await notes.read(DEMO, 'pause')).toEqual({ text: 'one', revision: expect.any(Number) });
    expect(await notes.read(WORKER, 'pause')).toMatchObject({ text: 'two' });
  });

  it('take the place of the one before, and can be removed, also twice', async () => {
    const notes = await open();
    await notes.write(DEMO, 'pause', 'one');
    expect(await notes.write(DEMO, 'pause', 'two')).toBeNull();
    expect(await notes.read(DEMO, 'pause')).toMatchObject({ text: 'two' });
    expect(await notes.remove(DEMO, 'pause')).toBeNull();
    expect(await notes.remove(DEMO, 'pause')).toBeNull();
    expect(await stored(KEY)).toBeNull();
  });

  it('are not found by the begin of their name', async () => {
    await etcd.put({ '/service-ctl/demo/pauses': 'other', '/service-ctl/demo/pause/deeper': 'other' });
    expect(await (await open()).read(DEMO, 'pause')).toBeNull();
  });

  it('have a place in any namespace', async () => {
    const notes = await open({ namespace: 'db/prod' });
    await notes.write(DEMO, 'pause', 'one');
    expect(await stored('/db/prod-ctl/demo/pause')).toBe('one');
  });

  it('of any other length are not taken in', async () => {
    await etcd.put({ [KEY]: 'x'.repeat(70_000) });
    expect(await (await open()).read(DEMO, 'pause')).toMatchObject({ problem: { code: 'notes-unreadable' } });
  });

  it('are written through the endpoint that answers', async () => {
    const silent = await startListener(() => {});
    closing.push(() => silent.close());
    const notes = await open({
      addresses: [`127.0.0.1:${silent.port}`, `127.0.0.1:${await freePort()}`, etcd.address],
    });
    expect(await notes.write(DEMO, 'pause', 'one')).toBeNull();
    expect(await stored(KEY)).toBe('one');
  });

  it('cost little time where etcd does not answer', async () => {
    const silent = await startListener(() => {});
    closing.push(() => silent.close());
    const notes = await open({ addresses: [`127.0.0.1:${silent.port}`] });
    const start = Date.now();
    const problem = { code: 'notes-unreachable', subject: KEY };
    expect(await notes.read(DEMO, 'pause')).toMatchObject({ problem });
    expect(await notes.write(DEMO, 'pause', 'one')).toMatchObject(problem);
    expect(await notes.remove(DEMO, 'pause')).toMatchObject(problem);
    expect(Date.now() - start).toBeLessThan(6000);
  });
});

describe('a note whose acknowledgement is lost', () => {
  it.each([
    ['cut-answer', null],
    ['swallow-answer', null],
    [
      'cut-request',
      { code: 'dcs-reply-lost', subject: KEY, message: expect.stringContaining('may still be written') },
    ],
  ] as const)('by %s', async (mischief, problem) => {
    const proxy = await CuttingProxy.start(etcd.address, 'kernel', mischief);
    closing.push(() => proxy.stop());
    const notes = await open({ addresses: [proxy.address, etcd.address] });
    const told = await notes.write(DEMO, 'pause', 'kernel update');
    if (problem === null) expect(told).toBeNull();
    else expect(told).toMatchObject(problem);
    expect(await stored(KEY)).toBe(problem === null ? 'kernel update' : null);
    expect(proxy.seen).toBe(1);
  });

  it('is found if it arrives only after a first look', async () => {
    const proxy = await CuttingProxy.start(etcd.address, 'kernel', 'hold-request');
    closing.push(() => proxy.stop());
    const notes = await open({ addresses: [proxy.address, etcd.address] });
    proxy.onSeen = () => setTimeout(() => proxy.release(), NOTES_MS + 600);
    expect(await notes.write(DEMO, 'pause', 'kernel update')).toBeNull();
    expect(await stored(KEY)).toBe('kernel update');
  });

  it('is said if somebody has written since', async () => {
    const proxy = await CuttingProxy.start(etcd.address, 'kernel', 'hold-request');
    closing.push(() => proxy.stop());
    const notes = await open({ addresses: [proxy.address, etcd.address] });
    proxy.onSeen = () => void etcd.put({ [KEY]: 'theirs' });
    const doubt = expect.stringContaining('nobody can tell');
    expect(await notes.write(DEMO, 'pause', 'kernel update')).toMatchObject({ message: doubt });
  });
});

describe('notes that the login may not touch', () => {
  let limited: EtcdServer;
  const login = { username: 'patroni', password: newSecret() };

  beforeAll(async () => {
    limited = await EtcdServer.start();
    await limited.limitTo({ name: login.username, password: login.password }, '/service/');
  });
  afterAll(() => limited.stop());

  it.each([
    [
      'read',
      (notes: Notes) =>
        notes.read(DEMO, 'pause').then((found) => found !== null && 'problem' in found && found.problem),
    ],
    ['written', (notes: Notes) => notes.write(DEMO, 'pause', 'one')],
    ['written', (notes: Notes) => notes.remove(DEMO, 'pause')],
  ])('cannot be %s, and it says what is missing', async (what, touch) => {
    const notes = await open({ addresses: [limited.address], login });
    expect(await touch(notes)).toEqual({
      code: 'notes-denied',
      message: `the note ${KEY} cannot be ${what}: permission denied on ${KEY}`,
      subject: KEY,
      next: 'grant it to "patroni", or change etcd3.username, namespace in /etc/patroni.yml, line 3',
    });
  });
});

it('a note for which etcd has no room is refused, which is no doubt', async () => {
  const full = await EtcdServer.start(`--quota-backend-bytes=${2 * 1024 * 1024}`);
  closing.push(() => full.stop());
  const fill = async (): Promise<void> => {
    for (let index = 0; index < 10; index += 1) await full.put({ [`/fill/${index}`]: 'x'.repeat(1_000_000) });
  };
  await expect(fill()).rejects.toThrow('database space exceeded');
  const notes = await open({ addresses: [full.address] });
  expect(await notes.write(DEMO, 'pause', 'one')).toEqual({
    code: 'notes-unreachable',
    message: `the note ${KEY} cannot be written: refuses the request: mvcc: database space exceeded`,
    subject: KEY,
    next: null,
  });
});
