import { describe, expect, it } from 'vitest';
import { planImpact } from '../../../src/cluster/config/plan-impact.js';
import type { ConfigMember } from '../../../src/cluster/config/server-parameters.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aConfigMember, serverParameters } from '../../support/server-parameters.js';

/** The leader and a replica, both at the recorded values: max_connections 100, work_mem 4MB. */
const LIVE = [
  aConfigMember({ parameters: serverParameters() }),
  aConfigMember({ name: 'pg2', isLeader: false, parameters: serverParameters() }),
];
const BLIND = LIVE.map((member): ConfigMember => ({ ...member, parameters: null }));

function pg(parameters: ValueMap): ValueMap {
  return { postgresql: { parameters } };
}

function impact(before: ValueMap, after: ValueMap, members: readonly ConfigMember[] = LIVE): unknown[] {
  return planImpact(before, after, members).map((each) => [each.effect, each.order, each.members.join()]);
}

describe('parameters', () => {
  it.each([
    { what: 'a reload', before: {}, after: pg({ work_mem: '8MB' }), is: ['reload', null, 'pg1,pg2'] },
    {
      what: 'a restart',
      before: {},
      after: pg({ shared_buffers: '256MB' }),
      is: ['restart', 'any', 'pg1,pg2'],
    },
    {
      what: 'a raise',
      before: pg({ max_connections: 100 }),
      after: pg({ max_connections: 200 }),
      is: ['restart', 'standbys-first', 'pg1,pg2'],
    },
    {
      what: 'a reduction',
      before: {},
      after: pg({ max_connections: '50' }),
      is: ['restart', 'primary-first', 'pg1,pg2'],
    },
    {
      what: 'what runs already',
      before: {},
      after: pg({ work_mem: '4096kB', max_connections: 100 }),
      is: ['none', null, ''],
    },
    { what: 'back to the default', before: pg({ work_mem: '8MB' }), after: {}, is: ['none', null, ''] },
    {
      what: 'another spelling',
      before: pg({ autovacuum: true }),
      after: pg({ autovacuum: 'on' }),
      is: ['none', null, ''],
    },
    {
      what: 'the old name of a level',
      before: {},
      after: pg({ wal_level: 'hot_standby' }),
      is: ['none', null, ''],
    },
    {
      what: 'kept WAL, which needs no restart',
      before: {},
      after: pg({ wal_keep_size: '1GB' }),
      is: ['reload', null, 'pg1,pg2'],
    },
    { what: 'what Patroni sets itself', before: {}, after: pg({ port: 5433 }), is: ['none', null, ''] },
    {
      what: 'what nobody knows',
      before: {},
      after: pg({ 'shop.currency': 'EUR' }),
      is: ['unknown', null, 'pg1,pg2'],
    },
    {
      what: 'recovery, on replicas',
      before: {},
      after: { postgresql: { recovery_conf: { restore_command: 'x' } } },
      is: ['reload', null, 'pg2'],
    },
    {
      what: 'a name with a dot',
      before: {},
      after: pg({ 'pg_stat_statements.max': 10_000 }),
      is: ['restart', 'any', 'pg1,pg2'],
    },
  ])('$what', ({ before, after, is }) => {
    for (const each of impact(before, after)) expect(each).toEqual(is);
    expect(impact(before, after)).not.toHaveLength(0);
  });

  it('concern only the members that run something else', () => {
    const members = [
      LIVE[0] ?? aConfigMember(),
      aConfigMember({
        name: 'pg2',
        isLeader: false,
        parameters: serverParameters({ max_connections: { setting: '200' } }),
      }),
    ];
    expect(impact({}, pg({ max_connections: 200 }), members)).toEqual([['restart', 'standbys-first', 'pg1']]);
    expect(impact(pg({ max_connections: 200 }), pg({ max_connections: 100 }), members)).toEqual([
      ['restart', 'primary-first', 'pg2'],
    ]);
  });

  it('are held against what was stored where no server tells', () => {
    expect(impact(pg({ max_connections: 300 }), pg({ max_connections: 200 }), BLIND)).toEqual([
      ['restart', 'primary-first', 'pg1,pg2'],
    ]);
    expect(impact({}, pg({ work_mem: '8MB' }), BLIND)).toEqual([['reload', null, 'pg1,pg2']]);
    expect(impact({}, pg({ shared_buffers: '1GB' }), [])).toEqual([['restart', 'any', '']]);
  });

  it('have no order in a standby cluster, whose primary is elsewhere', () => {
    const standby = { standby_cluster: { host: 'a' } };
    expect(impact(standby, { ...standby, ...pg({ max_connections: 50 }) })).toEqual([
      ['restart', 'any', 'pg1,pg2'],
    ]);
  });

  it('say what is down meanwhile', () => {
    const [both] = planImpact({}, pg({ shared_buffers: '1GB' }), LIVE);
    const [replica] = planImpact({}, pg({ shared_buffers: '1GB' }), LIVE.slice(1));
    expect(both?.meanwhile).toBe(
      'Every server is down while it restarts, and nobody can write while the leader is.',
    );
    expect(replica?.meanwhile).toBe('Every server is down while it restarts.');
  });
});

describe("Patroni's own keys", () => {
  it.each([
    { what: 'agents act', before: {}, after: { loop_wait: 5 }, is: ['agents', null, 'pg1,pg2'] },
    {
      what: 'pg_hba is a reload',
      before: {},
      after: { postgresql: { pg_hba: ['local all all peer'] } },
      is: ['reload', null, 'pg1,pg2'],
    },
    { what: 'a key that is ignored', before: {}, after: { lopp_wait: 5 }, is: ['none', null, ''] },
    { what: 'a local key', before: {}, after: { postgresql: { listen: '*' } }, is: ['none', null, ''] },
    { what: 'the same in another type', before: { ttl: 30 }, after: { ttl: '30' }, is: ['none', null, ''] },
  ])('$what', ({ before, after, is }) => {
    expect(impact(before, after)).toEqual([is]);
  });

  it('reach only the agents that know them', () => {
    const members = [aConfigMember(), aConfigMember({ name: 'pg2', patroniVersion: '2.1.4' })];
    expect(impact({}, { failsafe_mode: true }, members)).toEqual([['agents', null, 'pg1']]);
  });

  it.each([
    { before: {}, after: { pause: true }, meanwhile: 'There is no automatic failover until the pause ends.' },
    {
      before: { pause: true },
      after: {},
      meanwhile: 'Automatic failover is back, and agents act on whatever happened during the pause.',
    },
    {
      before: {},
      after: { standby_cluster: { host: 'a' } },
      meanwhile:
        'The cluster is demoted: its primary becomes a standby of the remote node, and nobody can write here.',
    },
    {
      before: { standby_cluster: { host: 'a' } },
      after: {},
      meanwhile: 'The cluster is promoted: its standby leader becomes a primary with a timeline of its own.',
    },
    {
      before: { standby_cluster: { host: 'a' } },
      after: { standby_cluster: { host: 'b' } },
      meanwhile: 'The standby leader connects to the remote node anew.',
    },
    {
      before: {},
      after: { synchronous_mode: true },
      meanwhile: 'Commits wait for a synchronous standby as soon as the leader has chosen one.',
    },
    {
      before: { synchronous_mode: true },
      after: {},
      meanwhile: 'A failover can lose what was committed last.',
    },
    {
      before: { synchronous_mode: true },
      after: { synchronous_mode: true, synchronous_mode_strict: true },
      meanwhile: 'Nobody can write while there is no synchronous standby.',
    },
    {
      before: { slots: { a: { type: 'physical' } } },
      after: {},
      meanwhile: 'Patroni drops the slot a: its consumer loses its place.',
    },
    {
      before: {},
      after: { postgresql: { use_slots: false } },
      meanwhile: 'Patroni drops the slots of members: a replica that falls behind may have to be rebuilt.',
    },
    { before: {}, after: { ttl: 60 }, meanwhile: null },
  ])('$after after $before: $meanwhile', ({ before, after, meanwhile }) => {
    expect(planImpact(before, after, LIVE).map((each) => each.meanwhile)).toEqual([meanwhile]);
  });
});
