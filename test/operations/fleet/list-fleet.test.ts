import { describe, expect, it } from 'vitest';
import type { Cluster, Formation } from '../../../src/cluster/model/cluster.js';
import { Failure } from '../../../src/errors.js';
import { type FleetListReport, fleetRequest, listFleet } from '../../../src/operations/fleet/list-fleet.js';
import type { ClusterReport } from '../../../src/operations/listing/list-members.js';
import { aCluster } from '../../support/clusters.js';
import { FakeFleet } from '../../support/fake-fleet.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';

const CITUS: Formation = {
  cluster: null,
  groups: new Map([
    [0, aCluster()],
    [1, aCluster({ leader: 'pg1' })],
  ]),
};

interface Listed {
  readonly parts: readonly (readonly ClusterReport[])[];
  readonly end: FleetListReport;
}

async function list(
  scopes: Readonly<Record<string, Cluster | Formation>>,
  { group = null as number | null, options = {} as ConstructorParameters<typeof FakeFleet>[1] } = {},
): Promise<Listed> {
  const ports = {
    fleet: new FakeFleet(scopes, options),
    dcs: new FakeDcs({}),
    clock: new FakeClock(),
    notes: new FakeNotes(),
  };
  const parts: (readonly ClusterReport[])[] = [];
  const generator = listFleet(ports, { group, citus: false, command: 'list' });
  for (;;) {
    const next = await generator.next();
    if (next.done) return { parts, end: next.value };
    parts.push(next.value.clusters);
  }
}

describe('listFleet', () => {
  it('gives scope by scope what list tells of it', async () => {
    const { parts, end } = await list({ a: aCluster(), b: aCluster({ leader: null }) });
    expect(parts.map((part) => part.map(({ scope, leader, verdict }) => [scope, leader, verdict]))).toEqual([
      [['a', 'pg2', 'healthy']],
      [['b', null, 'down']],
    ]);
    expect(end).toEqual({
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      at: '2026-11-22T18:07:00.000Z',
    });
  });

  it('gives the groups of a Citus cluster together, or the one that is asked for where there is one', async () => {
    const scopes = { a: aCluster(), cit: CITUS };
    const groups = async (group: number | null) =>
      (await list(scopes, { group })).parts.map((part) => part.map((each) => [each.scope, each.group]));
    expect(await groups(null)).toEqual([
      [['a', null]],
      [
        ['cit', 0],
        ['cit', 1],
      ],
    ]);
    expect(await groups(1)).toEqual([[['cit', 1]]]);
  });

  it('warns of an empty namespace', async () => {
    const { parts, end } = await list({});
    expect(parts).toEqual([]);
    expect(end).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'no-clusters', message: 'there is no cluster under /service/' }],
    });
  });

  it('warns once of what may be out of date', async () => {
    const options = { reading: { consistency: 'serializable' as const, revision: 7 } };
    const { end } = await list({ a: aCluster(), b: aCluster() }, { options });
    expect(end.warnings).toMatchObject([{ code: 'stale-read', subject: null }]);
  });

  it('fails if etcd goes away in between', async () => {
    const failure = new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered.');
    await expect(list({ a: aCluster() }, { options: { failure } })).rejects.toBe(failure);
  });
});

describe('fleetRequest', () => {
  it('takes no names beside --all', () => {
    const settings = { citus: null };
    expect(fleetRequest([], {}, settings, 'list')).toEqual({ group: null, citus: false, command: 'list' });
    expect(() => fleetRequest(['demo'], {}, settings, 'list')).toThrow(
      expect.objectContaining({
        outcome: 'usage',
        problem: expect.objectContaining({ code: 'all-and-names' }),
      }),
    );
  });
});
