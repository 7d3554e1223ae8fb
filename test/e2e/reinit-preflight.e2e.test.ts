import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';

describe.each([
  ['Patroni of the distribution', async () => ({})],
  ['the newest Patroni', async () => ({ patroni: (await packagedPatroni('sid')).patroni })],
])('before data is deleted, with %s', (_, options) => {
  let cluster: OwnCluster;
  let leader: string;
  let one: string;
  let other: string;

  beforeAll(async () => {
    cluster = await ownCluster('preflight', { etcd: 1, ...(await options()) });
    await cluster.untilWhole();
    leader = await cluster.leader();
    [one = '', other = ''] = cluster.members.map(({ name }) => name).filter((name) => name !== leader);
  });
  afterAll(() => cluster?.destroy());

  /** On a machine that is busy with other tests etcd may take longer than the time for a reading. */
  async function reinit(...args: string[]) {
    let run = await attempt(...args);
    for (let again = 0; run.document.code === 'dcs-unreachable' && again < 20; again += 1)
      run = await attempt(...args);
    const { code, errors, warnings, plans } = run.document;
    if (plans === null) throw new Error(JSON.stringify(run.document, null, 2));
    const [plan] = plans;
    const messages = errors.map(({ message }: { message: string }) => message).join('\n');
    const warned = warnings.map((warning: { code: string }) => warning.code);
    return { exit: run.exit, code, messages, warned, plan };
  }

  async function attempt(...args: string[]) {
    const { exit, stdout } = await cluster.sandbox.ctl('reinit', 'preflight', ...args, '--yes', '--json');
    return { exit, document: JSON.parse(stdout) };
  }

  /** Nobody sends to it, for longer than it waits between two attempts. */
  async function isCutOff(member: string): Promise<boolean> {
    const query = `SELECT count(*) FROM pg_stat_replication WHERE application_name = '${member}' AND state IN ('streaming', 'catchup')`;
    for (let look = 0; look < 5; look += 1) {
      if ((await cluster.sql(leader, query)) !== '0') return false;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    return true;
  }

  /** What is refused leaves the data and the server as they were. */
  async function refused(member: string, code: string, message: RegExp): Promise<void> {
    const before = (await cluster.status(member)).postmaster_start_time;
    const ended = await reinit(member);
    expect(ended).toMatchObject({ exit: 1, code, messages: expect.stringMatching(message) });
    expect((await cluster.status(member)).postmaster_start_time).toBe(before);
  }

  async function replication(): Promise<{ readonly username: string; readonly password: string }> {
    const file = join(cluster.member(leader).directory, 'patroni.yml');
    return parse(await readFile(file, 'utf8'), { version: '1.1' }).postgresql.authentication.replication;
  }

  it('a whole cluster has nothing against it, and says whom it would touch', async () => {
    const { exit, plan, warned } = await reinit(one, '--dry-run');
    expect({ exit, warned }).toMatchObject({ exit: 0, warned: expect.arrayContaining(['member-is-well']) });
    expect(plan).toMatchObject({ remaining: expect.arrayContaining([leader, other]), leftOut: [] });
    expect(plan.targets[0].sources).toMatchObject([{ member: leader, login: 'works', obstacles: [] }]);
    expect(plan.targets[0].sources[0].feeds.toSorted()).toEqual([one, other].toSorted());
  });

  it('a password that replicas do not have is noticed although they still stream', async () => {
    const { username, password } = await replication();
    await cluster.sql(leader, `ALTER ROLE ${username} PASSWORD 'another'`);
    try {
      await refused(
        one,
        'copy-cannot-succeed',
        /refuses the replication login of replicator: password authentication failed/,
      );
    } finally {
      await cluster.sql(leader, `ALTER ROLE ${username} PASSWORD '${password}'`);
    }
    expect(await reinit(one, '--dry-run')).toMatchObject({ exit: 0 });
  });

  it('a pg_hba.conf that lets nobody replicate is noticed although they still stream', async () => {
    const line = 'host all all 127.0.0.1/32 scram-sha-256';
    const { username } = await replication();
    const rules = async (): Promise<string> =>
      cluster.sql(
        leader,
        "SELECT count(*) FROM pg_hba_file_rules WHERE 'replication' = ANY (database) AND type = 'host'",
      );
    await cluster.editAgent(leader, 'postgresql', { pg_hba: [line] });
    try {
      await eventually('the new pg_hba.conf', async () => (await rules()) === '0');
      await refused(one, 'copy-cannot-succeed', /pg_hba.conf/);
    } finally {
      await cluster.editAgent(leader, 'postgresql', {
        pg_hba: [line, `host replication ${username} 127.0.0.1/32 scram-sha-256`],
      });
      await eventually('the old pg_hba.conf', async () => (await rules()) === '1');
    }
    expect(await reinit(one, '--dry-run')).toMatchObject({ exit: 0 });
  });

  it('a replica that is cut off is no copy: the other one is the only one', async () => {
    const undo = await cluster.stopReceiver(other);
    onTestFinished(undo);
    await eventually(
      'the silence',
      async () => (await reinit(one, '--dry-run')).plan?.leftOut.length === 1,
      60_000,
    );
    await refused(
      one,
      'only-sound-copy',
      new RegExp(`${one} is the only sound copy beside the leader ${leader}; nobody can count on ${other}`),
    );
    await undo();
    await cluster.untilWhole();
  });

  it('a replica whose WAL is gone is neither well nor a copy, and a new copy heals it', async () => {
    await cluster.patchConfig({ postgresql: { use_slots: false, parameters: { wal_keep_size: '16MB' } } });
    await eventually(
      'no slots',
      async () => (await cluster.sql(leader, 'SELECT count(*) FROM pg_replication_slots')) === '0',
      60_000,
    );
    await eventually(
      'little kept WAL',
      async () => (await cluster.sql(leader, 'SHOW wal_keep_size')) === '16MB',
      60_000,
    );
    const undo = await cluster.stopReceiver(other);
    onTestFinished(undo);
    await cluster.sql(
      leader,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE application_name = '${other}'`,
    );
    const isSent = `SELECT count(*) FROM pg_stat_replication
      WHERE application_name = '${one}' AND pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) < 1000000`;
    for (const megabytes of [120, 20]) {
      await cluster.writeMegabytes(megabytes);
      await cluster.sql(leader, 'SELECT pg_switch_wal()');
      // Without slots nothing is kept for the sound one either.
      await eventually(`${one} keeps up`, async () => (await cluster.sql(leader, isSent)) === '1', 60_000);
      await cluster.sql(leader, 'CHECKPOINT');
    }
    await undo();
    await eventually(`${other} is cut off`, () => isCutOff(other), 90_000);
    expect((await reinit(one, '--dry-run')).plan.leftOut).toMatchObject([{ member: other }]);
    await refused(one, 'only-sound-copy', new RegExp(`nobody can count on ${other} \\(nobody`));
    const planned = await reinit(other, '--dry-run');
    expect(planned.plan.targets[0]).toMatchObject({
      well: false,
      unsound: expect.stringContaining('nobody'),
    });
    expect(planned.warned).not.toContain('member-is-well');
    expect(await reinit(other, '--wait')).toMatchObject({ exit: 0, code: null });
    await cluster.untilWhole();
  });
});
