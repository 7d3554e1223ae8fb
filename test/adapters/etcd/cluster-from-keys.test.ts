import { describe, expect, it } from 'vitest';
import { type DecodedScope, formationFromKeys } from '../../../src/adapters/etcd/cluster-from-keys.js';
import type { RawKey } from '../../../src/adapters/etcd/keys.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import { rawKeys } from '../../support/clusters.js';
import { RECORDINGS } from '../../support/recordings.js';

const PREFIX = '/service/demo/';
const POSITION = 151_270_256;

function decode(keys: readonly RawKey[]): DecodedScope {
  return formationFromKeys(keys, PREFIX);
}

function clusterOf(keys: readonly RawKey[]): Cluster {
  const { formation, warnings } = decode(keys);
  expect(warnings).toEqual([]);
  if (!formation?.cluster) throw new Error('no cluster');
  return formation.cluster;
}

function memberFrom(value: unknown): Member | undefined {
  return clusterOf(rawKeys({ 'members/pg1': value })).members[0];
}

function recording(name: string): readonly RawKey[] {
  return RECORDINGS.find((each) => each.name === `written-from-reference/${name}`)?.keys ?? [];
}

const EVERY_KEY = rawKeys({
  config: { pause: true },
  failover: { leader: 'pg1' },
  failsafe: { pg1: 'http://h1:8008/patroni' },
  history: [[1, 1000, 'reason']],
  initialize: '7711056618934199894',
  leader: 'pg1',
  'members/pg1': { state: 'running' },
  'members/pg2': { state: 'running' },
  status: { optime: 1000 },
  sync: { leader: 'pg1', sync_standby: 'pg2' },
});

describe('formationFromKeys', () => {
  it.each<[string, Readonly<Record<string, unknown>>, boolean, number[]]>([
    ['a cluster whose scope goes on', { leader: 'pg1', 'b/leader': 'x' }, true, []],
    ['a cluster whose scope goes on with a number and more', { leader: 'pg1', '5/b/leader': 'x' }, true, []],
    ['a number that nobody knows', { leader: 'pg1', '5/notes': 'x' }, true, []],
    ['groups', { '5/leader': 'x', '0/members/c1': {}, '5/b/leader': 'y' }, false, [0, 5]],
    ['a cluster whose scope goes on, and none of its own', { 'b/leader': 'x' }, false, []],
    ['only what lies below a number', { '5/b/leader': 'x' }, false, []],
  ])('takes for a cluster and its groups what is theirs: %s', (_, keys, isThere, groups) => {
    const { formation } = decode(rawKeys(keys));
    expect((formation?.cluster ?? null) !== null).toBe(isThere);
    expect([...(formation?.groups.keys() ?? [])]).toEqual(groups);
    expect(formation === null).toBe(!isThere && groups.length === 0);
  });

  it('understands Patroni 2.0: optime, master, history of any length', () => {
    expect(clusterOf(recording('patroni-2.0'))).toMatchObject({
      initialization: { state: 'initialized', systemIdentifier: '7711056618934199894' },
      leader: { name: 'pg1', revision: 30 },
      status: { position: POSITION, slots: new Map(), retainSlots: [] },
      sync: null,
      failover: null,
      failsafe: null,
      history: [
        { timeline: 1, switchPoint: 83_886_472, at: null, newLeader: null },
        { timeline: 2, switchPoint: 150_995_568, at: '2020-11-22T17:12:44.771610+00:00', newLeader: null },
      ],
      members: [
        { name: 'pg1', role: 'primary', host: '10.0.0.1', port: 5432, position: POSITION, hasTags: false },
        {
          name: 'pg2',
          role: 'replica',
          replicationState: null,
          receivePosition: null,
          tags: { nofailover: true },
        },
      ],
    });
  });

  it('understands Patroni 2.1: status with slots, sync without quorum', () => {
    expect(clusterOf(recording('patroni-2.1'))).toMatchObject({
      status: { position: POSITION, slots: new Map([['debezium', POSITION - 4096]]) },
      sync: { leader: 'pg1', standbys: ['pg2'], quorum: 0 },
      history: [{ newLeader: 'pg1' }],
      members: [
        { name: 'pg1', pendingRestart: true, pendingRestartReasons: [], paused: false },
        { name: 'pg2', pendingRestart: false, paused: true },
      ],
    });
  });

  it('understands Patroni 3.3: failsafe, reasons and schedules', () => {
    expect(clusterOf(recording('patroni-3.3'))).toMatchObject({
      failsafe: new Map([
        ['pg1', 'http://10.0.0.1:8008/patroni'],
        ['pg2', 'http://10.0.0.2:8008/patroni'],
      ]),
      failover: { leader: 'pg1', candidate: 'pg2', scheduledAt: '2030-01-01T10:00:00+00:00', revision: 43 },
      sync: { leader: 'pg1', standbys: [], quorum: 0 },
      history: [],
      members: [
        { pendingRestartReasons: [{ parameter: 'max_connections', oldValue: '100', newValue: '200' }] },
        {
          replicationState: 'streaming',
          scheduledRestart: { at: '2030-01-01T10:00:00+00:00', postgresVersion: '16.4' },
        },
      ],
    });
  });

  it('keeps the revisions of what may be written', () => {
    const { config, leader, failover } = clusterOf(
      rawKeys({ config: {}, leader: 'pg1', failover: { member: 'pg2' } }),
    );
    expect([config?.revision, leader?.revision, failover?.revision]).toEqual([1, 2, 3]);
  });

  it('is nothing without keys, or with none of Patroni', () => {
    expect(decode([])).toEqual({ formation: null, warnings: [] });
    expect(decode(rawKeys({ notes: 'x', 'members/pg1/deeper': 'x' })).formation).toBeNull();
  });

  it.each([
    { keys: { leader: 'pg1' }, initialization: { state: 'uninitialized' } },
    { keys: { initialize: '' }, initialization: { state: 'initializing' } },
  ])('tells how far the bootstrap is: $initialization.state', ({ keys, initialization }) => {
    expect(clusterOf(rawKeys(keys)).initialization).toEqual(initialization);
  });

  it('knows a leader that is not registered', () => {
    expect(clusterOf(rawKeys({ leader: 'pg9' }))).toMatchObject({ leader: { name: 'pg9' }, members: [] });
  });

  it('sorts members by name and ignores deeper keys', () => {
    const keys = rawKeys({ 'members/b': {}, 'members/a': {}, 'members/a/deeper': {} });
    expect(clusterOf(keys).members.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('garbage', () => {
  const good = clusterOf(EVERY_KEY);

  it.each<{ path: string; value: string; lost: Partial<Cluster> }>([
    { path: 'config', value: '{', lost: { config: null } },
    { path: 'config', value: '[]', lost: { config: null } },
    { path: 'failover', value: '{"leader"', lost: { failover: null } },
    { path: 'failover', value: '[]', lost: { failover: null } },
    { path: 'failsafe', value: 'x', lost: { failsafe: null } },
    { path: 'history', value: '{}', lost: { history: [] } },
    { path: 'status', value: '', lost: { status: { position: null, slots: new Map(), retainSlots: [] } } },
    { path: 'sync', value: '"pg1"', lost: { sync: null } },
  ])('in $path costs that key only, and is named: $value', ({ path, value, lost }) => {
    const key = `${PREFIX}${path}`;
    const keys = EVERY_KEY.map((raw) => (raw.key === key ? { ...raw, value } : raw));
    const { formation, warnings } = decode(keys);
    expect(formation?.cluster).toEqual({ ...good, ...lost });
    expect(warnings).toEqual([
      {
        code: 'broken-key',
        message: expect.stringMatching(`^the key ${key} cannot be understood \\(revision \\d+\\)`),
        subject: key,
        next: null,
      },
    ]);
  });

  it('in a member leaves the member, with nothing known', () => {
    const keys = EVERY_KEY.map((raw) => (raw.key.endsWith('pg2') ? { ...raw, value: 'nonsense' } : raw));
    const { formation, warnings } = decode(keys);
    expect(formation?.cluster?.members).toEqual([
      good.members[0],
      expect.objectContaining({ name: 'pg2', revision: 8, host: null, port: null, state: null, role: null }),
    ]);
    expect(warnings.map(({ subject }) => subject)).toEqual(['/service/demo/members/pg2']);
  });

  it('within a key costs only what cannot be understood', () => {
    const cluster = clusterOf(
      rawKeys({
        history: [[1, 1000, 'reason'], 'x', [null, 5], ['2', '2000', null]],
        status: { optime: 'x', slots: { a: 1, b: 'x' }, retain_slots: ['a', 1] },
        'members/pg1': {
          state: 5,
          timeline: 'x',
          tags: [],
          conn_url: '://',
          pending_restart_reason: { a: 1 },
        },
      }),
    );
    expect(cluster).toMatchObject({
      history: [{ timeline: 1 }, { timeline: 2, switchPoint: 2000, reason: null }],
      status: { position: null, slots: new Map([['a', 1]]), retainSlots: ['a'] },
      members: [
        { state: null, timeline: null, tags: {}, hasTags: false, host: null, pendingRestartReasons: [] },
      ],
    });
  });
});

/** What Patroni's own readers accept: dcs/__init__.py, the `from_node` methods. */
describe('the forms that Patroni accepts', () => {
  it.each([
    { value: '1000', position: 1000 },
    { value: '0', position: null },
    { value: '{"optime":"1000"}', position: 1000 },
    { value: '{}', position: null },
  ])('status $value', ({ value, position }) => {
    expect(clusterOf(rawKeys({ status: value })).status.position).toBe(position);
  });

  it('status before optime/leader', () => {
    expect(clusterOf(rawKeys({ 'optime/leader': '2000', status: { optime: 1000 } })).status.position).toBe(
      1000,
    );
  });

  it('slots of status as JSON within JSON', () => {
    const status = { optime: 1000, slots: '{"a":5}', retain_slots: '["a"]' };
    expect(clusterOf(rawKeys({ status })).status).toEqual({
      position: 1000,
      slots: new Map([['a', 5]]),
      retainSlots: ['a'],
    });
  });

  it.each([
    { value: '{}', failover: null },
    { value: '', failover: null },
    { value: '{"scheduled_at":"2030-01-01T10:00:00+00:00"}', failover: null },
    {
      value: '{"member":"pg2"}',
      failover: { leader: null, candidate: 'pg2', scheduledAt: null, revision: 1 },
    },
    { value: 'pg1: pg2', failover: { leader: 'pg1', candidate: 'pg2', scheduledAt: null, revision: 1 } },
    { value: 'pg1', failover: { leader: 'pg1', candidate: null, scheduledAt: null, revision: 1 } },
    { value: ':pg2', failover: { leader: null, candidate: 'pg2', scheduledAt: null, revision: 1 } },
  ])('failover "$value"', ({ value, failover }) => {
    expect(clusterOf(rawKeys({ failover: value })).failover).toEqual(failover);
  });

  it.each([
    { value: { leader: null, sync_standby: 'pg2' }, sync: null },
    { value: {}, sync: null },
    {
      value: { leader: 'pg1', sync_standby: 'pg2, pg3,', quorum: 1 },
      sync: { leader: 'pg1', standbys: ['pg2', 'pg3'], quorum: 1 },
    },
  ])('sync $value', ({ value, sync }) => {
    expect(clusterOf(rawKeys({ sync: value })).sync).toEqual(sync);
  });

  it('a member from before JSON: a connection URI with the address of the API', () => {
    const api = encodeURIComponent('http://h1:8008/patroni');
    expect(memberFrom(`postgres://h1:5433/postgres?application_name=${api}`)).toMatchObject({
      connUrl: 'postgres://h1:5433/postgres',
      host: 'h1',
      port: 5433,
      apiUrl: 'http://h1:8008/patroni',
    });
  });

  it.each([
    ['postgres://h1:5433/postgres', 'h1', 5433],
    ['postgres://h1/postgres', 'h1', 5432],
    ['postgres://Host-A:5432/postgres', 'host-a', 5432],
    ['postgres://[fd00::1]:5433/postgres', 'fd00::1', 5433],
    ['postgres://[FD00::1]/postgres', 'fd00::1', 5432],
    ['postgres://ada:p%40:x@h1:5433/postgres', 'h1', 5433],
    ['postgres://h1:0/postgres', 'h1', 5432],
    ['postgres://a,b:5433/postgres', 'a,b', 5433],
    ['postgres://a:5432,b:5433/postgres', 'a:5432,b:5433', null],
    ['postgres://ada:x@a:5432,b/postgres', 'a:5432,b', null],
    ['postgres://[fd00::1]:5432,[fd00::2]:5433/postgres', '[fd00::1]:5432,[fd00::2]:5433', null],
    ['postgres://h1:x/postgres', 'h1:x', null],
    ['postgres:///postgres', null, null],
  ])('a member at %s', (conn_url, host, port) => {
    expect(memberFrom({ conn_url })).toMatchObject({ host, port });
  });

  it('positions of 0, which are none', () => {
    expect(memberFrom({ xlog_location: 0, receive_lsn: 0, replay_lsn: '5' })).toMatchObject({
      position: null,
      receivePosition: null,
      replayPosition: 5,
    });
  });
});

describe('Citus', () => {
  const groups = rawKeys({
    '1/leader': 'w1',
    '0/initialize': '1',
    '0/members/c1': {},
    '10/config': {},
    '2/sync': '{',
    '01/leader': 'x',
  });

  it('groups are clusters of their own, by number', () => {
    const { formation, warnings } = decode(groups);
    expect(formation?.cluster).toBeNull();
    expect([...(formation?.groups.keys() ?? [])]).toEqual([0, 1, 2, 10]);
    expect(formation?.groups.get(0)?.members.map(({ name }) => name)).toEqual(['c1']);
    expect(formation?.groups.get(1)?.leader?.name).toBe('w1');
    expect(warnings.map(({ subject }) => subject)).toEqual(['/service/demo/2/sync']);
  });

  it('a cluster may stand beside groups, by mistake', () => {
    const { formation } = decode([...groups, ...rawKeys({ leader: 'pg1' })]);
    expect(formation?.cluster?.leader?.name).toBe('pg1');
    expect(formation?.groups.size).toBe(4);
  });
});
