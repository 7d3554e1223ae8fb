import { describe, expect, it } from 'vitest';
import { planImpact } from '../../../src/cluster/config/plan-impact.js';
import type { ConfigMember, FileSetting } from '../../../src/cluster/config/server-parameters.js';
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

describe('recovery settings among the parameters', () => {
  const RESTORE = { restore_command: 'cp %p' };
  const recovery = (recovery_conf: ValueMap, parameters: ValueMap = {}): ValueMap => ({
    postgresql: { parameters: { max_connections: 100, ...parameters }, recovery_conf },
  });
  const told = (before: ValueMap, after: ValueMap) =>
    planImpact(before, after, LIVE).map(({ path, before: was, after: is, effect, members }) => [
      path.slice(1).join('.'),
      was,
      is,
      effect,
      members.join(),
    ]);

  it.each<[string, ValueMap, ValueMap, readonly unknown[]]>([
    ['act on standbys', {}, pg(RESTORE), [['parameters.restore_command', null, 'cp %p', 'reload', 'pg2']]],
    [
      'take the place of all others',
      recovery(RESTORE),
      recovery(RESTORE, { archive_cleanup_command: 'true' }),
      [
        ['parameters.archive_cleanup_command', null, 'true', 'reload', 'pg2'],
        ['recovery_conf.restore_command', 'cp %p', null, 'none', ''],
      ],
    ],
    [
      'even one that Patroni sets itself',
      recovery(RESTORE),
      recovery(RESTORE, { recovery_target_timeline: 'latest' }),
      [
        ['parameters.recovery_target_timeline', null, 'latest', 'none', ''],
        ['recovery_conf.restore_command', 'cp %p', null, 'none', ''],
      ],
    ],
    [
      'give it back when they go',
      recovery(RESTORE, { recovery_min_apply_delay: 0 }),
      recovery(RESTORE),
      [
        ['parameters.recovery_min_apply_delay', 0, null, 'none', ''],
        ['recovery_conf.restore_command', null, 'cp %p', 'reload', 'pg2'],
      ],
    ],
    [
      'of which a changed section is told once',
      recovery(RESTORE, { archive_cleanup_command: 'true' }),
      recovery({ restore_command: 'cp %f' }, { archive_cleanup_command: 'true' }),
      [['recovery_conf.restore_command', 'cp %p', 'cp %f', 'reload', 'pg2']],
    ],
    [
      'unlike others',
      recovery(RESTORE),
      recovery(RESTORE, { work_mem: '8MB' }),
      [['parameters.work_mem', null, '8MB', 'reload', 'pg1,pg2']],
    ],
  ])('%s', (_, before, after, is) => {
    expect(told(before, after)).toEqual(is);
  });
});

describe('a value that something else decides', () => {
  const line = (file: string, value: string): FileSetting => ({
    name: 'work_mem',
    value,
    file: `/data/${file}`,
    line: 1,
    applied: true,
    error: null,
  });
  const WORK_MEM = { setting: '65536', source: 'configuration file' };
  const member = (name: string, files: readonly FileSetting[] | null, changes: object = {}): ConfigMember => {
    const parameters = serverParameters({ work_mem: { ...WORK_MEM, ...changes } });
    return aConfigMember({ name, isLeader: name === 'pg1', parameters: { ...parameters, files } });
  };
  const OWN = [line('postgresql.conf', '64MB')];
  const AUTO = [line('postgresql.conf', '8MB'), line('postgresql.auto.conf', '64MB')];
  const OLD = pg({ work_mem: '8MB' });
  const NEW = pg({ work_mem: '16MB' });

  it.each<[string, ValueMap, readonly ConfigMember[], string, string]>([
    ["every member's file", OLD, [member('pg1', OWN), member('pg2', OWN)], 'none', ''],
    [
      "every member's file, where nothing was stored",
      {},
      [member('pg1', OWN), member('pg2', OWN)],
      'none',
      '',
    ],
    ['ALTER SYSTEM', OLD, [member('pg1', AUTO), member('pg2', AUTO)], 'none', ''],
    ['the file of one of them', OLD, [member('pg1', OWN), ...LIVE.slice(1)], 'reload', 'pg2'],
    [
      'nobody, where it was stored so',
      pg({ work_mem: '64MB' }),
      [member('pg1', OWN), member('pg2', OWN)],
      'reload',
      'pg1,pg2',
    ],
    [
      'a file of another kind, over which Patroni writes',
      OLD,
      [member('pg1', [line('postgresql.base.conf', '64MB')])],
      'reload',
      'pg1',
    ],
    [
      'as the running value tells without the lines',
      OLD,
      [member('pg1', null, { sourceFile: '/data/postgresql.conf' })],
      'none',
      '',
    ],
    ['nobody can tell', OLD, [member('pg1', null)], 'reload', 'pg1'],
  ])('%s', (_, before, members, effect, names) => {
    const [planned] = planImpact(before, NEW, members);
    expect([planned?.effect, planned?.members.join()]).toEqual([effect, names]);
    if (effect === 'none')
      expect(planned?.meanwhile).toMatch(/^The value of pg1.* comes from (its|their) own/);
  });
});
