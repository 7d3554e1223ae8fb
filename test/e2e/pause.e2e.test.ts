import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import type { CtlRun } from '../support/run-ctl.js';

// One cluster in and out of maintenance mode, with an agent that stands still and a replica that is promoted meanwhile.

describe('pause and resume', () => {
  let cluster: OwnCluster;
  /** A replica. */
  let idle: string;

  beforeAll(async () => {
    cluster = await ownCluster('rest', { etcd: 1 });
    await cluster.untilWhole();
    const leader = await cluster.leader();
    idle = cluster.members.map(({ name }) => name).find((name) => name !== leader) ?? '';
  });
  afterAll(() => cluster.destroy());

  const ctl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.ctl(...args);
  const isPaused = async (): Promise<boolean> => {
    const { config = '{}' } = await cluster.keys('config');
    return JSON.parse(config).pause === true;
  };
  const document = async (...args: string[]) => JSON.parse((await ctl(...args, '--json')).stdout);

  it('pause --wait ends in time with exit 6 although the key of the frozen agent expires meanwhile', async () => {
    await cluster.freezeAgent(idle);
    const run = await ctl('pause', '--wait', '--deadline', '24s');
    expect(await cluster.keys(`members/${idle}`)).toEqual({});
    expect(run.exit).toBe(6);
    expect(run.stdout).toBe(
      "'pause' request sent, waiting until it is recognized by all nodes\n" +
        `${idle} members didn't recognized pause state after 24 seconds\n`,
    );
    expect(run.stderr).toContain(
      `partial: ${idle} has not acknowledged the pause after 24 s; its key has expired`,
    );
    expect(run.elapsedMs).toBeLessThan(26_000);
    expect(await isPaused()).toBe(true);
  });

  it('pause --wait is done once the agent goes on', async () => {
    await cluster.thawAgent(idle);
    await eventually('its key', async () => (await cluster.memberKey(idle)).pause === true);
    const run = await ctl('pause', '--wait');
    expect(run).toMatchObject({ exit: 0, stdout: 'Cluster is already paused\n' });
    expect((await ctl('resume', '--wait')).exit).toBe(0);
  });

  it('pause alone ends well with one frozen agent, and names it in a warning', async () => {
    await cluster.freezeAgent(idle);
    const run = await ctl('pause', '--reason', 'kernel update', '--for', '30min');
    expect(run).toMatchObject({ exit: 0, stdout: 'Success: cluster management is paused\n' });
    expect(run.stderr).toContain(`warning: ${idle} has not acknowledged the pause`);
    expect(await isPaused()).toBe(true);
    await cluster.thawAgent(idle);
  });

  it('list tells who, why and until when', async () => {
    const [listed] = (await document('list')).clusters;
    expect(listed).toMatchObject({
      paused: true,
      pause: { by: expect.any(String), reason: 'kernel update', overdue: false, known: 'noted' },
    });
    expect(Date.parse(listed.pause.until) - Date.parse(listed.pause.since)).toBe(1_800_000);
    const { stderr } = await ctl('switchover', '--dry-run', '--candidate', idle);
    expect(stderr).toMatch(/warning: rest is paused \(maintenance mode\) for .* "kernel update"/);
    expect((await document('pause', '--wait')).members).toHaveLength(3);
  });

  it('resume says that it will demote a second primary, and asks', async () => {
    await cluster.sql(idle, 'SELECT pg_promote()');
    await eventually('a second primary', async () =>
      ['primary', 'master'].includes(String((await cluster.status(idle)).role)),
    );
    const asked = await ctl('resume');
    expect(asked.exit).toBe(2);
    expect(asked.stdout).toMatch(new RegExp(`${idle} +primary without the lock +demoted`));
    expect(asked.stderr).toContain('give --yes');
    expect(await isPaused()).toBe(true);
  });

  it('resume --yes ends it, and what it has told comes true', async () => {
    const run = await ctl('resume', '--wait', '--yes');
    expect(run.exit).toBe(0);
    expect(run.stdout).toMatch(
      /\n'resume' request sent, waiting until .*\nSuccess: cluster management is resumed\n$/,
    );
    await cluster.untilWhole();
    expect(await document('list')).toMatchObject({ clusters: [{ paused: false, pause: null }] });
    expect(await ctl('resume')).toMatchObject({ exit: 0, stdout: 'Cluster is not paused\n' });
  });
});
