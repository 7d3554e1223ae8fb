import { describe, expect, it } from 'vitest';
import { planImpact } from '../../../src/cluster/config/plan-impact.js';
import type {
  ConfigMember,
  FileSetting,
  ServerParameter,
} from '../../../src/cluster/config/server-parameters.js';
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

describe('what overrules the document', () => {
  const line = (name: string, value: string, file: string): FileSetting => ({
    ...{ name, value, file: `/data/${file}`, line: 1, applied: true, error: null },
  });
  const member = (
    name: string,
    files: readonly FileSetting[] | null,
    settings: Readonly<Record<string, Partial<ServerParameter>>> = {},
  ): ConfigMember =>
    aConfigMember({
      name,
      isLeader: name === 'pg1',
      parameters: { ...serverParameters(settings), files, inRecovery: name !== 'pg1' },
    });
  const own = [line('work_mem', '5MB', 'postgresql.conf')];
  const fromFile = {
    setting: '5120',
    source: 'configuration file',
    sourceFile: '/data/postgresql.conf',
  } as const;

  it.each([
    {
      what: 'the files of all members',
      members: [member('pg1', own), member('pg2', own)],
      is: ['none', '', 'Overruled by postgresql.parameters in the file of pg1 and pg2.'],
    },
    {
      what: 'the file of one',
      members: [member('pg1', own), member('pg2', [])],
      is: ['reload', 'pg2', 'Overruled by postgresql.parameters in the file of pg1.'],
    },
    {
      what: 'a file that cannot be read, by the running value',
      members: [member('pg1', null, { work_mem: fromFile }), member('pg2', null)],
      is: ['reload', 'pg2', 'Overruled by postgresql.parameters in the file of pg1.'],
    },
    {
      what: 'ALTER SYSTEM and a file',
      members: [member('pg1', [line('work_mem', '1GB', 'postgresql.auto.conf')]), member('pg2', own)],
      is: ['none', '', 'Overruled by ALTER SYSTEM on pg1 and postgresql.parameters in the file of pg2.'],
    },
    {
      what: 'no file that postgresql.conf includes',
      members: [member('pg1', [line('work_mem', '5MB', 'postgresql.base.conf')])],
      is: ['reload', 'pg1', null],
    },
    {
      what: 'not what is stored',
      before: pg({ work_mem: 5120 }),
      members: [member('pg1', own, { work_mem: fromFile })],
      is: ['reload', 'pg1', null],
    },
    {
      what: 'not what Patroni corrects',
      before: pg({ work_mem: '1kB' }),
      members: [member('pg1', [line('work_mem', '64', 'postgresql.conf')])],
      is: ['reload', 'pg1', null],
    },
  ])('$what', ({ before = {}, members, is }) => {
    const [first] = planImpact(before, pg({ work_mem: '8MB' }), members);
    expect([first?.effect, first?.members.join(), first?.meanwhile ?? null]).toEqual(is);
  });

  it('never what Patroni passes on the command line', () => {
    const files = [line('max_connections', '70', 'postgresql.auto.conf')];
    expect(impact({}, pg({ max_connections: 200 }), [member('pg1', files)])).toEqual([
      ['restart', 'standbys-first', 'pg1'],
    ]);
    const kept = [line('wal_keep_size', '48MB', 'postgresql.auto.conf')];
    expect(impact({}, pg({ wal_keep_size: '1GB' }), [member('pg1', kept)])).toEqual([['none', null, '']]);
  });
});

describe('recovery parameters', () => {
  const both = (recovery_conf: ValueMap, parameters: ValueMap): ValueMap => ({
    postgresql: { recovery_conf, parameters },
  });
  const standby = (settings: Readonly<Record<string, string>>): ConfigMember[] => [
    LIVE[0] ?? aConfigMember(),
    aConfigMember({
      name: 'pg2',
      isLeader: false,
      parameters: {
        ...serverParameters(
          Object.fromEntries(
            Object.entries(settings).map(([name, setting]) => [
              name,
              { setting, source: 'configuration file', sourceFile: '/data/postgresql.conf' },
            ]),
          ),
        ),
        inRecovery: true,
      },
    }),
  ];
  const restore = { restore_command: 'a' };

  it.each([
    {
      what: 'among the parameters',
      before: {},
      after: pg(restore),
      running: {},
      is: [['reload', 'pg2', null]],
    },
    {
      what: 'in place of others',
      before: both({ archive_cleanup_command: 'c' }, {}),
      after: both({ archive_cleanup_command: 'c' }, restore),
      running: { archive_cleanup_command: 'c' },
      is: [
        [
          'reload',
          'pg2',
          'All of postgresql.recovery_conf stops counting: standbys lose archive_cleanup_command.',
        ],
        ['reload', 'pg2', null],
      ],
    },
    {
      what: "Patroni's own, in place of others",
      before: both(restore, {}),
      after: both(restore, { recovery_target_xid: '1' }),
      running: restore,
      is: [
        ['none', '', 'All of postgresql.recovery_conf stops counting: standbys lose restore_command.'],
        ['reload', 'pg2', null],
      ],
    },
    {
      what: 'back again',
      before: both(restore, { recovery_target_xid: '1' }),
      after: both(restore, {}),
      running: {},
      is: [
        ['none', '', 'postgresql.recovery_conf counts again: standbys get restore_command.'],
        ['reload', 'pg2', null],
      ],
    },
    {
      what: 'in recovery_conf while one is among the parameters',
      before: both({}, { archive_cleanup_command: 'c' }),
      after: both(restore, { archive_cleanup_command: 'c' }),
      running: { archive_cleanup_command: 'c' },
      is: [['none', '', null]],
    },
    {
      what: 'moved to their place',
      before: pg(restore),
      after: both(restore, {}),
      running: restore,
      is: [
        ['none', '', null],
        ['none', '', null],
      ],
    },
    {
      what: 'null for all of recovery_conf',
      before: both(restore, {}),
      after: { postgresql: { recovery_conf: null, parameters: {} } },
      running: restore,
      is: [['reload', 'pg2', null]],
    },
    {
      what: 'others in the file of the member',
      before: both(restore, {}),
      after: both({ restore_command: 'b' }, {}),
      running: { restore_command: 'own' },
      is: [['none', '', 'Overruled by recovery parameters in the file of pg2.']],
    },
    {
      what: 'an old name',
      before: {},
      after: both({ trigger_file: '/tmp/t' }, {}),
      running: { promote_trigger_file: '/tmp/t' },
      is: [['none', '', 'Overruled by recovery parameters in the file of pg2.']],
    },
  ])('$what', ({ before, after, running, is }) => {
    const plan = planImpact(before, after, standby(running));
    expect(plan.map(({ effect, members, meanwhile }) => [effect, members.join(), meanwhile])).toEqual(is);
  });

  it('before PostgreSQL 14 Patroni restarts standbys itself', () => {
    const members = standby({});
    const old = members.map((member) => {
      const { parameters } = member;
      if (parameters === null) return member;
      const row = parameters.parameters.get('restore_command');
      if (row === undefined) throw new Error('no restore_command');
      const rows = new Map([
        ...parameters.parameters,
        ['restore_command', { ...row, context: 'postmaster' }] as const,
      ]);
      return { ...member, parameters: { ...parameters, parameters: rows } };
    });
    expect(planImpact({}, both(restore, {}), old)).toMatchObject([
      {
        effect: 'agents',
        members: ['pg2'],
        meanwhile: 'Patroni restarts PostgreSQL on pg2 at once, without being asked.',
      },
    ]);
  });
});

describe('what Patroni converts, replaces or sets itself', () => {
  const synchronous = { synchronous_mode: true };
  const names = { synchronous_standby_names: 'a' };
  const old = LIVE.map((member): ConfigMember => ({ ...member, patroniVersion: '3.0.2' }));
  it.each([
    { what: 'segments', before: {}, after: pg({ wal_keep_segments: 20 }), is: 'reload' },
    { what: 'segments that are the default', before: {}, after: pg({ wal_keep_segments: 8 }), is: 'none' },
    {
      what: 'segments beside a size',
      before: pg({ wal_keep_size: '128MB' }),
      after: pg({ wal_keep_size: '128MB', wal_keep_segments: 20 }),
      is: 'none',
    },
    { what: 'names of standbys', before: {}, after: pg(names), is: 'reload' },
    {
      what: 'names of standbys in synchronous mode',
      before: synchronous,
      after: { ...synchronous, ...pg(names) },
      is: 'none',
    },
    { what: 'automatic buffers', before: {}, after: pg({ wal_buffers: -1 }), is: 'none' },
    { what: 'hints', before: {}, after: pg({ wal_log_hints: 'off' }), is: 'restart' },
    {
      what: 'hints before Patroni 4.0',
      before: {},
      after: pg({ wal_log_hints: 'off' }),
      members: old,
      is: 'none',
    },
    {
      what: 'a parameter that Patroni 3.0 has not heard of',
      before: {},
      after: pg({ restrict_nonsystem_relation_kind: 'view' }),
      members: old,
      is: 'none',
    },
  ])('$what', ({ before, after, members = LIVE, is }) => {
    for (const { effect } of planImpact(before, after, members)) expect(effect).toBe(is);
  });

  it.each([
    { hba_file: 'pg_hba.conf', is: 'none' },
    { hba_file: '/data/pg_hba.conf', is: 'none' },
    { hba_file: 'other.conf', is: 'restart' },
  ])('a path relative to the folder of configuration: $hba_file', ({ hba_file, is }) => {
    const settings = {
      config_file: { setting: '/data/postgresql.conf' },
      hba_file: {
        setting: '/data/pg_hba.conf',
        source: 'configuration file',
        sourceFile: '/data/postgresql.conf',
      },
    };
    const members = [aConfigMember({ parameters: serverParameters(settings) })];
    expect(planImpact({}, pg({ hba_file }), members).map(({ effect }) => effect)).toEqual([is]);
  });

  it('what Patroni passes on although it sets it itself', () => {
    const members = [
      aConfigMember({ parameters: serverParameters({ data_directory: { setting: '/data' } }) }),
    ];
    expect(impact({}, pg({ data_directory: '/tmp' }), members)).toEqual([['restart', 'any', 'pg1']]);
    expect(impact({}, pg({ port: 1 }), members)).toEqual([['none', null, '']]);
  });

  it('a value that goes from the file waits for a restart, be it the default', () => {
    const settings = { max_files_per_process: { source: 'configuration file', setting: '1000' } };
    const members = [aConfigMember({ parameters: serverParameters(settings) })];
    expect(impact(pg({ max_files_per_process: 1000 }), {}, members)).toEqual([['restart', 'any', 'pg1']]);
    expect(impact(pg({ max_files_per_process: 1000 }), {})).toEqual([['none', null, '']]);
  });

  it('a value that goes leaves what the included file has', () => {
    const base = { name: 'work_mem', value: '4MB', file: '/data/postgresql.base.conf' };
    const files: FileSetting[] = [{ ...base, line: 1, applied: false, error: null }];
    const parameters = serverParameters({ work_mem: { setting: '8192', bootValue: '8192' } });
    const members = [aConfigMember({ parameters: { ...parameters, files } })];
    expect(impact(pg({ work_mem: '8MB' }), {}, members)).toEqual([['reload', null, 'pg1']]);
  });
});

describe('lists of access', () => {
  const hba = { postgresql: { pg_hba: ['local all all peer'] } };
  it.each([
    { what: 'removed', before: hba, after: {}, is: 'none' },
    { what: 'empty', before: hba, after: { postgresql: { pg_hba: [] } }, is: 'none' },
    {
      what: 'beside another file',
      before: {},
      after: { postgresql: { ...hba.postgresql, parameters: { hba_file: 'x' } } },
      is: 'none',
    },
    { what: 'new', before: {}, after: hba, is: 'reload' },
  ])('$what', ({ before, after, is }) => {
    const plan = planImpact(before, after, LIVE).filter(({ path }) => path[1] === 'pg_hba');
    expect(plan.map(({ effect }) => effect)).toEqual([is]);
  });

  it('not on a member whose hba_file is another', () => {
    const files = {
      config_file: { setting: '/data/postgresql.conf' },
      hba_file: { setting: '/etc/hba.conf' },
    };
    const other = aConfigMember({ parameters: serverParameters(files) });
    const [first] = planImpact({}, hba, [other]);
    expect(first).toMatchObject({ effect: 'none', members: [] });
    expect(first?.meanwhile).toContain('hba_file of pg1 is another file');
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
