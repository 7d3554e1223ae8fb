import { describe, expect, it } from 'vitest';
import { listClusters } from '../../../src/operations/clusters/list-clusters.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeFleet } from '../../support/fake-fleet.js';
import { FakeClock } from '../../support/fakes.js';

const REQUEST = { group: null, citus: false, command: 'clusters' };

describe('listClusters', () => {
  it('gives each cluster in a line, by name', async () => {
    const behind = aMember('pg3', { position: 0x5a3c1f8 - 5000, pendingRestart: true });
    const fleet = new FakeFleet({
      'b-2': aCluster({ leader: null }),
      b: aCluster({ members: [aMember('pg1'), aMember('pg2', PRIMARY), behind], config: { pause: true } }),
      a: aCluster({ members: [], leader: null, changes: { initialization: { state: 'uninitialized' } } }),
    });
    const report = await listClusters({ fleet, clock: new FakeClock() }, REQUEST);
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [],
      at: '2026-11-22T18:07:00.000Z',
      namespace: '/service/',
      revision: 48_211,
      consistency: 'linearizable',
    });
    expect(report.clusters).toEqual([
      {
        scope: 'a',
        group: null,
        systemIdentifier: null,
        leader: null,
        members: 0,
        timeline: null,
        highestLag: null,
        pendingRestarts: 0,
        paused: false,
        verdict: 'unknown',
        summary: 'not bootstrapped, no member is registered',
      },
      {
        scope: 'b',
        group: null,
        systemIdentifier: '7711056618934199894',
        leader: 'pg2',
        members: 3,
        timeline: 4,
        highestLag: 5000,
        pendingRestarts: 1,
        paused: true,
        verdict: 'healthy',
        summary: '1 leader, 2 replicas streaming',
      },
      expect.objectContaining({ scope: 'b-2', leader: null, verdict: 'down' }),
    ]);
  });

  it('warns of an empty namespace, and of what may be out of date', async () => {
    const empty = await listClusters({ fleet: new FakeFleet({}), clock: new FakeClock() }, REQUEST);
    expect(empty).toMatchObject({
      outcome: 'done',
      revision: null,
      clusters: [],
      warnings: [{ code: 'no-clusters' }],
    });
    const reading = { consistency: 'serializable' as const };
    const fleet = new FakeFleet({ a: aCluster() }, { reading });
    const stale = await listClusters({ fleet, clock: new FakeClock() }, REQUEST);
    expect(stale).toMatchObject({ consistency: 'serializable', warnings: [{ code: 'stale-read' }] });
    expect(stale.clusters.every(({ verdict }) => verdict === 'unknown')).toBe(true);
    expect(stale.clusters).not.toEqual([]);
  });
});
