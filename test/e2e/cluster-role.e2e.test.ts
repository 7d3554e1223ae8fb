import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { PostgresServer } from '../support/postgres-server.js';
import type { CtlRun } from '../support/run-ctl.js';

// One cluster that becomes a standby cluster and a primary cluster again, and a foreign server as its other side.

describe('demote-cluster and promote-cluster', () => {
  let cluster: OwnCluster;
  let foreign: PostgresServer;
  let timeline: number;

  beforeAll(async () => {
    const { patroni } = await packagedPatroni('sid');
    foreign = await PostgresServer.start();
    cluster = await ownCluster('role', { members: 2, etcd: 1, patroni });
    await cluster.untilWhole();
    timeline = Number((await cluster.status(await cluster.leader())).timeline);
  });
  afterAll(async () => {
    await foreign.stop();
    await cluster.destroy();
  });

  const ctl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.ctl(...args);
  const document = async (...args: string[]) => JSON.parse((await ctl(...args, '--json')).stdout);
  const config = async (): Promise<string | undefined> => (await cluster.keys('config')).config;

  it('refuses what cannot be, and writes nothing', async () => {
    const before = await config();
    const nothing = await ctl('demote-cluster', '--yes');
    expect(nothing).toMatchObject({ exit: 2, stdout: '' });
    expect(nothing.stderr).toContain(
      'Error: At least --host, --port or --restore-command should be specified\n',
    );
    const own = String(cluster.members[1]?.pgPort);
    expect(await document('demote-cluster', '--host', '127.0.0.1', '--port', own, '--yes')).toMatchObject({
      exit: 1,
      code: 'remote-is-own-member',
    });
    const away = await document('demote-cluster', '--host', '127.0.0.1', '--port', '1', '--yes');
    expect(away).toMatchObject({ exit: 2, code: 'remote-unreachable', remotes: [{ state: 'unreachable' }] });
    const other = ['demote-cluster', '--host', '127.0.0.1', '--port', `${foreign.port}`, '--dry-run'];
    expect(await document(...other)).toMatchObject({
      exit: 0,
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'remote-is-primary' })]),
      remotes: [{ state: 'primary' }],
    });
    expect(await ctl('promote-cluster')).toMatchObject({ exit: 2 });
    expect(await ctl('promote-cluster', '--yes')).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/\nCluster is already in the required state\n$/),
    });
    expect(await config()).toBe(before);
  });

  it('refuses to demote while paused', async () => {
    await cluster.patchConfig({ pause: true });
    expect(await document('demote-cluster', '--restore-command', '/bin/false', '--yes')).toMatchObject({
      exit: 1,
      code: 'paused',
      request: null,
    });
    await cluster.patchConfig({ pause: null });
    await eventually('the end of the pause', async () => {
      const keys = await Promise.all(cluster.members.map(({ name }) => cluster.memberKey(name)));
      return keys.every(({ pause }) => pause !== true);
    });
  });

  it('demotes to an archive and looks on until the former leader is back', async () => {
    const former = await cluster.leader();
    const run = await ctl('demote-cluster', '--restore-command', '/bin/false', '--yes');
    expect(run.exit).toBe(0);
    expect(run.stdout).toMatch(
      /^Current cluster topology\n[\s\S]*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d cluster is successfully demoted\n[\s\S]*Standby Leader/,
    );
    expect(run.stderr).toMatch(
      /\d\d:\d\d:\d\d cluster is unlocked: (True|False), leader role: \w+, leader state: [\w ]+/,
    );
    expect(run.stderr).toContain('warning: role follows an archive only');
    const leader = await cluster.leader();
    expect(await cluster.status(leader)).toMatchObject({ role: 'standby_leader', state: 'running' });
    expect(await cluster.status(former)).toMatchObject({ state: 'running' });
    expect(await cluster.sql(former, 'SELECT pg_is_in_recovery()')).toBe('t');
    expect(JSON.parse((await config()) ?? '')).toMatchObject({
      standby_cluster: { restore_command: '/bin/false' },
    });
    const again = await ctl('demote-cluster', '--restore-command', '/bin/false', '--yes');
    expect(again).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('already in the required state'),
    });
    const elsewhere = await document('demote-cluster', '--restore-command', '/bin/true', '--yes');
    expect(elsewhere).toMatchObject({ exit: 1, code: 'other-source' });
  });

  it('refuses to promote a paused standby cluster, and one whose other side is a primary', async () => {
    await cluster.patchConfig({ pause: true });
    expect(await document('promote-cluster', '--yes')).toMatchObject({
      exit: 1,
      code: 'paused-standby-cluster',
    });
    await cluster.patchConfig({ pause: null, standby_cluster: { host: '127.0.0.1', port: foreign.port } });
    const before = await config();
    const primary = await document('promote-cluster', '--yes');
    expect(primary).toMatchObject({ exit: 1, code: 'remote-is-primary', remotes: [{ state: 'primary' }] });
    await foreign.halt();
    const silent = await ctl('promote-cluster', '--yes');
    expect(silent.exit).toBe(2);
    expect(silent.stderr).toContain('next: ctl promote-cluster role --yes --even-if-remote-is-unreachable');
    expect(await config()).toBe(before);
  });

  it('promotes although the other side is silent, if that is said', async () => {
    const promoted = await document('promote-cluster', '--yes', '--even-if-remote-is-unreachable');
    expect(promoted).toMatchObject({
      exit: 0,
      outcome: 'done',
      verb: 'promote-cluster',
      role: 'primary',
      timeline: timeline + 1,
      request: { status: 200, text: null },
    });
    const leader = await cluster.leader();
    expect(promoted.leader).toBe(leader);
    await cluster.sql(leader, 'CREATE TABLE written (a int)');
    expect(JSON.parse((await config()) ?? '')).not.toHaveProperty('standby_cluster');
  });

  it('both are in the log of the configuration as what ctl did, and what others did is not', async () => {
    const { revisions } = await document('config', 'log');
    const who = userInfo().username;
    const commands = revisions.map((each: { command: string | null; who: string | null }) => [
      each.command,
      each.who,
    ]);
    expect(commands.slice(0, 4)).toEqual([
      ['promote-cluster', who],
      [null, null],
      [null, null],
      ['demote-cluster', who],
    ]);
  });
});
