import { describe, expect, it } from 'vitest';
import { atLeast } from '../../../src/cluster/check/range.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { check, checkedPlace } from '../../../src/operations/check/check.js';
import type { CheckPorts, CheckRequest } from '../../../src/operations/check/check-report.js';
import { aCluster } from '../../support/clusters.js';
import { type DiagnoseRecipe, DiagnoseWorld } from '../../support/diagnose-world.js';
import { FakeFleet, sameLooks } from '../../support/fake-fleet.js';

const REQUEST: CheckRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  names: [],
  expected: {
    thresholds: { replicas: null, members: null, sync: null, lag: null },
    timeline: null,
    patroniVersion: null,
  },
  memory: null,
};

function aWorld(recipe: DiagnoseRecipe = {}, scopes: Readonly<Record<string, Cluster>> = {}) {
  const world = new DiagnoseWorld(recipe);
  const memory = { read: async () => null, write: async () => {} };
  const ports: CheckPorts = { ...world.ports, fleet: new FakeFleet(scopes), memory };
  return { world, ports };
}

describe('check', () => {
  it.each<[string, DiagnoseRecipe, Partial<CheckRequest>, string, string, string | null]>([
    ['a healthy cluster', {}, {}, 'OK', 'done', null],
    [
      'a paused one, if asked',
      { clusters: [aCluster({ config: { pause: true } })] },
      { names: ['maintenance'] },
      'WARNING',
      'unhealthy',
      'warning',
    ],
    [
      'one without a leader',
      { clusters: [aCluster({ leader: null })] },
      { names: ['leader'] },
      'CRITICAL',
      'unhealthy',
      'critical',
    ],
    ['one that is not there', { clusters: [null] }, { names: ['leader'] }, 'UNKNOWN', 'unknown', 'unknown'],
  ])('of %s', async (_what, recipe, request, state, outcome, code) => {
    const report = await check(aWorld(recipe).ports, { ...REQUEST, ...request });
    expect(report).toMatchObject({ state, outcome, code, clusters: [{ scope: 'demo', state }] });
  });

  it('asks PostgreSQL only for the findings', async () => {
    const single = aWorld();
    await check(single.ports, { ...REQUEST, names: ['leader', 'lag'] });
    expect(single.world.askedServers).toEqual([]);
    expect(single.world.agents.asked).toHaveLength(3);
    const all = aWorld();
    await check(all.ports, REQUEST);
    expect(all.world.askedServers).toHaveLength(3);
  });

  it('asks agents only for what etcd does not know', async () => {
    const { world, ports } = aWorld();
    expect(await check(ports, { ...REQUEST, names: ['timeline', 'maintenance'] })).toMatchObject({
      state: 'OK',
    });
    expect(world.agents.asked).toEqual([]);
    const thresholds = { ...REQUEST.expected.thresholds, replicas: { warning: atLeast(2), critical: null } };
    const request = {
      ...REQUEST,
      names: ['timeline' as const],
      expected: { ...REQUEST.expected, thresholds },
    };
    expect(await check(ports, request)).toMatchObject({ state: 'OK' });
    expect(world.agents.asked).toHaveLength(3);
  });

  it('of all clusters has the worst first, and its state', async () => {
    const scopes = { a: aCluster(), b: aCluster({ leader: null }), c: aCluster() };
    const ports = { ...aWorld({}, scopes).ports, scopeLooks: sameLooks(scopes) };
    const report = await check(ports, { ...REQUEST, scope: null, names: ['leader'] });
    expect(report).toMatchObject({ state: 'CRITICAL', outcome: 'unhealthy', code: 'critical' });
    expect(report.clusters.map(({ scope, state }) => [scope, state])).toEqual([
      ['b', 'CRITICAL'],
      ['a', 'OK'],
      ['c', 'OK'],
    ]);
  });

  it('of no cluster at all is UNKNOWN', async () => {
    const report = await check(aWorld().ports, { ...REQUEST, scope: null });
    expect(report).toMatchObject({
      state: 'UNKNOWN',
      outcome: 'unknown',
      clusters: [],
      errors: [{ code: 'no-clusters' }],
    });
  });
});

describe('checkedPlace', () => {
  const settings = { scope: 'demo', citus: { group: 1, database: 'd' } };

  it('is the cluster that is named, that of the settings, or all', () => {
    expect(checkedPlace('other', { all: false }, settings)).toEqual({
      scope: 'other',
      group: 1,
      citus: true,
    });
    expect(checkedPlace(null, { all: false, group: 0 }, settings)).toMatchObject({ scope: 'demo', group: 0 });
    expect(checkedPlace(null, { all: true }, settings)).toMatchObject({ scope: null, group: null });
  });

  it('needs one of them, and not two', () => {
    expect(() => checkedPlace(null, { all: false }, { scope: null, citus: null })).toThrow(
      'No cluster was named',
    );
    expect(() => checkedPlace('demo', { all: true }, settings)).toThrow('--all is every cluster');
  });
});
