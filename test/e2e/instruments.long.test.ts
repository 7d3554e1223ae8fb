import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  answer,
  answer503AfterForwarding,
  type Behaviour,
  cutAfterForwarding,
  delayReply,
  pass,
  silentAfterForwarding,
  silentWithoutForwarding,
} from '../support/agent-behaviours.js';
import { type Interposed, interpose } from '../support/agent-stand-in.js';
import { eventually } from '../support/eventually.js';
import { startWriter } from '../support/independent-writer.js';
import { findInterruptions } from '../support/interruptions.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { startPgbench } from '../support/pgbench.js';

// What the tests of a change of leader measure and interfere with, proved without the commands that it is for.

const MEGABYTE = 1_048_576;

let cluster: OwnCluster;

beforeAll(async () => {
  const { patroni } = await packagedPatroni('sid');
  cluster = await ownCluster('inst', { etcd: 1, patroni });
});
afterAll(() => cluster.destroy());

describe('what counts as an interruption', () => {
  const attempts = (...times: readonly (readonly [number, number])[]) =>
    times.map(([startedMs, endedMs], n) => ({ n, startedMs, endedMs }));

  it.each([
    [
      'nothing fails, though it takes long',
      [
        [0, 10],
        [10, 500],
      ],
      [],
      [],
    ],
    [
      'an attempt fails while others do not wait for it',
      [
        [0, 10],
        [20, 30],
        [90, 99],
      ],
      [[5, 1005]],
      [],
    ],
    [
      'nothing is written for a while',
      [
        [0, 10],
        [300, 310],
      ],
      [[15, 20]],
      [[10, 310, 300]],
    ],
    [
      'an attempt fails long after the first good one',
      [
        [0, 10],
        [300, 310],
        [320, 330],
      ],
      [[15, 1015]],
      [[10, 310, 300]],
    ],
    [
      'it comes twice',
      [
        [0, 10],
        [300, 310],
        [600, 610],
      ],
      [
        [15, 20],
        [400, 500],
      ],
      [
        [10, 310, 300],
        [310, 610, 300],
      ],
    ],
    ['it does not end', [[0, 10]], [[15, 20]], [[10, null, Number.POSITIVE_INFINITY]]],
    [
      'the last attempts are not whole in order',
      [
        [0, 10],
        [12, 30],
      ],
      [[11, 40]],
      [],
    ],
  ] as const)('%s', (_, good, failed, expected) => {
    const found = findInterruptions(attempts(...good), attempts(...failed));
    expect(found.map(({ lastGoodMs, firstGoodMs, gapMs }) => [lastGoodMs, firstGoodMs, gapMs])).toEqual(
      expected,
    );
  });
});

describe('the stand-in for an agent', () => {
  let member: string;
  let standIn: Interposed;

  beforeAll(async () => {
    member = await cluster.leader();
    standIn = await interpose(cluster, member);
  });
  afterAll(() => standIn.withdraw());

  /** A harmless write; its reply, and how long that took. */
  const reload = async (behaviour: Behaviour, limitMs = 5000) => {
    standIn.behave(behaviour);
    const start = performance.now();
    const reply = await fetch(`http://${standIn.address}/reload`, {
      method: 'POST',
      body: '{"no": "meaning"}',
      headers: { authorization: cluster.authorization },
      signal: AbortSignal.timeout(limitMs),
    });
    return { status: reply.status, text: await reply.text(), elapsedMs: performance.now() - start };
  };
  /** What comes back for these bytes, without the date. */
  const exchange = async (address: string, request: string): Promise<string> => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    socket.write(request);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    return Buffer.concat(chunks)
      .toString('latin1')
      .replace(/^Date: .*\r\n/m, '');
  };
  const lastWrite = () => standIn.writes().at(-1);
  const agentHasAnswered = (status: number) =>
    eventually('the answer of the real agent', async () => lastWrite()?.agentStatus === status, 5000);

  it('passes replies on byte for byte', async () => {
    standIn.behave(pass);
    const request = 'POST /reload HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}';
    const itself = await exchange(cluster.member(member).api, request);
    expect(itself).toMatch(/^HTTP\/1\.0 401 Unauthorized\r\n(.+\r\n)+\r\nno auth header received$/);
    expect(await exchange(standIn.address, request)).toBe(itself);
    expect(lastWrite()).toMatchObject({ path: '/reload', body: '{}', status: 401, agentStatus: 401 });
  });

  it('passes on what is authorised', async () => {
    const before = Date.now();
    expect(await reload(pass)).toMatchObject({ status: 202, text: 'reload scheduled' });
    const write = lastWrite();
    expect(write).toMatchObject({ method: 'POST', body: '{"no": "meaning"}', status: 202, agentStatus: 202 });
    const times = [before, write?.atMs, write?.forwardedAtMs, write?.answeredAtMs, Date.now()];
    expect(times).toEqual([...times].sort());
  });

  it('answers 503 without waiting for the agent, which gets the request nevertheless', async () => {
    await cluster.freezeAgent(member);
    const reply = await reload(answer503AfterForwarding('Switchover status unknown'), 1000).finally(() => {
      expect(lastWrite()).toMatchObject({ forwardedAtMs: expect.any(Number), agentStatus: null });
      return cluster.thawAgent(member);
    });
    expect(reply).toMatchObject({ status: 503, text: 'Switchover status unknown' });
    await agentHasAnswered(202);
    expect(lastWrite()).toMatchObject({ status: 503 });
  });

  it.each([
    ['cutAfterForwarding', cutAfterForwarding, /fetch failed/],
    ['silentAfterForwarding', silentAfterForwarding, /timeout/],
  ])('%s: the agent answers, and nobody hears it', async (_, behaviour, failure) => {
    await expect(reload(behaviour, 500)).rejects.toThrow(failure);
    await agentHasAnswered(202);
    expect(lastWrite()).toMatchObject({ status: null, answeredAtMs: null });
  });

  it('delays a reply', async () => {
    const reply = await reload(delayReply(400));
    expect(reply).toMatchObject({ status: 202, text: 'reload scheduled' });
    expect(reply.elapsedMs).toBeGreaterThan(395);
  });

  it('keeps requests from the agent', async () => {
    expect(await reload(answer(412, 'leader name does not match'))).toMatchObject({
      status: 412,
      text: 'leader name does not match',
    });
    await expect(reload(silentWithoutForwarding, 300)).rejects.toThrow(/timeout/);
    const nothing = { forwardedAtMs: null, agentStatus: null };
    expect(standIn.writes().slice(-2)).toMatchObject([{ ...nothing, status: 412 }, nothing]);
  });

  it('passes reads all the same', async () => {
    standIn.behave(silentWithoutForwarding);
    const reply = await fetch(`http://${standIn.address}/patroni`);
    expect(JSON.parse(await reply.text())).toMatchObject({ patroni: { scope: 'inst' } });
    expect(standIn.log()).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/patroni', status: 200 }),
    );
  });
});

describe('a switchover through the stand-in, under load', () => {
  let leader: string;
  let standIn: Interposed;

  beforeAll(async () => {
    await cluster.untilWhole();
    leader = await cluster.leader();
    standIn = await interpose(cluster, leader);
  });
  afterAll(() => standIn.withdraw());

  it('is measured, and loses nothing', async () => {
    const { recorded, env } = cluster;
    const direct = await startWriter(cluster.addresses);
    onTestFinished(() => direct.stop().then());
    const balanced = await startWriter([cluster.writeAddress]);
    onTestFinished(() => balanced.stop().then());
    const load = await startPgbench(recorded.writePort, env, recorded.bin);
    onTestFinished(() => load.stop().then());
    const writes = async (count: number): Promise<void> => {
      const before = [direct.count, balanced.count];
      await eventually(`${count} writes`, async () =>
        [direct, balanced].every((writer, index) => writer.count >= count + Number(before[index])),
      );
    };
    await writes(100);
    const shown = (await cluster.shown()).find(({ name }) => name === leader);
    const reply = await fetch(new URL('/switchover', shown?.api_url), {
      method: 'POST',
      body: JSON.stringify({ leader }),
      headers: { authorization: cluster.authorization },
    });
    expect(await reply.text()).toContain('Successfully switched over to');
    expect(standIn.writes()).toMatchObject([
      { method: 'POST', path: '/switchover', body: JSON.stringify({ leader }), status: 200 },
    ]);
    await writes(100);

    const { transactions, restarts } = await load.stop();
    expect(transactions).toBeGreaterThan(50);
    expect(restarts).toBeGreaterThan(0);
    const [write] = standIn.writes();
    for (const writer of [direct, balanced]) {
      const { gapMs, lastGoodMs, acknowledged, attempts, failures } = await writer.stop();
      expect(gapMs).toBeGreaterThan(0);
      expect(gapMs).toBeLessThan(30_000);
      expect(lastGoodMs).toBeGreaterThan(write?.atMs ?? Number.POSITIVE_INFINITY);
      expect(acknowledged.length + failures.length).toBe(attempts);
      expect(await writer.missingRows()).toEqual([]);
    }
    const { acknowledged } = await direct.stop();
    const last = Number(acknowledged.at(-1));
    await cluster.sql(await cluster.leader(), `DELETE FROM ctl_test_writes WHERE n = ${last}`);
    expect(await direct.missingRows()).toEqual([last]);
    expect(await cluster.leader()).not.toBe(leader);
    await eventually('an entry in the history', async () => (await cluster.history()).length === 1, 10_000);
    await cluster.untilWhole();
  });
});

describe('what can be done to a replica', () => {
  let leader: string;
  let replica: string;

  beforeAll(async () => {
    await cluster.untilWhole();
    leader = await cluster.leader();
    replica = cluster.members.find(({ name }) => name !== leader)?.name ?? '';
  });

  /** Bytes that the member is behind the leader, by their keys in etcd. */
  const behind = async (name: string): Promise<number> => {
    const [first, second] = [await cluster.memberKey(leader), await cluster.memberKey(name)];
    return Number(first.xlog_location) - Number(second.xlog_location);
  };

  it('falls behind without its receiver, and catches up with it', async () => {
    const receive = await cluster.stopReceiver(replica);
    await cluster.writeMegabytes(20);
    await eventually('the lag in etcd', async () => (await behind(replica)) > 15 * MEGABYTE, 20_000);
    await receive();
    await eventually('the end of the lag', async () => (await behind(replica)) === 0, 20_000);
  });

  const replayLag = async (): Promise<number> => {
    const { xlog } = JSON.parse((await cluster.agent(replica, 'GET', '/patroni')).text);
    return xlog.received_location - xlog.replayed_location;
  };
  const replaysAgain = () => eventually('replay', async () => (await replayLag()) === 0, 30_000);

  it('receives without replaying, on purpose, in maintenance mode', async () => {
    await cluster.patchConfig({ pause: true });
    await eventually('maintenance mode', async () => (await cluster.status(replica)).pause === true, 10_000);
    const resume = await cluster.pauseReplay(replica);
    await cluster.writeMegabytes(100);
    await eventually('the replay lag', async () => (await replayLag()) >= 100 * MEGABYTE, 30_000);
    expect(await cluster.status(replica)).toMatchObject({ xlog: { paused: true } });
    await resume();
    await replaysAgain();
    await cluster.patchConfig({ pause: null });
  });

  it('receives without replaying, for no reason that it gives', async () => {
    const replay = await cluster.stopReplay(replica);
    await cluster.writeMegabytes(20);
    await eventually('the replay lag', async () => (await replayLag()) >= 20 * MEGABYTE, 30_000);
    expect(await cluster.status(replica)).toMatchObject({ xlog: { paused: false } });
    await replay();
    await replaysAgain();
  });

  it('is tagged, and not', async () => {
    await cluster.setTag(replica, { nofailover: true, failover_note: 'on' });
    expect((await cluster.memberKey(replica)).tags).toEqual({ nofailover: true, failover_note: 'on' });
    await cluster.setTag(replica, { nofailover: null, failover_note: null });
    expect((await cluster.memberKey(replica)).tags).toBe(undefined);
  });

  it('is made synchronous', async () => {
    await cluster.makeSynchronous('on');
    const { sync = '' } = await cluster.keys('sync');
    expect(JSON.parse(sync)).toMatchObject({ leader, sync_standby: expect.any(String) });
  });
});
