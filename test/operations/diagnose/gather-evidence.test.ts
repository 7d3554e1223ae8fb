import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { gatherEvidence } from '../../../src/operations/diagnose/gather-evidence.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { type DiagnoseRecipe, DiagnoseWorld } from '../../support/diagnose-world.js';
import { someFacts } from '../../support/evidence.js';

const REQUEST = { scope: 'demo', group: null, citus: false };
const NO_QUORUM = { code: 'dcs-no-quorum', message: 'etcd has no quorum', subject: null, next: null };

async function gather(recipe: DiagnoseRecipe) {
  const world = new DiagnoseWorld(recipe);
  const [evidence] = await gatherEvidence(world.ports, REQUEST);
  if (evidence === undefined) throw new Error('nothing was gathered');
  return { evidence, world };
}

const without = (...names: string[]): Cluster =>
  aCluster({ members: aCluster().members.filter(({ name }) => !names.includes(name)) });

describe('a look at a cluster', () => {
  it('asks the agent and the PostgreSQL of every member once', async () => {
    const { evidence, world } = await gather({
      servers: { 15402: { facts: someFacts({ inRecovery: false }) } },
    });
    expect(world.agents.asked.map(({ name }) => name)).toEqual(['pg1', 'pg2', 'pg3']);
    expect(world.askedServers).toEqual(['127.0.0.1:15401', '127.0.0.1:15402', '127.0.0.1:15403']);
    expect(evidence.cluster).toMatchObject({ kind: 'present', revision: 48_211 });
    const [pg1, pg2] = evidence.members;
    expect(pg1).toMatchObject({
      agent: { ok: true },
      facts: { ok: false, code: 'sql-unreachable' },
      lease: { granted: 30, remaining: 20 },
      trace: null,
    });
    expect(pg2).toMatchObject({ facts: { ok: true, value: { inRecovery: false } }, lease: null });
  });

  it('keeps where the members are', async () => {
    const { world } = await gather({});
    expect(world.written).toHaveLength(1);
    expect(world.written[0]).toContain('"apiUrl":"http://127.0.0.1:18001/patroni"');
    const again = await gather({ lastSeen: world.written[0] ?? '' });
    expect(again.world.written).toEqual([]);
  });

  it('of a scope that is not there tells where it may be instead', async () => {
    const { evidence } = await gather({ clusters: [null] });
    expect(evidence).toMatchObject({
      cluster: { kind: 'absent', revision: 48_211 },
      otherScopes: ['other'],
      otherNamespaces: ['/elsewhere/'],
      members: [],
    });
  });
});

describe('members without a key', () => {
  const earlier = [
    { revision: 48_200, cluster: without('pg3', 'pg2') },
    { revision: 48_100, cluster: without('pg2') },
  ];

  it('are known from older revisions, and asked where they were', async () => {
    const { evidence, world } = await gather({ clusters: [without('pg3')], earlier });
    expect(evidence.members[2]).toMatchObject({
      name: 'pg3',
      key: null,
      trace: { sources: ['older-revision'], lastRevision: 48_100, lastKey: { port: 15403 } },
      agent: { ok: true },
    });
    expect(world.askedServers).toContain('127.0.0.1:15403');
  });

  it.each([
    { name: 'the slots of the leader', changes: retained('pg1', 'pg_9'), names: ['pg_9'] },
    { name: 'a slot of somebody known', changes: retained('pg3'), names: ['pg3'] },
    {
      name: 'the failsafe list',
      config: { failsafe_mode: true },
      changes: { failsafe: new Map([['pg8', 'http://10.0.0.8:8008/patroni']]) },
      names: ['pg8'],
    },
    {
      name: 'a failsafe list of former times',
      changes: { failsafe: new Map([['pg8', 'http://10.0.0.8:8008/patroni']]) },
      names: [],
    },
    {
      name: 'the history, which tells who led last',
      changes: {
        history: ['pg7', 'pg6'].map((newLeader, index) => ({
          timeline: index + 1,
          switchPoint: 1,
          reason: null,
          at: null,
          newLeader,
        })),
      },
      names: ['pg6'],
    },
  ])('$name: $names', async ({ changes, config = {}, names }) => {
    const members = [aMember('pg1'), aMember('pg2')];
    const { evidence } = await gather({ clusters: [aCluster({ members, config, changes })] });
    expect(evidence.members.map(({ name }) => name).filter((name) => !['pg1', 'pg2'].includes(name))).toEqual(
      names,
    );
  });

  it('the last leader and the last good configuration are found in the past, too', async () => {
    const now = { ...aCluster({ leader: null, config: null }) };
    const { evidence } = await gather({
      clusters: [now],
      earlier: [
        { revision: 48_000, cluster: aCluster({ leader: null, config: null }) },
        { revision: 47_000, cluster: aCluster() },
      ],
    });
    expect(evidence).toMatchObject({ formerLeader: { name: 'pg2', revision: 47_000 }, lastGoodConfig: 40 });
  });
});

describe('without etcd', () => {
  it('what its members remember is told as that, and the members are asked', async () => {
    const { evidence, world } = await gather({ uncertain: NO_QUORUM, remembered: aCluster() });
    expect(evidence.cluster).toMatchObject({ kind: 'stale', code: 'dcs-no-quorum', revision: 48_211 });
    expect(evidence.members.map(({ agent, lease }) => [agent?.ok, lease])).toEqual([
      [true, null],
      [true, null],
      [true, null],
    ]);
    expect(world.written).toEqual([]);
  });

  it('the members are asked where they were last', async () => {
    const { world: before } = await gather({});
    const { evidence } = await gather({ uncertain: NO_QUORUM, lastSeen: before.written[0] ?? '' });
    expect(evidence.cluster.kind).toBe('unread');
    expect(evidence.members.map(({ name, agent, trace }) => [name, agent?.ok, trace?.sources])).toEqual([
      ['pg1', true, ['settings']],
      ['pg2', true, ['settings']],
      ['pg3', true, ['settings']],
    ]);
  });

  it('the one of the settings is asked if nobody is known', async () => {
    const own = { name: 'pg1', apiUrl: 'http://a:8008/patroni', host: null, port: null };
    const recipe = { uncertain: NO_QUORUM, ownMember: { ...own, scope: 'demo' } };
    const { evidence, world } = await gather(recipe);
    expect(world.agents.asked).toMatchObject([{ name: 'pg1', apiUrl: 'http://a:8008/patroni' }]);
    expect(evidence.members).toMatchObject([
      { name: 'pg1', trace: { sources: ['settings'], lastRevision: null }, facts: null },
    ]);
    const other = await gather({ ...recipe, ownMember: { ...own, scope: 'other' } });
    expect(other.evidence.members).toEqual([]);
  });

  it.each(['', 'nonsense', '{}', '[]', '{"revision":1,"members":7}'])(
    'a file of "%s" tells nothing',
    async (lastSeen) => {
      const { evidence } = await gather({ uncertain: NO_QUORUM, lastSeen });
      expect(evidence.members).toEqual([]);
    },
  );
});

function retained(...slots: readonly string[]): Partial<Cluster> {
  return { status: { position: 1, slots: new Map(), retainSlots: slots } };
}
