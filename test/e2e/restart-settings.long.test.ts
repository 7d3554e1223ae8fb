import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startWriter } from '../support/independent-writer.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { restartDocument } from '../support/restart-document.js';

// A standby needs some settings at least as high as its primary, which decides who is restarted first.
describe('settings rolled out on a synchronous cluster', () => {
  let cluster: OwnCluster;

  beforeAll(async () => {
    const { patroni } = await packagedPatroni('sid');
    cluster = await ownCluster('settings', { etcd: 1, patroni, sync: 'on' });
    await cluster.untilWhole();
  });
  afterAll(() => cluster.destroy());

  it.each([
    ['raised', { max_connections: 120 }, 'standbys first'],
    ['lowered', { max_connections: 40 }, 'the primary first'],
    ['raised and lowered', { max_connections: 60, max_locks_per_transaction: 48 }, 'twice'],
  ] as const)('%s', async (_, parameters, order) => {
    const leader = await cluster.leader();
    const standbys = cluster.members.map(({ name }) => name).filter((name) => name !== leader);
    await cluster.patchConfig({ postgresql: { parameters } });
    await eventually('everybody waits for a restart', async () => {
      const statuses = await Promise.all(cluster.members.map(({ name }) => cluster.memberKey(name)));
      return statuses.every(({ pending_restart: pending }) => pending === true);
    });
    const writer = await startWriter([cluster.writeAddress]);
    const document = restartDocument(
      await cluster.sandbox.ctl('restart', 'settings', '--rolling', '--pending', '--yes', '--json'),
    );
    expect(document).toMatchObject({ exit: 0, outcome: 'done', left: [] });
    expect(document.steps.map(({ member }) => member)).toEqual(
      order === 'standbys first'
        ? [...standbys, leader]
        : order === 'the primary first'
          ? [leader, ...standbys]
          : [...standbys, leader, ...standbys],
    );
    await eventually('writes go on', async () => {
      const { count } = writer;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return writer.count > count;
    });
    const { interruptions } = await writer.stop();
    expect(interruptions.length).toBeLessThanOrEqual(1);
    expect(await writer.missingRows()).toEqual([]);
    expect(await cluster.leader()).toBe(leader);
    for (const { name } of cluster.members) {
      expect(await cluster.status(name)).not.toHaveProperty('pending_restart');
      for (const [parameter, value] of Object.entries(parameters)) {
        expect(await cluster.sql(name, `SHOW ${parameter}`)).toBe(String(value));
      }
    }
  });

  it('lowered by switchover is refused', async () => {
    await cluster.patchConfig({ postgresql: { parameters: { max_connections: 30 } } });
    await eventually('everybody waits for a restart', async () => {
      const statuses = await Promise.all(cluster.members.map(({ name }) => cluster.memberKey(name)));
      return statuses.every(({ pending_restart: pending }) => pending === true);
    });
    const run = await cluster.sandbox.ctl(
      'restart',
      'settings',
      '--rolling',
      '--switchover',
      '--yes',
      '--json',
    );
    expect(restartDocument(run)).toMatchObject({ exit: 1, code: 'lowered-needs-in-place' });
  });
});
