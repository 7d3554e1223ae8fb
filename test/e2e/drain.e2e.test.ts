import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import type { CtlRun } from '../support/run-ctl.js';

// One synchronous cluster. The member that holds the sync set is taken away and comes back; the test plays the operator who edits its file.

const TAGS = { nofailover: true, noloadbalance: true, nosync: true };
const NO_TAGS = { nofailover: null, noloadbalance: null, nosync: null };

describe('drain', () => {
  let cluster: OwnCluster;
  let leader: string;
  /** The synchronous standby. */
  let member: string;
  let other: string;

  beforeAll(async () => {
    cluster = await ownCluster('drn', { etcd: 1, sync: 'on' });
    await cluster.untilWhole();
    leader = await cluster.leader();
    member = await syncSet();
    other = cluster.members.map(({ name }) => name).find((name) => ![leader, member].includes(name)) ?? '';
  });
  afterAll(() => cluster.destroy());

  const ctl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.ctl('drain', ...args);
  const document = async (...args: string[]) => JSON.parse((await ctl(...args, '--json')).stdout);
  const syncSet = async (): Promise<string> => {
    const { sync = '{}' } = await cluster.keys('sync');
    return JSON.parse(sync).sync_standby;
  };

  it('refuses the leader, names the way, and sends nothing', async () => {
    const refusal = await document('drn', leader);
    expect(refusal).toMatchObject({ exit: 1, code: 'member-is-leader', ready: false, switchover: null });
    expect(refusal.errors[0].next).toBe(`ctl drain drn ${leader} --switchover`);
    expect(await cluster.leader()).toBe(leader);
  });

  it('without waiting tells what is missing', async () => {
    expect(await document(member, '--deadline', '0')).toMatchObject({
      exit: 6,
      code: 'tags-missing',
      tags: Object.keys(TAGS),
      rest: { leader, candidates: [other], synchronous: [other], reads: [other] },
      missing: [{ code: 'tags-missing' }, { code: 'still-in-sync-set' }],
    });
    const { exit, stderr } = await ctl('drn', `${member}9`);
    expect({ exit, stderr }).toMatchObject({
      exit: 7,
      stderr: expect.stringContaining(`next: did you mean ${member}?`),
    });
  });

  it('is done once the tags are there and another one is synchronous', async () => {
    const draining = ctl(member);
    await cluster.setTag(member, TAGS);
    const { exit, stdout, stderr } = await draining;
    expect({ exit, stderr }).toMatchObject({ exit: 0 });
    expect(stdout).toContain(`  tags:\n    nofailover: true\n    noloadbalance: true\n    nosync: true\n`);
    expect(stdout).toContain(
      `${member} is drained: it can be stopped.\nAfterwards: ctl drain drn ${member} --undo\n`,
    );
    expect(stderr).toMatch(/the change of tags is there.*the sync set is whole/s);
    expect(await syncSet()).toBe(other);
    expect((await cluster.agent(member, 'GET', '/replica')).status).toBe(503);
  });

  it('writes go on although its power is cut', async () => {
    await cluster.sandbox.mustCtl('sandbox', 'break', member, '--how', 'kill', '--name', 'drn');
    const begun = Date.now();
    await cluster.sql(leader, 'CREATE TABLE meanwhile AS SELECT 1');
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  it('--undo waits until it is back without its tags', async () => {
    const returning = document(member, '--undo');
    await cluster.sandbox.mustCtl('sandbox', 'mend', member, '--name', 'drn');
    await cluster.setTag(member, NO_TAGS);
    const report = await returning;
    expect(report).toMatchObject({ exit: 0, ready: true, verb: 'undo', missing: [], syncSet: [other] });
    const steps = report.steps.map(({ step }: { readonly step: string }) => step);
    expect(steps.filter((step: string) => step !== 'registered')).toEqual(['streaming', 'tags']);
  });

  it('--switchover takes the lead away from the leader first', async () => {
    const draining = document(leader, '--switchover', '--yes');
    await cluster.setTag(leader, TAGS);
    expect(await draining).toMatchObject({
      exit: 0,
      ready: true,
      leader: other,
      switchover: { outcome: 'done', from: leader, newLeader: other },
      syncSet: [member],
    });
    expect(await cluster.leader()).toBe(other);
  });
});
