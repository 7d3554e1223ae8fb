import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedDcs, openDcs } from '../../../src/adapters/etcd/dcs.js';
import { Failure } from '../../../src/errors.js';
import type { EtcdSettings } from '../../../src/operations/settings.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';
import { CuttingProxy, type Mischief } from './cutting-proxy.js';

const DEMO = { scope: 'demo', group: null };
const CONFIG = '/service/demo/config';
const NEW = '{"ttl":40}';

let etcd: EtcdServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  etcd = await EtcdServer.start();
});
afterAll(() => etcd.stop());
beforeEach(async () => {
  await etcd.wipe();
  await etcd.put({ [CONFIG]: '{"ttl":30}' });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(address = etcd.address, login: EtcdSettings['login'] = null): Promise<OpenedDcs> {
  const opened = await openDcs({
    etcd: {
      endpoints: [`http://${address}`],
      srv: null,
      tls: { cacert: null, cert: null, key: null },
      login,
    },
    namespace: 'service',
    origin: () => '/etc/patroni.yml, line 3',
    placeOf: () => '/etc/patroni.yml, line 3',
    systemAuthorities: async () => null,
    deadlineMs: 1200,
    stale: false,
  });
  closing.push(() => opened.close());
  return opened;
}

async function behind(mischief: Mischief) {
  const proxy = await CuttingProxy.start(etcd.address, NEW, mischief);
  closing.push(() => proxy.stop());
  return { proxy, dcs: await open(proxy.address) };
}

/** As etcd tells it itself. */
async function stored(key = CONFIG) {
  const reply: {
    readonly kvs?: readonly {
      readonly value: string;
      readonly mod_revision: string;
      readonly version: string;
    }[];
  } = JSON.parse(JSON.stringify(await etcd.post('kv/range', { key: base64(key) })));
  const found = reply.kvs?.[0];
  if (found === undefined) throw new Error(`${key} is not there`);
  const { value, mod_revision, version } = found;
  return { text: Buffer.from(value, 'base64').toString(), revision: Number(mod_revision), version };
}

describe('the key config', () => {
  it('is read as it is, with both revisions', async () => {
    const { configKey } = await open();
    const { revision } = await stored();
    await etcd.put({ '/other': 'x' });
    expect(await configKey.read(DEMO)).toEqual({ text: '{"ttl":30}', revision, storeRevision: revision + 1 });
    expect(await configKey.read({ scope: 'other', group: null })).toBeNull();
  });

  it('is that of a Citus group', async () => {
    await etcd.put({ '/service/demo/2/config': '{"ttl":20}' });
    const { configKey } = await open();
    const place = { scope: 'demo', group: 2 };
    const revision = (await configKey.read(place))?.revision ?? 0;
    expect((await configKey.write(place, NEW, revision)).kind).toBe('written');
    expect((await stored('/service/demo/2/config')).text).toBe(NEW);
    expect((await stored()).text).toBe('{"ttl":30}');
  });

  it('is written if nobody else has written', async () => {
    const { configKey } = await open();
    const outcome = await configKey.write(DEMO, NEW, (await stored()).revision);
    expect(outcome).toEqual({ kind: 'written', revision: (await stored()).revision });
    expect(await stored()).toMatchObject({ text: NEW, version: '2' });
  });

  it.each(['{"ttl":50}', '{"ttl":30}'])('stays as it is if somebody has written %s', async (text) => {
    const { configKey } = await open();
    const { revision } = await stored();
    await etcd.put({ [CONFIG]: text });
    expect(await configKey.write(DEMO, NEW, revision)).toEqual({ kind: 'changed-meanwhile' });
    expect(await stored()).toMatchObject({ text, version: '2' });
  });

  it('is not brought back', async () => {
    const { configKey } = await open();
    const { revision } = await stored();
    await etcd.post('kv/deleterange', { key: base64(CONFIG) });
    expect(await configKey.write(DEMO, NEW, revision)).toEqual({ kind: 'changed-meanwhile' });
    await expect(stored()).rejects.toThrow('is not there');
  });
});

describe('a lost answer', () => {
  it.each<Mischief>(['swallow-answer', 'cut-answer'])('%s: it was written, once', async (mischief) => {
    const { dcs } = await behind(mischief);
    const outcome = await dcs.configKey.write(DEMO, NEW, (await stored()).revision);
    expect(outcome).toEqual({ kind: 'written', revision: (await stored()).revision });
    expect(await stored()).toMatchObject({ text: NEW, version: '2' });
  });

  it('and somebody has written on top of it: it was written', async () => {
    const { dcs, proxy } = await behind('swallow-answer');
    const { revision } = await stored();
    proxy.onSeen = () => setTimeout(() => void etcd.put({ [CONFIG]: '{"ttl":40,"loop_wait":5}' }), 100);
    expect(await dcs.configKey.write(DEMO, NEW, revision)).toEqual({
      kind: 'written',
      revision: revision + 1,
    });
    expect((await stored()).version).toBe('3');
  });

  it('of a request that never came: doubtful', async () => {
    const { dcs } = await behind('hold-request');
    const { revision } = await stored();
    const outcome = await dcs.configKey.write(DEMO, NEW, revision);
    expect(outcome).toMatchObject({ kind: 'doubtful', problem: { code: 'dcs-reply-lost', subject: CONFIG } });
    expect((await stored()).revision).toBe(revision);
  });

  it('and somebody has written instead of it: not written', async () => {
    const { dcs, proxy } = await behind('hold-request');
    const { revision } = await stored();
    proxy.onSeen = () => void etcd.put({ [CONFIG]: '{"ttl":50}' });
    expect(await dcs.configKey.write(DEMO, NEW, revision)).toEqual({ kind: 'changed-meanwhile' });
    proxy.release();
    expect((await stored()).text).toBe('{"ttl":50}');
  });

  it('after which the past is compacted: nobody can tell', async () => {
    const { dcs, proxy } = await behind('hold-request');
    const { revision } = await stored();
    proxy.onSeen = async () => {
      await etcd.put({ [CONFIG]: '{"ttl":50}' });
      await etcd.put({ [CONFIG]: '{"ttl":60}' });
      await etcd.post('kv/compaction', { revision: revision + 2 });
    };
    expect(await dcs.configKey.write(DEMO, NEW, revision)).toMatchObject({ kind: 'doubtful' });
  });
});

describe('an etcd that does not let it be written', () => {
  it('is unreachable', async () => {
    const { configKey } = await open(`127.0.0.1:${await freePort()}`);
    await expect(configKey.read(DEMO)).rejects.toMatchObject({ outcome: 'unreachable' });
  });

  it('names the key without a permission', async () => {
    const server = await EtcdServer.start();
    closing.push(() => server.stop());
    await server.put({ [CONFIG]: '{"ttl":30}' });
    const login = { name: 'reader', password: newSecret() };
    await server.limitTo(login, '/service/');
    const perm = { permType: 'READ', key: base64('/service/'), range_end: base64('/service0') };
    await server.post('auth/role/grant', { name: 'limited', perm });
    const { configKey } = await open(server.address, { username: login.name, password: login.password });
    const revision = (await configKey.read(DEMO))?.revision ?? 0;
    const ended = await configKey.write(DEMO, NEW, revision).catch((thrown: unknown) => thrown);
    if (!(ended instanceof Failure)) throw new Error(`not refused: ${JSON.stringify(ended)}`);
    expect([ended.outcome, ended.problem.code]).toEqual(['unreachable', 'dcs-auth']);
    expect(JSON.stringify([ended.problem, ended.parts])).toContain(CONFIG);
  });
});
