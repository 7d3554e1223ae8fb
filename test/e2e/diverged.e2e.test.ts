import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { patronisFor } from '../support/patronis.js';
import type { CtlRun } from '../support/run-ctl.js';

// A former leader whose agent died goes on writing while another one takes over, and nobody may rewind it.

describe.each(patronisFor('newest'))('a member that has diverged, Patroni $version', ({ options }) => {
  let cluster: OwnCluster;
  /** The former leader, who leads now, and the third. */
  let [lost, leader, sound] = ['', '', ''];
  const NAME = 'parted';

  beforeAll(async () => {
    cluster = await ownCluster(NAME, { etcd: 1, ...(await options()) });
    await cluster.untilWhole();
    await cluster.patchConfig({ postgresql: { use_pg_rewind: false } });
    lost = await cluster.leader();
    await cluster.sql(lost, 'CREATE TABLE kept (n int); INSERT INTO kept SELECT 1');
    await cluster.sandbox.mustCtl('sandbox', 'break', `${lost}.agent`, '--how', 'kill', '--name', NAME);
    await eventually('another leader', async () => {
      const { leader: now } = await cluster.keys('leader');
      return now !== undefined && now !== lost;
    });
    leader = await cluster.leader();
    sound = cluster.members.map(({ name }) => name).find((name) => ![lost, leader].includes(name)) ?? '';
    await eventually('the third follows', async () => (await cluster.memberKey(sound)).timeline === 2);
    await cluster.sql(lost, 'INSERT INTO kept SELECT 2 FROM generate_series(1, 50000)');
    await cluster.sql(leader, 'INSERT INTO kept SELECT 3');
    await cluster.sandbox.mustCtl('sandbox', 'mend', `${lost}.agent`, '--name', NAME);
    await eventually('it runs as a replica of its own timeline', async () => {
      const { role, state, timeline } = await cluster.status(lost);
      return role === 'replica' && state === 'running' && timeline === 1;
    });
    await eventually('its key', async () => (await cluster.memberKey(lost)).timeline === 1);
  });
  afterAll(async () => cluster?.destroy());

  const unchanged = async (): Promise<void> => {
    expect(await cluster.leader()).toBe(leader);
    expect((await cluster.keys('failover')).failover ?? '').not.toContain(lost);
    expect(await cluster.sql(leader, 'SELECT count(*) FROM kept WHERE n = 3')).toBe('1');
  };

  it('is an error, and its loss is named where it can win', async () => {
    const { exit, stdout } = await cluster.sandbox.ctl('status', NAME, '--json');
    const [told] = JSON.parse(stdout).clusters;
    expect(exit).toBe(3);
    expect(told.findings).toContainEqual(
      expect.objectContaining({ code: 'diverged', severity: 'error', subject: lost }),
    );
    expect(told.forecast.winners).toContain(lost);
    expect(told.forecast.diverged).toEqual([
      expect.objectContaining({ member: lost, verdict: 'diverged', lostTimelines: [2] }),
    ]);
    expect(told.forecast.lossBytes).toBe(told.forecast.diverged[0].lossBytes);
    expect(told.forecast.lossBytes).toBeGreaterThan(0);
    const { stdout: text } = await cluster.sandbox.ctl('status', NAME);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      `${lost} has diverged and may win: all of timeline 2 would be lost`,
    );
  });

  it.each<[string, () => readonly string[]]>([
    ['a switchover', () => ['switchover', NAME, '--candidate', lost]],
    ['a switchover to whoever wins', () => ['switchover', NAME]],
    [
      'a scheduled switchover',
      () => ['switchover', NAME, '--candidate', lost, '--scheduled', '2199-01-01T00:00:00Z'],
    ],
    ['a switchover by another agent', () => ['switchover', NAME, '--candidate', lost, '--via', sound]],
    ['a switchover by etcd', () => ['switchover', NAME, '--candidate', lost, '--via-dcs']],
    ['a failover', () => ['failover', NAME, '--candidate', lost]],
    ['a failover by another agent', () => ['failover', NAME, '--candidate', lost, '--via', sound]],
    ['a failover by etcd', () => ['failover', NAME, '--candidate', lost, '--via-dcs']],
  ])('%s wants a word about the loss, and sends nothing', async (_, words) => {
    const { exit, stdout, stderr } = await cluster.sandbox.ctl(...words(), '--yes', '--no-probe', '--json');
    expect({ exit, code: JSON.parse(stdout).code }, stderr).toEqual({ exit: 2, code: 'may-lose-commits' });
    const [error] = JSON.parse(stdout).errors;
    expect(error.message).toContain('all of timeline 2 would be lost');
    expect(error.next).toContain('--allow-data-loss');
    await unchanged();
  });

  it('is never the choice of ctl, nor a reader', async () => {
    const dry = JSON.parse(
      (await cluster.sandbox.ctl('drain', NAME, leader, '--switchover', '--dry-run', '--yes', '--json'))
        .stdout,
    );
    expect(dry.switchover?.candidate).toBe(sound);
    const any = JSON.parse(
      (
        await cluster.sandbox.ctl(
          'restart',
          NAME,
          '--any',
          '--role',
          'replica',
          '--dry-run',
          '--yes',
          '--json',
        )
      ).stdout,
    );
    expect(any.steps.map(({ member }: { member: string }) => member)).toEqual([sound]);
    const { stdout: config, stderr } = await cluster.sandbox.mustCtl('haproxy', 'config', NAME, '--partial');
    const readers = config.split('listen').find((section) => section.includes('_read')) ?? '';
    expect(readers).toContain(`server ${sound} `);
    expect(readers).not.toContain(`server ${lost} `);
    expect(stderr).toContain(`${lost} has diverged`);
  });

  it.each<[string, () => readonly string[], (run: CtlRun) => void]>([
    [
      'check',
      () => ['check', NAME, '--only', 'replicas,lag'],
      ({ exit, stdout }) => {
        expect(exit).toBe(2);
        expect(stdout).toContain(`${lost} has diverged`);
      },
    ],
    [
      'wait',
      () => ['wait', NAME, '--for', `streaming=${lost}`, '--deadline', '1s'],
      ({ exit, stdout }) => {
        expect(exit).toBe(5);
        expect(stdout).toContain('has diverged');
      },
    ],
    [
      'doctor',
      () => ['doctor', NAME],
      ({ exit, stdout }) => {
        expect(exit).toBe(3);
        expect(stdout).toContain('diverged');
      },
    ],
    [
      'list',
      () => ['list', NAME, '--json'],
      ({ stdout }) => {
        expect(JSON.parse(stdout).clusters[0].summary).toContain(`${lost} has diverged (timeline 1 of 2)`);
      },
    ],
  ])('%s says so', async (_, words, expected) => {
    expected(await cluster.sandbox.ctl(...words()));
  });

  it('leads if the operator accepts the loss', async () => {
    const words = [
      'switchover',
      NAME,
      '--candidate',
      lost,
      '--yes',
      '--no-probe',
      '--allow-data-loss',
      '--json',
    ];
    const { exit, stdout } = await cluster.sandbox.ctl(...words);
    const report = JSON.parse(stdout);
    expect({ exit, leader: report.newLeader }, stdout).toEqual({ exit: 0, leader: lost });
    expect(report.plan.lossBytes).toBeGreaterThan(0);
  });
});
