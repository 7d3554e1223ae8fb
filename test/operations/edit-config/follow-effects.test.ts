import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { serverParameters } from '../../support/server-parameters.js';
import { aStatus } from '../../support/statuses.js';
import { editing } from './editing.js';

const config = { ttl: 30, loop_wait: 10 };
const SILENCE = new Failure('unreachable', 'dcs-unreachable', 'etcd does not answer');
const SEEN = 1_795_370_000;

/** pg1 leads, pg2 follows; SQL answers on both unless it is said otherwise. */
function twoMembers({ sql = ['pg1', 'pg2'] }: { readonly sql?: readonly string[] } = {}) {
  const members = [aMember('pg1', PRIMARY), aMember('pg2')];
  const statuses: Record<string, ReturnType<typeof aStatus>> = {
    pg1: aStatus('pg1', { dcsLastSeen: SEEN }),
    pg2: aStatus('pg2', { dcsLastSeen: SEEN }),
  };
  const world = editing({ config, cluster: aCluster({ config, leader: 'pg1', members }), statuses });
  const { servers } = world.ports;
  for (const { name, port } of members) {
    if (port === null || !sql.includes(name)) continue;
    servers.become(port, 'writable');
    servers.parameters.set(port, serverParameters({ work_mem: { setting: '4096' } }));
  }
  /** The agent of a member goes through a cycle. */
  const cycle = (name: string): void => {
    statuses[name] = aStatus(name, { dcsLastSeen: SEEN + 10 });
  };
  const runWith = (number: number, setting: string): void => {
    servers.parameters.set(15_400 + number, serverParameters({ work_mem: { setting } }));
  };
  return { ...world, members, cycle, runWith };
}

type World = ReturnType<typeof twoMembers>;

/** What happens so long after the write. */
function afterWrite({ ports }: World, events: readonly (readonly [ms: number, happen: () => void])[]): void {
  ports.configKey.onWrite = () => {
    for (const [ms, happen] of events) ports.clock.after(ms, happen);
  };
}

const states = ({ members }: Awaited<ReturnType<World['run']>>): string[] =>
  members.flatMap(({ member, settings }) => settings.map(({ key, state }) => `${member} ${key} ${state}`));

describe('what the members make of a change', () => {
  it('is seen without waiting if they are quick', async () => {
    const world = twoMembers();
    afterWrite(world, [
      [200, () => world.runWith(1, '8192')],
      [800, () => world.runWith(2, '8192')],
    ]);
    const report = await world.run({ parameters: ['work_mem=8MB'], unattended: true });
    expect(report).toMatchObject({ outcome: 'done', code: null, completedBy: null });
    expect(states(report)).toEqual([
      'pg1 postgresql.parameters.work_mem applied',
      'pg2 postgresql.parameters.work_mem applied',
    ]);
    expect(report.elapsedMs).toBeLessThan(1500);
  });

  it('is not waited for long without --wait', async () => {
    const world = twoMembers();
    const report = await world.run({ sets: ['ttl=40'], unattended: true });
    expect(report).toMatchObject({ outcome: 'done', code: null });
    expect(states(report)).toEqual(['pg1 ttl waiting', 'pg2 ttl waiting']);
    expect(report.elapsedMs).toBeLessThan(2600);
  });

  it('is waited for with --wait', async () => {
    const world = twoMembers();
    afterWrite(world, [
      [3000, () => world.cycle('pg1')],
      [11_000, () => world.cycle('pg2')],
    ]);
    const report = await world.run({ sets: ['ttl=40'], unattended: true, wait: true });
    expect(report.outcome).toBe('done');
    expect(states(report)).toEqual(['pg1 ttl applied', 'pg2 ttl applied']);
    expect(world.events.some((event) => event.kind === 'waiting' && event.members.join() === 'pg2')).toBe(
      true,
    );
  });

  it('is partial if one is late', async () => {
    const world = twoMembers();
    afterWrite(world, [[3000, () => world.cycle('pg1')]]);
    const report = await world.run({ sets: ['ttl=40'], unattended: true, wait: true });
    expect(report).toMatchObject({ outcome: 'partial', code: 'not-applied', writtenRevision: 49 });
    expect(report.errors.map(({ subject }) => subject)).toEqual(['pg2']);
    expect(report.elapsedMs).toBeGreaterThanOrEqual(30_000);
  });

  it('is unknown if all are', async () => {
    const world = twoMembers();
    const report = await world.run({ sets: ['ttl=40'], unattended: true, wait: true, deadlineMs: 5000 });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'not-applied' });
    expect(report.elapsedMs).toBeLessThan(6000);
  });

  it('may be something else, and why', async () => {
    const world = twoMembers();
    afterWrite(world, [
      [500, () => world.cycle('pg1')],
      [500, () => world.runWith(2, '8192')],
    ]);
    const report = await world.run({ parameters: ['work_mem=8MB'], unattended: true, wait: true });
    expect(report.outcome).toBe('done');
    expect(report.warnings).toMatchObject([{ code: 'setting-ignored', subject: 'pg1' }]);
    expect(states(report)[0]).toBe('pg1 postgresql.parameters.work_mem ignored');
  });

  it('may need a restart', async () => {
    const world = twoMembers();
    afterWrite(world, [
      [
        1000,
        () => {
          const pendingRestartReasons = [{ parameter: 'max_connections', oldValue: '100', newValue: '200' }];
          const waiting = world.members.map((each) => ({
            ...each,
            pendingRestart: true,
            pendingRestartReasons,
          }));
          world.ports.dcs.become({ demo: aCluster({ config, leader: 'pg1', members: waiting }) });
        },
      ],
    ]);
    const report = await world.run({ parameters: ['max_connections=200'], unattended: true, wait: true });
    expect(report).toMatchObject({ outcome: 'done', completedBy: 'ctl restart demo --rolling --pending' });
    expect(states(report)).toEqual([
      'pg1 postgresql.parameters.max_connections pending-restart',
      'pg2 postgresql.parameters.max_connections pending-restart',
    ]);
  });

  it('is checked against the catalogue where SQL is silent', async () => {
    const world = twoMembers({ sql: ['pg1'] });
    const report = await world.run({ sets: ['ttl=40'], dryRun: true });
    expect(report.sources).toEqual([
      { member: 'pg1', source: 'sql', serverVersion: 150_018, reason: null },
      { member: 'pg2', source: 'catalogue', serverVersion: 150_020, reason: 'Connection refused' },
    ]);
  });

  it('is a success though etcd is gone then', async () => {
    const world = twoMembers();
    afterWrite(world, [[0, () => world.ports.dcs.failWith(SILENCE)]]);
    const report = await world.run({ sets: ['ttl=40'], unattended: true });
    expect(report).toMatchObject({ outcome: 'done', writtenRevision: 49 });
    expect(states(report)).toEqual(['pg1 ttl waiting', 'pg2 ttl waiting']);
  });

  it('is not waited for after Ctrl-C', async () => {
    const world = twoMembers();
    afterWrite(world, [[1500, () => world.ports.interruption.interrupt()]]);
    const report = await world.run({ sets: ['ttl=40'], unattended: true, wait: true });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'interrupted', writtenRevision: 49 });
  });
});
