import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  answer,
  answer503AfterForwarding,
  type Behaviour,
  cutAfterForwarding,
  pass,
  silentAfterForwarding,
  silentWithoutForwarding,
} from '../support/agent-behaviours.js';
import { type Interposed, interpose } from '../support/agent-stand-in.js';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { type CtlRun, expectExit, onceEtcdAnswers } from '../support/run-ctl.js';

// What a pause says if the answer of an agent leaves open whether it was stored: etcd has the last word.

describe('a pause whose answer leaves it open', () => {
  let cluster: OwnCluster;
  let standIn: Interposed;
  let leader: string;

  beforeAll(async () => {
    cluster = await ownCluster('doubt', { etcd: 1 });
    await cluster.untilWhole();
    leader = await cluster.leader();
    standIn = await interpose(cluster, leader);
  });
  afterEach(async () => {
    standIn.behave(pass);
    if (await isPaused()) await cluster.sandbox.mustCtl('resume', '--wait', '--yes');
  });
  afterAll(async () => {
    await standIn?.close();
    await cluster?.destroy();
  });

  const ctl = (...args: string[]): Promise<CtlRun> => onceEtcdAnswers(() => cluster.sandbox.ctl(...args));
  const isPaused = async (): Promise<boolean> =>
    JSON.parse((await cluster.keys('config')).config ?? '{}').pause === true;
  const PAGE = '<html><body><h1>503 Service Unavailable</h1></body></html>';

  it.each<[string, Behaviour]>([
    ['is cut off', cutAfterForwarding],
    ['is 503 of a proxy', answer503AfterForwarding(PAGE)],
    ['never comes', silentAfterForwarding],
  ])('is done if etcd holds it, though the answer %s', async (_, behaviour) => {
    standIn.behave(behaviour);
    const asked = standIn.writes().length;
    const run = await ctl('pause', '--reason', 'disks');
    expectExit(0, run);
    expect(run.stdout).toBe('Success: cluster management is paused\n');
    expect(await isPaused()).toBe(true);
    expect(standIn.writes()).toHaveLength(asked + 1);
  });

  it.each<[string, Behaviour]>([
    ['never comes', silentWithoutForwarding],
    ['is cut off', async (exchange) => exchange.cut()],
    ['is 200 with a page', answer(200, '<html><h1>Welcome</h1></html>')],
    ['is a redirect', answer(302, '')],
    ['is 500', answer(500, '')],
    ['is 502', answer(502, PAGE)],
    ['is 503 of a proxy', answer(503, PAGE)],
  ])('is unknown if etcd does not hold it and the answer %s; the hint does it', async (_, behaviour) => {
    standIn.behave(behaviour);
    const asked = standIn.writes().length;
    const run = await ctl('pause', '--reason', 'new disks', '--deadline', '4s', '--json');
    expectExit(5, run);
    const { errors, pause, paused } = JSON.parse(run.stdout);
    expect({ pause, paused }).toEqual({ pause: null, paused: false });
    expect(standIn.writes()).toHaveLength(asked + 1);
    expect(await isPaused()).toBe(false);
    const { via } =
      /^ctl pause doubt --reason 'new disks' --via (?<via>pg\d) /.exec(errors[0].next)?.groups ?? {};
    expect(via).not.toBe(leader);
    expectExit(0, await ctl('pause', 'doubt', '--reason', 'new disks', '--via', String(via)));
    expect(await isPaused()).toBe(true);
  });

  it.each([400, 404, 405, 412, 501])('is refused with %i, and nobody else is asked', async (status) => {
    standIn.behave(answer(status, 'no'));
    expectExit(1, await ctl('pause'));
    await eventually('nothing', async () => !(await isPaused()));
  });

  it.each([401, 403])('ends with %i: the same login fails everywhere', async (status) => {
    standIn.behave(answer(status, 'not authenticated'));
    const run = await ctl('pause', '--json');
    expectExit(4, run);
    expect(JSON.parse(run.stdout)).toMatchObject({ code: 'agent-auth', paused: false });
  });
});
