import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { type FleetStatusReport, statusFleet } from '../../../src/operations/fleet/status-fleet.js';
import type { FailOn } from '../../../src/operations/status/status.js';
import { aCluster } from '../../support/clusters.js';
import { DiagnoseWorld } from '../../support/diagnose-world.js';
import { FakeFleet, sameLooks } from '../../support/fake-fleet.js';

async function status(scopes: Readonly<Record<string, Cluster>>, failOn: FailOn = 'degraded') {
  const { ports: one } = new DiagnoseWorld({});
  const ports = { ...one, scopeLooks: sameLooks(scopes), fleet: new FakeFleet(scopes) };
  const parts: (readonly [string, string])[] = [];
  const generator = statusFleet(ports, { group: null, citus: false, command: 'status' }, failOn);
  for (;;) {
    const next = await generator.next();
    if (next.done) return { parts, end: next.value satisfies FleetStatusReport };
    parts.push(...next.value.clusters.map(({ scope, verdict }) => [scope, verdict] as const));
  }
}

describe('statusFleet', () => {
  it('gives cluster by cluster, and ends with the worst verdict', async () => {
    const { parts, end } = await status({ a: aCluster(), b: aCluster({ leader: null }), c: aCluster() });
    expect(parts).toEqual([
      ['a', 'healthy'],
      ['b', 'down'],
      ['c', 'healthy'],
    ]);
    expect(end).toMatchObject({ outcome: 'unhealthy', verdict: 'down', from: null });
    expect(end.code).not.toBeNull();
  });

  it('is done if all are well', async () => {
    const { end } = await status({ a: aCluster(), b: aCluster() });
    expect(end).toMatchObject({ outcome: 'done', code: null, verdict: 'healthy', warnings: [] });
  });

  it('knows nothing of an empty namespace', async () => {
    const { parts, end } = await status({});
    expect(parts).toEqual([]);
    expect(end).toMatchObject({ outcome: 'done', verdict: 'unknown', warnings: [{ code: 'no-clusters' }] });
  });
});
