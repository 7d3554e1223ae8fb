import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DownWatch } from '../support/down-watch.js';
import { eventually } from '../support/eventually.js';
import { startWriter } from '../support/independent-writer.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { restartDocument } from '../support/restart-document.js';
import type { CtlRun } from '../support/run-ctl.js';

// pg1, the first by name, leads: patronictl would restart it first.
describe('a rolling restart', () => {
  let cluster: OwnCluster;
  let others: readonly string[];

  beforeAll(async () => {
    cluster = await ownCluster('rolling', { etcd: 1 });
    if ((await cluster.leader()) !== 'pg1')
      await cluster.sandbox.mustCtl('switchover', 'rolling', '--candidate', 'pg1', '--yes');
    await cluster.untilWhole();
    others = ['pg2', 'pg3'];
  });
  afterAll(() => cluster.destroy());

  const restart = (...options: readonly string[]): Promise<CtlRun> =>
    cluster.sandbox.ctl('restart', 'rolling', ...options);
  const startTimes = async (): Promise<Readonly<Record<string, unknown>>> => {
    const times = cluster.members.map(async ({ name }) => {
      return [name, (await cluster.status(name)).postmaster_start_time] as const;
    });
    return Object.fromEntries(await Promise.all(times));
  };

  it('takes the replicas first and the leader last, and a client behind HAProxy has one gap', async () => {
    const before = await startTimes();
    const writer = await startWriter([cluster.writeAddress]);
    const watch = new DownWatch(cluster);
    const { exit, stdout, stderr } = await restart('--rolling', '--yes');
    const { most, order } = await watch.stop();
    await eventually('writes go on', async () => {
      const count = writer.count;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return writer.count > count;
    });
    const { interruptions, acknowledged } = await writer.stop();

    expect(stderr).toMatch(/1 {2}pg2 .* done .* streaming, .* behind/);
    expect(exit).toBe(0);
    expect(stdout).toContain(
      '  1  pg2   restart   replica\n  2  pg3   restart   replica\n  3  pg1   restart   leader, in place\n',
    );
    expect(stdout.match(/^Success: restart on member pg\d$/gm)).toEqual([
      'Success: restart on member pg2',
      'Success: restart on member pg3',
      'Success: restart on member pg1',
    ]);
    expect(order).toEqual([...others, 'pg1']);
    expect(most).toBe(1);
    expect(await cluster.leader()).toBe('pg1');
    const after = await startTimes();
    for (const name of ['pg1', ...others]) expect(after[name]).not.toBe(before[name]);
    expect(interruptions.length).toBeLessThanOrEqual(1);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(await writer.missingRows()).toEqual([]);
  });

  it('takes several replicas at a time only on request', async () => {
    const watch = new DownWatch(cluster);
    const { exit } = await restart('--role', 'replica', '--parallel', '2', '--yes');
    const { most, order } = await watch.stop();
    expect(exit).toBe(0);
    expect(most).toBe(2);
    expect(order.toSorted()).toEqual(others);
  });

  it('leaves the leader alone if a replica does not come back, and goes on when it is repaired', async () => {
    const before = await startTimes();
    await cluster.editAgent('pg3', 'postgresql', { parameters: { shared_preload_libraries: 'nonexistent' } });
    await eventually('pg3 has read it', async () => (await cluster.status('pg3')).pending_restart === true);
    const first = restartDocument(await restart('--rolling', '--yes', '--json'));
    expect(first).toMatchObject({ exit: 6, code: 'not-back', left: ['pg1'] });
    expect(first.steps.map(({ member, outcome }) => [member, outcome])).toEqual([
      ['pg2', 'done'],
      ['pg3', 'partial'],
      ['pg1', null],
    ]);
    const between = await startTimes();
    expect(between.pg1).toBe(before.pg1);
    expect(between.pg2).not.toBe(before.pg2);

    await cluster.editAgent('pg3', 'postgresql', { parameters: null });
    await cluster.untilWhole();
    const [program, verb, ...rest] = (first.resume ?? '').split(' ');
    expect([program, verb]).toEqual(['ctl', 'restart']);
    const second = restartDocument(await cluster.sandbox.ctl('restart', ...rest, '--yes', '--json'));
    expect(second).toMatchObject({ exit: 0, outcome: 'done', left: [], resume: null });
    expect(second.steps.map(({ member }) => member)).toEqual(['pg1']);
    const after = await startTimes();
    expect(after.pg1).not.toBe(before.pg1);
    expect(after.pg2).toBe(between.pg2);
  });

  it('by switchover: the former leader is restarted by it and not once more', async () => {
    const before = await startTimes();
    const watch = new DownWatch(cluster);
    const { exit, steps } = restartDocument(await restart('--rolling', '--switchover', '--yes', '--json'));
    const { order } = await watch.stop();
    expect(exit).toBe(0);
    expect(steps.map(({ member, gate }) => [member, gate])).toEqual([
      ['pg2', 'passed'],
      ['pg3', 'passed'],
      ['pg1', 'passed'],
    ]);
    expect(order).toEqual([...others, 'pg1']);
    expect(others).toContain(await cluster.leader());
    expect((await startTimes()).pg1).not.toBe(before.pg1);
    await cluster.untilWhole();
  });

  it("keeps a schedule, once, and patronictl's words for it", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const first = await restart('pg2', '--scheduled', at, '--force');
    expect(first).toMatchObject({ exit: 0 });
    expect(first.stdout).toContain('Success: restart scheduled on member pg2\n');
    expect(await cluster.status('pg2')).toHaveProperty('scheduled_restart');
    const second = await restart('pg2', '--scheduled', at, '--force');
    expect(second).toMatchObject({ exit: 1 });
    expect(second.stdout).toContain('Failed: another restart is already scheduled on member pg2\n');
    const third = await restart('pg2', '--scheduled', at, '--force', '--replace-scheduled');
    expect(third).toMatchObject({ exit: 0 });
  });

  it('says what the agent says no to', async () => {
    const refused = await restart('pg2', '--pg-version', '10.1', '--force');
    expect(refused.exit).toBe(1);
    expect(refused.stdout).toContain(
      'Failed: restart for member pg2, status code=503, (restart conditions are not satisfied)\n',
    );
    const nothing = await restart('--pending', '--force');
    expect(nothing).toMatchObject({ exit: 0 });
    expect(nothing.stdout).toContain('No member of rolling has a pending restart: nothing to do.\n');
  });
});
