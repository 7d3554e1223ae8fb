import { spawnSync } from 'node:child_process';
import { GRPCUnavailableError, type ITxnRequest, type ITxnResponse } from 'etcd3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OpenedDcs, openDcs } from '../../../src/adapters/etcd/dcs.js';
import { Endpoint } from '../../../src/adapters/etcd/endpoint.js';
import { isUnsent } from '../../../src/adapters/etcd/etcd-errors.js';
import { EtcdFailoverKey } from '../../../src/adapters/etcd/failover-key.js';
import { Reader } from '../../../src/adapters/etcd/reader.js';
import { Failure } from '../../../src/errors.js';
import type {
  ClusterPlace,
  FailoverKey,
  FailoverWrite,
  LeaderLease,
} from '../../../src/operations/ports/dcs-ports.js';
import type { EtcdSettings } from '../../../src/operations/settings.js';
import { base64 } from '../../support/etcd-authentication.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort, startListener } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';
import { CuttingProxy, type Mischief } from './cutting-proxy.js';

const DEMO = { scope: 'demo', group: null };
const WORKER = { scope: 'demo', group: 2 };
const FAILOVER = '/service/demo/failover';
const LEADER = '/service/demo/leader';
const VALUE = '{"leader":"pg1","member":"pg2"}';

let etcd: EtcdServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  etcd = await EtcdServer.start();
});
afterAll(() => etcd.stop());
beforeEach(async () => {
  await etcd.wipe();
  await etcd.put({ [LEADER]: 'pg1' });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function settingsFor(addresses: readonly string[], login: EtcdSettings['login'] = null): EtcdSettings {
  const endpoints = addresses.map((address) => `http://${address}`);
  return { endpoints, srv: null, tls: { cacert: null, cert: null, key: null }, login };
}

interface Opening {
  readonly addresses?: readonly string[];
  readonly login?: EtcdSettings['login'];
}

async function open({ addresses = [etcd.address], login = null }: Opening = {}) {
  const opened: OpenedDcs = await openDcs({
    etcd: settingsFor(addresses, login),
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

interface Stored {
  readonly value: string;
  readonly mod_revision: string;
  readonly version: string;
  readonly lease?: string;
}

/** As etcd tells it itself. */
async function stored(key: string, server = etcd): Promise<Stored | null> {
  const reply: { readonly kvs?: readonly Stored[] } = JSON.parse(
    JSON.stringify(await server.post('kv/range', { key: base64(key) })),
  );
  const found = reply.kvs?.[0];
  return found === undefined
    ? null
    : { ...found, value: Buffer.from(found.value ?? '', 'base64').toString() };
}

async function revisionOf(key: string): Promise<number> {
  return Number((await stored(key))?.mod_revision ?? 0);
}

async function switchover(over: Partial<FailoverWrite> = {}): Promise<FailoverWrite> {
  return {
    leader: 'pg1',
    candidate: 'pg2',
    scheduledAt: null,
    failoverRevision: await revisionOf(FAILOVER),
    leaderRevision: await revisionOf(LEADER),
    ...over,
  };
}

describe('the key failover', () => {
  it('is created', async () => {
    const { failoverKey } = await open();
    const outcome = await failoverKey.write(DEMO, await switchover());
    const { value, version } = (await stored(FAILOVER)) ?? {};
    expect({ value, version }).toEqual({ value: VALUE, version: '1' });
    expect(outcome).toEqual({ kind: 'written', revision: await revisionOf(FAILOVER) });
  });

  it('is replaced, with the revisions that a reading of the cluster gives', async () => {
    await etcd.put({ [FAILOVER]: '{}' });
    const { failoverKey, readScope } = await open();
    const cluster = (await readScope('demo')).formation?.cluster;
    const outcome = await failoverKey.write(DEMO, {
      ...(await switchover()),
      failoverRevision: cluster?.failoverRevision ?? -1,
      leaderRevision: cluster?.leader?.revision ?? -1,
    });
    expect(outcome.kind).toBe('written');
    expect(await stored(FAILOVER)).toMatchObject({ value: VALUE, version: '2' });
  });

  it('is that of a Citus group, and of no other', async () => {
    await etcd.put({ '/service/demo/2/leader': 'w1' });
    const { failoverKey } = await open();
    const leaderRevision = await revisionOf('/service/demo/2/leader');
    const request = await switchover({ leader: 'w1', candidate: 'w2', leaderRevision });
    expect((await failoverKey.write(WORKER, request)).kind).toBe('written');
    expect((await stored('/service/demo/2/failover'))?.value).toBe('{"leader":"w1","member":"w2"}');
    expect(await stored(FAILOVER)).toBeNull();
  });

  it('is written while nobody leads', async () => {
    await etcd.wipe();
    const { failoverKey } = await open();
    const outcome = await failoverKey.write(DEMO, await switchover({ leader: null }));
    expect(outcome.kind).toBe('written');
    expect((await stored(FAILOVER))?.value).toBe('{"member":"pg2"}');
  });

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    ['somebody else has asked for something', { [FAILOVER]: '{"member":"pg3"}' }, []],
    ['somebody else has asked for the same', { [FAILOVER]: VALUE }, []],
    ['another one leads', { [LEADER]: 'pg2' }, []],
    ['the leader has lost the lock in between', { [LEADER]: 'pg1' }, []],
    ['nobody leads any more', {}, [LEADER]],
  ])('stays as it is if %s', async (_, puts, deletes) => {
    const { failoverKey } = await open();
    const request = await switchover();
    await etcd.put(puts);
    for (const key of deletes) await etcd.post('kv/deleterange', { key: base64(key) });
    const before = await stored(FAILOVER);
    expect(await failoverKey.write(DEMO, request)).toEqual({ kind: 'changed-meanwhile' });
    expect(await stored(FAILOVER)).toEqual(before);
  });

  it('stays as it is if it was removed', async () => {
    await etcd.put({ [FAILOVER]: '{}' });
    const { failoverKey } = await open();
    const request = await switchover();
    await etcd.post('kv/deleterange', { key: base64(FAILOVER) });
    expect(await failoverKey.write(DEMO, request)).toEqual({ kind: 'changed-meanwhile' });
    expect(await stored(FAILOVER)).toBeNull();
  });

  it('is understood by Patroni, whose own text it is', async () => {
    const { failoverKey } = await open();
    const schedule = '2030-01-01T10:00:00+01:00';
    await failoverKey.write(DEMO, await switchover({ candidate: 'pgä "2"', scheduledAt: schedule }));
    const program = `
import json, sys
from patroni.dcs import Failover
text = sys.stdin.read()
found = Failover.from_node(1, text)
again = {"leader": found.leader, "member": found.candidate, "scheduled_at": found.scheduled_at.isoformat()}
print(json.dumps([found.leader, found.candidate, found.scheduled_at.isoformat(),
                  json.dumps(again, separators=(',', ':')) == text]))
`;
    const text = (await stored(FAILOVER))?.value ?? '';
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program], {
      input: text,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['pg1', 'pgä "2"', schedule, true]);
  });

  it('is written through the endpoint that answers', async () => {
    const silent = await startListener();
    closing.push(() => silent.close());
    const dead = `127.0.0.1:${await freePort()}`;
    const { failoverKey } = await open({ addresses: [dead, `127.0.0.1:${silent.port}`, etcd.address] });
    expect((await failoverKey.write(DEMO, await switchover())).kind).toBe('written');
    expect(await stored(FAILOVER)).toMatchObject({ value: VALUE, version: '1' });
  });
});

async function through(mischief: Mischief) {
  const proxy = await CuttingProxy.start(etcd.address, '"member"', mischief);
  closing.push(() => proxy.stop());
  const { failoverKey } = await open({ addresses: [proxy.address] });
  return { proxy, failoverKey };
}

describe('a write that meets a change on its way', () => {
  async function meet(before: Readonly<Record<string, string>>, meanwhile: () => Promise<unknown>) {
    await etcd.put(before);
    const { proxy, failoverKey } = await through('hold-request');
    proxy.onSeen = async () => {
      await meanwhile();
      proxy.release();
    };
    const start = performance.now();
    const outcome = await failoverKey.write(DEMO, await switchover());
    // The reply itself tells, not a look afterwards.
    expect(performance.now() - start).toBeLessThan(1000);
    expect(proxy.seen).toBe(1);
    return outcome;
  }

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['of the request', { [FAILOVER]: '{}' }, { [FAILOVER]: '{"member":"pg3"}' }],
    ['of the request to the same text', { [FAILOVER]: '{}' }, { [FAILOVER]: '{}' }],
    ['from no request to one', {}, { [FAILOVER]: '{"member":"pg3"}' }],
    ['of the leader', {}, { [LEADER]: 'pg2' }],
    ['of the lock of the same leader', {}, { [LEADER]: 'pg1' }],
  ])('%s does nothing', async (_, before, meanwhile) => {
    expect(await meet(before, () => etcd.put(meanwhile))).toEqual({ kind: 'changed-meanwhile' });
    expect((await stored(FAILOVER))?.value).toBe({ ...before, ...meanwhile }[FAILOVER]);
  });

  it('to no leader does nothing', async () => {
    const outcome = await meet({}, () => etcd.post('kv/deleterange', { key: base64(LEADER) }));
    expect(outcome).toEqual({ kind: 'changed-meanwhile' });
    expect(await stored(FAILOVER)).toBeNull();
  });

  it('to the very same request counts as written: something between may have repeated it', async () => {
    const outcome = await meet({}, () => etcd.put({ [FAILOVER]: VALUE }));
    expect(outcome).toEqual({ kind: 'written', revision: await revisionOf(FAILOVER) });
  });
});

describe('a write whose answer is lost', () => {
  it.each<Mischief>(['swallow-answer', 'cut-answer'])('is found: %s', async (mischief) => {
    const { proxy, failoverKey } = await through(mischief);
    const outcome = await failoverKey.write(DEMO, await switchover());
    expect(outcome).toEqual({ kind: 'written', revision: await revisionOf(FAILOVER) });
    expect(await stored(FAILOVER)).toMatchObject({ value: VALUE, version: '1' });
    expect(proxy.seen).toBe(1);
  });

  it.each<[string, string[]]>([
    ['cleared', ['{}']],
    ['cleared, and another one made', ['{}', '{"member":"pg3"}', '{}']],
  ])('is found in the past of the key after it was %s', async (_, later) => {
    await etcd.put({ [FAILOVER]: '{}' });
    const { proxy, failoverKey } = await through('swallow-answer');
    const request = await switchover();
    const done = new Promise<number>((resolve, reject) => {
      proxy.onSeen = async () => {
        try {
          await expect.poll(async () => (await stored(FAILOVER))?.value).toBe(VALUE);
          resolve(await revisionOf(FAILOVER));
          for (const value of later) await etcd.put({ [FAILOVER]: value });
        } catch (error) {
          reject(error);
        }
      };
    });
    const outcome = await failoverKey.write(DEMO, request);
    expect(outcome).toEqual({ kind: 'written', revision: await done });
    expect(proxy.seen).toBe(1);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['somebody else has asked for something', { [FAILOVER]: '{"member":"pg3"}' }],
    ['another one leads', { [LEADER]: 'pg2' }],
  ])('cannot be carried out any more if meanwhile %s', async (_, puts) => {
    const { proxy, failoverKey } = await through('hold-request');
    proxy.onSeen = () => void etcd.put(puts);
    expect(await failoverKey.write(DEMO, await switchover())).toEqual({ kind: 'changed-meanwhile' });
    const before = await stored(FAILOVER);
    proxy.release();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await stored(FAILOVER)).toEqual(before);
  });

  it('stays in doubt however long it is not to be seen, for it can still arrive', async () => {
    const { proxy, failoverKey } = await through('hold-request');
    const outcome = await failoverKey.write(DEMO, await switchover());
    expect(outcome).toEqual({
      kind: 'doubtful',
      problem: {
        code: 'dcs-reply-lost',
        message: `${proxy.address}: no answer to the write in 1.2 s; ${FAILOVER} is unchanged so far, but may still be written`,
        subject: FAILOVER,
        next: null,
      },
    });
    expect(await stored(FAILOVER)).toBeNull();
    proxy.release();
    await expect.poll(async () => (await stored(FAILOVER))?.value).toBe(VALUE);
    expect(proxy.seen).toBe(1);
  });

  it('is found by a second look if it arrives after the first one', async () => {
    const { proxy, failoverKey } = await through('hold-request');
    proxy.onSeen = () => setTimeout(() => proxy.release(), 1700);
    const outcome = await failoverKey.write(DEMO, await switchover());
    expect(outcome).toEqual({ kind: 'written', revision: await revisionOf(FAILOVER) });
    expect(await stored(FAILOVER)).toMatchObject({ value: VALUE, version: '1' });
  });

  it('is not sent again after the connection was cut, although it had not arrived', async () => {
    const { proxy, failoverKey } = await through('cut-request');
    const outcome = await failoverKey.write(DEMO, await switchover());
    expect(outcome).toMatchObject({
      kind: 'doubtful',
      problem: {
        message: `${proxy.address}: the connection was cut before the answer to the write; ${FAILOVER} is unchanged so far, but may still be written`,
      },
    });
    expect(await stored(FAILOVER)).toBeNull();
    expect(proxy.seen).toBe(1);
  });

  it('stays in doubt if the key cannot be read back', async () => {
    const { proxy, failoverKey } = await through('swallow-answer');
    proxy.onSeen = () => {
      proxy.silenced = true;
    };
    const outcome = await failoverKey.write(DEMO, await switchover());
    expect(outcome).toMatchObject({
      kind: 'doubtful',
      problem: { message: expect.stringMatching(/in 1.2 s; \/service\/demo\/failover cannot be read back$/) },
    });
  });

  it('stays in doubt if the key was removed', async () => {
    await etcd.put({ [FAILOVER]: '{}' });
    const { proxy, failoverKey } = await through('hold-request');
    proxy.onSeen = () => void etcd.post('kv/deleterange', { key: base64(FAILOVER) });
    expect(await failoverKey.write(DEMO, await switchover())).toMatchObject({
      kind: 'doubtful',
      problem: { message: expect.stringContaining('has been removed or overwritten since') },
    });
  });
});

describe('a write that does not leave this host', () => {
  let unsent: unknown;
  /** Answers readings; for writes nobody listens. */
  class Departed extends Endpoint {
    override async transact(request: ITxnRequest, timeoutMs: number): Promise<ITxnResponse> {
      if (request.compare !== undefined) throw unsent;
      return super.transact(request, timeoutMs);
    }
  }

  beforeAll(async () => {
    const dead = new Endpoint(new URL(`http://127.0.0.1:${await freePort()}`), null, null);
    unsent = await dead.keys([LEADER], 1000).catch((error: unknown) => error);
    dead.close();
  });

  function keyBehind(...endpoints: readonly Endpoint[]): EtcdFailoverKey {
    closing.push(...endpoints.map((each) => () => each.close()));
    const options = { origin: () => 'test', placeOf: () => 'test', deadlineMs: 1200, stale: false };
    return new EtcdFailoverKey(new Reader(endpoints, null, { etcd: settingsFor([]), ...options }), 'service');
  }

  const url = (): URL => new URL(`http://${etcd.address}`);

  it('is known by its error', () => {
    expect(isUnsent(unsent)).toBe(true);
    expect(isUnsent(new GRPCUnavailableError('14 UNAVAILABLE: Connection dropped'))).toBe(false);
  });

  it('goes to the next endpoint', async () => {
    const key = keyBehind(new Departed(url(), null, null), new Endpoint(url(), null, null));
    expect((await key.write(DEMO, await switchover())).kind).toBe('written');
    expect(await stored(FAILOVER)).toMatchObject({ value: VALUE, version: '1' });
  });

  it('is a failure without any', async () => {
    const key = keyBehind(new Departed(url(), null, null));
    const failure = await key.write(DEMO, await switchover()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ outcome: 'unreachable', problem: { code: 'dcs-unreachable' } });
    expect(await stored(FAILOVER)).toBeNull();
  });
});

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const thrown = await promise.then(
    () => expect.unreachable('no failure'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof Failure)) throw thrown;
  return thrown;
}

describe('an etcd that refuses', () => {
  it('a login without the permission to write', async () => {
    const limited = await EtcdServer.start('--bcrypt-cost=4');
    closing.push(() => limited.stop());
    await limited.put({ [LEADER]: 'pg1' });
    const leaderRevision = Number((await stored(LEADER, limited))?.mod_revision);
    await limited.limitTo({ name: 'patroni', password: newSecret() }, '/service/demo/');
    const login = { username: 'reader', password: newSecret() };
    await limited.post('auth/user/add', { name: login.username, password: login.password });
    await limited.post('auth/role/add', { name: 'watcher' });
    const [key, range_end] = [base64('/service/demo/'), base64('/service/demo0')];
    await limited.post('auth/role/grant', { name: 'watcher', perm: { permType: 'READ', key, range_end } });
    await limited.post('auth/user/grant', { user: login.username, role: 'watcher' });

    const { failoverKey } = await open({ addresses: [limited.address], login });
    expect(await failoverKey.readLeaderLease(DEMO)).toBe('none');
    const request = await switchover({ failoverRevision: 0, leaderRevision });
    const { outcome, problem, parts } = await failureOf(failoverKey.write(DEMO, request));
    expect({ outcome, code: problem.code, message: problem.message }).toEqual({
      outcome: 'unreachable',
      code: 'dcs-auth',
      message: 'etcd refused the request.',
    });
    expect(parts).toEqual([
      {
        code: 'dcs-auth',
        message: `permission denied to write ${FAILOVER}`,
        subject: limited.address,
        next: 'grant it to "reader", or change etcd3.username, namespace in /etc/patroni.yml, line 3',
      },
    ]);
    expect(await stored(FAILOVER, limited)).toBeNull();
  });

  it('because it has no room any more', async () => {
    const full = await EtcdServer.start(`--quota-backend-bytes=${2 * 1024 * 1024}`);
    closing.push(() => full.stop());
    await full.put({ [LEADER]: 'pg1' });
    const leaderRevision = Number((await stored(LEADER, full))?.mod_revision);
    const fill = async (): Promise<void> => {
      for (let index = 0; index < 10; index += 1)
        await full.put({ [`/fill/${index}`]: 'x'.repeat(1_000_000) });
    };
    await expect(fill()).rejects.toThrow('database space exceeded');
    const { failoverKey } = await open({ addresses: [full.address] });
    const request = await switchover({ failoverRevision: 0, leaderRevision });
    const { problem, parts } = await failureOf(failoverKey.write(DEMO, request));
    expect([problem.code, ...parts.map(({ message }) => message)]).toEqual([
      'dcs-refused',
      'refuses the request: mvcc: database space exceeded',
    ]);
    expect(await stored(FAILOVER, full)).toBeNull();
  });

  it('and one that is not there at all: nothing was sent', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    const { failoverKey } = await open({ addresses: [dead] });
    const { outcome, problem } = await failureOf(failoverKey.write(DEMO, await switchover()));
    expect([outcome, problem.code]).toEqual(['unreachable', 'dcs-unreachable']);
  });
});

describe('the lease of the leader lock', () => {
  async function lead(key: string, seconds: number): Promise<string> {
    const reply: { readonly ID: string } = JSON.parse(
      JSON.stringify(await etcd.post('lease/grant', { TTL: seconds })),
    );
    await etcd.post('kv/put', { key: base64(key), value: base64('pg1'), lease: reply.ID });
    return reply.ID;
  }

  const leaseOf = async (failoverKey: FailoverKey, place: ClusterPlace): Promise<LeaderLease> => {
    const look = await failoverKey.readLeaderLease(place);
    if (look === 'ended' || look === 'none') throw new Error(`no lease: ${look}`);
    return look;
  };

  it('tells how long the lock still holds', async () => {
    await lead(LEADER, 30);
    const lease = await leaseOf((await open()).failoverKey, DEMO);
    expect(lease.grantedSeconds).toBe(30);
    expect(lease.remainingSeconds).toBeGreaterThanOrEqual(27);
    expect(lease.remainingSeconds).toBeLessThanOrEqual(30);
  });

  it('grows shorter', async () => {
    await lead(LEADER, 30);
    const { failoverKey } = await open();
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect((await leaseOf(failoverKey, DEMO)).remainingSeconds).toBeLessThanOrEqual(28);
  });

  it('of a Citus group is another one', async () => {
    await lead('/service/demo/2/leader', 77);
    const { failoverKey } = await open();
    expect((await leaseOf(failoverKey, WORKER)).grantedSeconds).toBe(77);
    expect(await failoverKey.readLeaderLease(DEMO)).toBe('none');
  });

  it('does not exist without a leader', async () => {
    const id = await lead(LEADER, 30);
    await etcd.post('lease/revoke', { ID: id });
    expect(await (await open()).failoverKey.readLeaderLease(DEMO)).toBe('ended');
  });

  it('may have ended since the key was read', async () => {
    const endpoint = new Endpoint(new URL(`http://${etcd.address}`), null, null);
    closing.push(() => endpoint.close());
    expect(await endpoint.lease('123456789', 1000)).toBeNull();
  });

  it('is asked for at the next endpoint if one is silent', async () => {
    await lead(LEADER, 30);
    const silent = await startListener();
    closing.push(() => silent.close());
    const { failoverKey } = await open({ addresses: [`127.0.0.1:${silent.port}`, etcd.address] });
    const start = performance.now();
    expect((await leaseOf(failoverKey, DEMO)).grantedSeconds).toBe(30);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('is a failure within its time if no etcd answers', async () => {
    const silent = await startListener();
    closing.push(() => silent.close());
    const { failoverKey } = await open({ addresses: [`127.0.0.1:${silent.port}`] });
    const start = performance.now();
    expect((await failureOf(failoverKey.readLeaderLease(DEMO))).problem.code).toBe('dcs-unreachable');
    expect(performance.now() - start).toBeLessThan(1500);
  });
});
