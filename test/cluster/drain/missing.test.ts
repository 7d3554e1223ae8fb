import { describe, expect, it } from 'vitest';
import { carriedTags, lackingTags } from '../../../src/cluster/drain/drain-tags.js';
import { missingToDrain } from '../../../src/cluster/drain/missing-to-drain.js';
import { missingToReturn, returning } from '../../../src/cluster/drain/missing-to-return.js';
import { isRemembered } from '../../../src/cluster/drain/rest.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { Tags } from '../../../src/cluster/model/tags.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

const ALL = { nofailover: true, noloadbalance: true, nosync: true };
const SYNC = { synchronous_mode: true };
const QUORUM = { synchronous_mode: 'quorum' };

function clusterOf(
  pg3: Partial<Member> | null,
  config: ValueMap = {},
  standbys: readonly string[] = [],
  leader = 'pg2',
): Cluster {
  const members = ['pg1', 'pg2', 'pg3']
    .filter((name) => name !== 'pg3' || pg3 !== null)
    .map((name) => aMember(name, { ...(name === leader ? PRIMARY : {}), ...(name === 'pg3' ? pg3 : {}) }));
  return aCluster({ leader, members, config, changes: { sync: { leader, standbys, quorum: 0 } } });
}

describe('the tags of a drained member', () => {
  it.each<[Tags, string, readonly string[]]>([
    [{}, '4.1.5', ['nofailover', 'noloadbalance', 'nosync']],
    [ALL, '4.1.5', []],
    [{ nofailover: true, noloadbalance: false }, '4.1.5', ['noloadbalance', 'nosync']],
    [{ failover_priority: 0, sync_priority: 0, noloadbalance: true }, '4.1.5', []],
    [{ failover_priority: 0, sync_priority: 0, noloadbalance: true }, '4.0.7', ['nosync']],
    [{ ...ALL, nosync: false, sync_priority: 0 }, '4.1.5', ['nosync']],
    [{ ...ALL, nofailover: false, failover_priority: 0 }, '4.1.5', ['nofailover']],
  ])('%j of %s lack %j', (tags, patroniVersion, lacking) => {
    expect(lackingTags({ tags, patroniVersion })).toEqual(lacking);
  });

  it('that are set are carried', () => {
    expect(carriedTags({ ...ALL, nosync: false, failover_priority: 0, clonefrom: true })).toEqual([
      'nofailover',
      'noloadbalance',
    ]);
  });
});

describe('what keeps a member from being drained', () => {
  it.each<[string, Cluster, number | null, readonly string[]]>([
    ['nothing', clusterOf({ tags: ALL }), null, []],
    ['tags', clusterOf({ tags: { nosync: true } }), null, ['tags-missing']],
    ['a key that has expired', clusterOf(null), null, ['not-registered']],
    ['that it leads', clusterOf({ tags: ALL, ...PRIMARY }, {}, [], 'pg3'), null, ['member-is-leader']],
    [
      'that it leads, and tags',
      clusterOf(PRIMARY, {}, [], 'pg3'),
      null,
      ['member-is-leader', 'tags-missing'],
    ],
    ['the sync set', clusterOf({ tags: ALL }, SYNC, ['pg3']), 1, ['still-in-sync-set']],
    ['the sync set, in another case', clusterOf({ tags: ALL }, SYNC, ['PG3']), 1, ['still-in-sync-set']],
    ['tags and the sync set', clusterOf({}, SYNC, ['pg3']), 1, ['tags-missing', 'still-in-sync-set']],
    ['that nobody has taken its place', clusterOf({ tags: ALL }, SYNC, []), 1, ['sync-set-not-whole']],
    ['nothing once somebody has', clusterOf({ tags: ALL }, SYNC, ['pg1']), 1, []],
    ['nothing if nobody can', clusterOf({ tags: ALL }, SYNC, []), 0, []],
    ['a quorum that it votes in', clusterOf({ tags: ALL }, QUORUM, ['pg1', 'pg3']), 1, ['still-in-sync-set']],
    ['not a sync set of former times', clusterOf({ tags: ALL }, {}, ['pg3']), null, []],
  ])('%s', (_, cluster, syncWanted, codes) => {
    expect(missingToDrain(cluster, 'pg3', syncWanted).map(({ code }) => code)).toEqual(codes);
  });

  it('is told with names', () => {
    const [tags, set] = missingToDrain(clusterOf({ tags: { nosync: true } }, SYNC, ['pg1', 'pg3']), 'pg3', 1);
    expect(tags?.message).toBe('pg3 lacks the tags nofailover, noloadbalance');
    expect(set?.message).toBe('pg3 is still in the sync set (pg1, pg3)');
  });
});

interface ReturnCase {
  readonly pg3?: Partial<Member> | null;
  readonly config?: ValueMap;
  readonly standbys?: readonly string[];
  readonly leader?: string;
  readonly keep?: readonly ('nofailover' | 'noloadbalance' | 'nosync')[];
  /** Null for a silent agent. */
  readonly status?: Partial<MemberStatus> | null;
  readonly leading?: Partial<MemberStatus>;
}

describe('what keeps a member from being back', () => {
  it.each<[string, ReturnCase, readonly string[]]>([
    ['nothing', {}, []],
    ['tags', { pg3: { tags: ALL } }, ['tags-left']],
    ['not tags that it keeps', { pg3: { tags: { noloadbalance: true } }, keep: ['noloadbalance'] }, []],
    ['other tags than it keeps', { pg3: { tags: ALL }, keep: ['noloadbalance'] }, ['tags-left']],
    ['that it is not registered', { pg3: null }, ['not-registered']],
    ['a silent agent', { status: null }, ['not-streaming']],
    ['that it starts', { status: { state: 'starting', replicationState: null } }, ['not-streaming']],
    ['that it reads the archive', { status: { replicationState: 'in archive recovery' } }, ['not-streaming']],
    ['an old timeline', { status: { timeline: 3 } }, ['not-streaming']],
    [
      'not the silence of 3.0',
      { status: { replicationState: null }, leading: { replication: [connection('pg3')] } },
      [],
    ],
    [
      'not streaming, if it never does',
      { pg3: { tags: { nostream: true } }, status: { replicationState: 'in archive recovery' } },
      [],
    ],
    [
      'its silence, if it never streams',
      { pg3: { tags: { nostream: true } }, status: null },
      ['not-streaming'],
    ],
    [
      'not streaming, if it leads',
      { leader: 'pg3', pg3: PRIMARY, status: { role: 'primary', replicationState: null } },
      [],
    ],
    ['the sync set', { config: SYNC }, ['sync-set-not-whole']],
    ['not a set that has one', { config: SYNC, standbys: ['pg1'] }, []],
    [
      'a set that is to have two',
      { config: { ...SYNC, synchronous_node_count: 2 }, standbys: ['pg1'] },
      ['sync-set-not-whole'],
    ],
    [
      'not a set that cannot have two',
      {
        config: { ...SYNC, synchronous_node_count: 2 },
        standbys: ['pg1'],
        pg3: { tags: { nosync: true } },
        keep: ['nosync'],
      },
      [],
    ],
    [
      'not a set whose second one has no priority',
      {
        config: { ...SYNC, synchronous_node_count: 2 },
        standbys: ['pg1'],
        pg3: { tags: { sync_priority: 0 } },
      },
      [],
    ],
    [
      'tags, and the set that waits for them',
      { config: { ...SYNC, synchronous_node_count: 2 }, standbys: ['pg1'], pg3: { tags: ALL } },
      ['tags-left', 'sync-set-not-whole'],
    ],
    ['that it has no vote', { config: QUORUM, standbys: ['pg1'] }, ['not-in-sync-set']],
    ['nothing, with its vote', { config: QUORUM, standbys: ['pg1', 'pg3'] }, []],
    [
      'not a vote that it never has',
      { config: QUORUM, standbys: ['pg1'], pg3: { tags: { nofailover: true } }, keep: ['nofailover'] },
      [],
    ],
    ['not a vote of the leader', { config: QUORUM, standbys: ['pg1'], leader: 'pg3', pg3: PRIMARY }, []],
  ])(
    '%s',
    (_, { pg3 = {}, config, standbys, leader = 'pg2', keep = [], status = {}, leading = {} }, codes) => {
      const cluster = clusterOf(pg3, config, standbys, leader);
      const statuses = new Map<string, MemberStatus | null>([
        ['pg2', aStatus('pg2', { role: 'primary', replicationState: null, ...leading })],
        ['pg3', status === null ? null : aStatus('pg3', status)],
      ]);
      const missing = missingToReturn(cluster, returning(cluster, 'pg3', keep), statuses);
      expect(missing.map(({ code }) => code)).toEqual(codes);
    },
  );
});

function connection(name: string) {
  return { name, state: 'streaming', syncState: 'async' };
}

describe('a member without a key', () => {
  const status = { position: 1, slots: new Map(), retainSlots: ['pg_3_a'] };
  it.each<[string, Partial<Cluster>, boolean]>([
    ['pg3', {}, false],
    ['pg3', { failsafe: new Map([['pg3', 'http://x']]) }, true],
    ['Pg-3.a', { status }, true],
    ['pg3', { status }, false],
  ])('%s is remembered or not', (name, changes, remembered) => {
    expect(isRemembered(aCluster({ changes }), name)).toBe(remembered);
  });
});
