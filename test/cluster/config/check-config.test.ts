import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/cluster/config/check-config.js';
import { CONFIG_CODES } from '../../../src/cluster/config/config-codes.js';
import type { ConfigFinding } from '../../../src/cluster/config/config-finding.js';
import type { ConfigMember } from '../../../src/cluster/config/server-parameters.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aConfigMember, serverParameters } from '../../support/server-parameters.js';

const LIVE = [aConfigMember({ parameters: serverParameters() })];
const BLIND = [aConfigMember()];

interface Surroundings {
  readonly before?: ValueMap | null;
  readonly members?: readonly ConfigMember[];
  readonly allowUnknown?: readonly string[];
}

function check(
  after: ValueMap,
  { before = {}, members = LIVE, allowUnknown = [] }: Surroundings = {},
): readonly ConfigFinding[] {
  return checkConfig({ before, after, members, allowUnknown });
}

function pg(parameters: ValueMap): ValueMap {
  return { postgresql: { parameters } };
}

/** `error ttl wrong-type`. */
function brief({ code, severity, path }: ConfigFinding): string {
  return `${severity} ${code} ${path.join('.')}`;
}

interface Example {
  readonly what: string;
  readonly after: ValueMap;
  readonly found: readonly string[];
  readonly around?: Surroundings;
}

const codesSeen = new Set<string>();

function tests(examples: readonly Example[]): void {
  it.each(examples)('$what', ({ after, found, around }) => {
    const findings = check(after, around);
    for (const { code } of findings) codesSeen.add(code);
    expect(findings.map(brief)).toEqual(found);
  });
}

describe('a value of the wrong type', () => {
  tests([
    { what: 'a word for seconds', after: { ttl: 'abc' }, found: ['error wrong-type ttl'] },
    { what: 'a number with letters', after: { ttl: '500ABC' }, found: ['error wrong-type ttl'] },
    { what: 'two points', after: { loop_wait: '12.5.3' }, found: ['error wrong-type loop_wait'] },
    { what: 'null for ttl, unlike a missing one', after: { ttl: null }, found: ['error wrong-type ttl'] },
    {
      what: "Python's int takes no point in a text",
      after: { ttl: '30.0' },
      found: ['error wrong-type ttl'],
    },
    {
      what: 'a switch for seconds',
      after: { retry_timeout: true },
      found: ['error wrong-type retry_timeout'],
    },
    {
      what: 'a word for bytes',
      after: { maximum_lag_on_failover: 'x' },
      found: ['error wrong-type maximum_lag_on_failover'],
    },
    { what: 'neither yes nor no', after: { pause: 'maybe' }, found: ['error wrong-type pause'] },
    {
      what: 'a text that Patroni takes as yes',
      after: { postgresql: { use_pg_rewind: 'off' } },
      found: ['error wrong-type postgresql.use_pg_rewind'],
    },
    {
      what: 'null that turns slots off',
      after: { postgresql: { use_slots: null } },
      found: ['error wrong-type postgresql.use_slots'],
    },
    {
      what: 'a text where lines belong',
      after: { postgresql: { pg_hba: 'local all all trust' } },
      found: ['error wrong-type postgresql.pg_hba'],
    },
    {
      what: 'a list where keys belong',
      after: { postgresql: { parameters: ['a'] } },
      found: ['error wrong-type postgresql.parameters'],
    },
    {
      what: 'a number where a section belongs',
      after: { postgresql: 5 },
      found: ['error wrong-type postgresql'],
    },
    {
      what: 'a text for a parameter that is a number',
      after: pg({ work_mem: 'much' }),
      found: ['error wrong-type postgresql.parameters.work_mem'],
    },
    {
      what: 'letters behind a number without unit',
      after: pg({ max_connections: '500ABC' }),
      found: ['error wrong-type postgresql.parameters.max_connections'],
    },
    {
      what: 'a beginning, which Patroni drops',
      after: pg({ autovacuum: 't' }),
      found: ['error wrong-type postgresql.parameters.autovacuum'],
    },
    {
      what: 'a list for a parameter',
      after: pg({ shared_preload_libraries: ['a', 'b'] }),
      found: ['error wrong-type postgresql.parameters.shared_preload_libraries'],
    },
    {
      what: 'a switch for a text',
      after: pg({ archive_command: true }),
      found: ['warning wrong-type postgresql.parameters.archive_command'],
    },
    {
      what: 'a slot that is no section',
      after: { slots: { a: 'physical' } },
      found: ['error wrong-type slots.a'],
    },
    {
      what: 'a condition that is no section',
      after: { ignore_slots: ['a'] },
      found: ['error wrong-type ignore_slots'],
    },
    {
      what: 'a callback that is no command',
      after: { postgresql: { callbacks: { on_start: 5 } } },
      found: ['error wrong-type postgresql.callbacks.on_start'],
    },
    {
      what: 'a port that is a word',
      after: { standby_cluster: { host: 'a', port: 'pg' } },
      found: ['error wrong-type standby_cluster.port'],
    },
  ]);
});

describe('a value out of range', () => {
  tests([
    {
      what: 'a ttl that agents raise',
      after: { ttl: 5, loop_wait: 1, retry_timeout: 3 },
      found: ['error out-of-range ttl', 'warning timing-rule ttl'],
    },
    { what: 'no wait at all', after: { loop_wait: 0 }, found: ['error out-of-range loop_wait'] },
    {
      what: 'a negative lag',
      after: { maximum_lag_on_failover: -1 },
      found: ['warning out-of-range maximum_lag_on_failover'],
    },
    {
      what: 'no synchronous standby',
      after: { synchronous_node_count: 0 },
      found: ['error out-of-range synchronous_node_count'],
    },
    {
      what: "below Patroni's least",
      after: pg({ max_connections: 10 }),
      found: ['error out-of-range postgresql.parameters.max_connections'],
    },
    {
      what: "above PostgreSQL's most",
      after: pg({ max_connections: 300_000 }),
      found: ['error out-of-range postgresql.parameters.max_connections'],
    },
    {
      what: 'too little in another unit',
      after: pg({ wal_keep_size: '8192kB' }),
      found: ['error out-of-range postgresql.parameters.wal_keep_size'],
    },
    {
      what: 'less than 64kB',
      after: pg({ work_mem: '1kB' }),
      found: ['error out-of-range postgresql.parameters.work_mem'],
    },
    {
      what: 'a fraction that is too large',
      after: pg({ checkpoint_completion_target: 1.5 }),
      found: ['error out-of-range postgresql.parameters.checkpoint_completion_target'],
    },
    {
      what: 'no port',
      after: { standby_cluster: { host: 'a', port: 70_000 } },
      found: ['error out-of-range standby_cluster.port'],
    },
  ]);
});

describe('a unit that does not fit', () => {
  tests([
    {
      what: 'a size with a wrong letter',
      after: pg({ work_mem: '12XB' }),
      found: ['error bad-unit postgresql.parameters.work_mem'],
    },
    {
      what: 'the wrong case',
      after: pg({ work_mem: '12mb' }),
      found: ['error bad-unit postgresql.parameters.work_mem'],
    },
    {
      what: 'a time for a size',
      after: pg({ work_mem: '12min' }),
      found: ['error bad-unit postgresql.parameters.work_mem'],
    },
    {
      what: 'a unit for a number',
      after: pg({ max_connections: '1kB' }),
      found: ['error bad-unit postgresql.parameters.max_connections'],
    },
    {
      what: "a unit that Patroni's own key does not take",
      after: { maximum_lag_on_failover: '1MB' },
      found: ['error bad-unit maximum_lag_on_failover'],
    },
    { what: 'seconds with a unit', after: { ttl: '30s' }, found: ['error bad-unit ttl'] },
    {
      what: 'a unit that is no time',
      after: { member_slots_ttl: '30m' },
      found: ['error bad-unit member_slots_ttl'],
    },
  ]);
});

describe('none of the words', () => {
  tests([
    {
      what: 'of an enum',
      after: pg({ log_statement: 'some' }),
      found: ['error not-in-enum postgresql.parameters.log_statement'],
    },
    {
      what: 'a level below what Patroni needs',
      after: pg({ wal_level: 'minimal' }),
      found: ['error not-in-enum postgresql.parameters.wal_level'],
    },
    {
      what: 'of synchronous_mode',
      after: { synchronous_mode: 'always' },
      found: ['error not-in-enum synchronous_mode'],
    },
    {
      what: 'of a slot',
      after: { slots: { a: { type: 'temporary' } } },
      found: ['error not-in-enum slots.a.type'],
    },
    {
      what: 'of the clusters of a slot',
      after: { slots: { a: { type: 'physical', cluster_type: 'both' } } },
      found: ['error not-in-enum slots.a.cluster_type'],
    },
  ]);
});

describe('a key that nobody knows', () => {
  tests([
    { what: 'mistyped at the top', after: { loop_wiat: 0 }, found: ['error unknown-key loop_wiat'] },
    {
      what: 'mistyped below postgresql',
      after: { postgresql: { use_slot: true } },
      found: ['error unknown-key postgresql.use_slot'],
    },
    {
      what: 'mistyped in standby_cluster',
      after: { standby_cluster: { host: 'a', prt: 1 } },
      found: ['error unknown-key standby_cluster.prt'],
    },
    {
      what: 'in a slot',
      after: { slots: { a: { typ: 'physical' } } },
      found: ['error unknown-key slots.a.typ'],
    },
    {
      what: 'of a callback',
      after: { postgresql: { callbacks: { on_stopp: 'x' } } },
      found: ['error unknown-key postgresql.callbacks.on_stopp'],
    },
    {
      what: 'in a condition',
      after: { ignore_slots: [{ name: 'a', nam: 'b' }] },
      found: ['error unknown-key ignore_slots'],
    },
    {
      what: 'allowed by its name',
      after: { loop_wiat: 0 },
      found: [],
      around: { allowUnknown: ['loop_wiat'] },
    },
    {
      what: 'allowed by its path',
      after: { postgresql: { x_y: 1 } },
      found: [],
      around: { allowUnknown: ['postgresql.x_y'] },
    },
    {
      what: 'maybe known to a newer Patroni',
      after: { brand_new: 1 },
      found: ['warning unknown-key brand_new'],
      around: { members: [aConfigMember({ patroniVersion: '4.3.0' })] },
    },
  ]);
});

describe('a parameter that no server knows', () => {
  const unknown = (name: string): string => `error unknown-parameter postgresql.parameters.${name}`;
  tests([
    { what: 'mistyped', after: pg({ max_connectoins: 100 }), found: [unknown('max_connectoins')] },
    {
      what: 'mistyped, and no server to ask',
      after: pg({ max_connectoins: 100 }),
      found: [unknown('max_connectoins')],
      around: { members: BLIND },
    },
    {
      what: 'mistyped, and no member at all',
      after: pg({ max_connectoins: 100 }),
      found: [unknown('max_connectoins')],
      around: { members: [] },
    },
    { what: 'of a later version', after: pg({ io_method: 'worker' }), found: [unknown('io_method')] },
    {
      what: 'of a later version, and no server to ask',
      after: pg({ io_method: 'worker' }),
      found: [unknown('io_method')],
      around: { members: BLIND },
    },
    {
      what: 'of an earlier version',
      after: pg({ stats_temp_directory: '/run' }),
      found: [unknown('stats_temp_directory')],
    },
    {
      what: 'allowed',
      after: pg({ max_connectoins: 100 }),
      found: [],
      around: { allowUnknown: ['max_connectoins'] },
    },
    {
      what: 'of a mistyped extension',
      after: pg({ 'pg_stat_statments.max': 10_000 }),
      found: [unknown('pg_stat_statments.max')],
    },
    {
      what: 'mistyped, of a loaded extension',
      after: pg({ 'pg_stat_statements.mx': 10_000 }),
      found: [unknown('pg_stat_statements.mx')],
    },
    {
      what: 'of nobody’s extension',
      after: pg({ 'shop.currency': 'EUR' }),
      found: ['warning unknown-parameter postgresql.parameters.shop.currency'],
    },
    {
      what: 'known to some members',
      after: pg({ archive_library: '' }),
      found: ['warning unknown-parameter postgresql.parameters.archive_library'],
      around: { members: [...LIVE, aConfigMember({ name: 'pg2', serverVersion: 140_012 })] },
    },
    {
      what: 'maybe known to an older PostgreSQL',
      after: pg({ brand_old: 1 }),
      found: ['warning unknown-parameter postgresql.parameters.brand_old'],
      around: { members: [aConfigMember({ serverVersion: 90_624 })] },
    },
    {
      what: 'maybe known to a newer PostgreSQL',
      after: pg({ brand_new: 1 }),
      found: ['warning unknown-parameter postgresql.parameters.brand_new'],
      around: { members: [aConfigMember({ serverVersion: 190_000 })] },
    },
  ]);
});

describe('libraries to preload', () => {
  const preload = (value: string): ValueMap => pg({ shared_preload_libraries: value });
  const path = 'postgresql.parameters.shared_preload_libraries';
  const bare = aConfigMember({ name: 'pg2', parameters: { ...serverParameters(), availableExtensions: [] } });
  tests([
    {
      what: 'extensions and modules',
      after: preload('pg_stat_statements, "auto_explain",$libdir/pg_prewarm'),
      found: [],
    },
    {
      what: 'a mistyped one, with which no server starts',
      after: preload('pg_stat_statments'),
      found: [`error unknown-library ${path}`],
    },
    { what: 'one of nobody', after: preload('my_own'), found: [`warning unknown-library ${path}`] },
    {
      what: 'one that a member lacks',
      after: preload('pg_trgm'),
      found: [`warning unknown-library ${path}`],
      around: { members: [...LIVE, bare] },
    },
    {
      what: 'what runs already',
      after: preload('pg_stat_statements'),
      found: [],
      around: { members: [bare] },
    },
    { what: 'no server to ask', after: preload('my_own'), found: [], around: { members: BLIND } },
    {
      what: 'allowed',
      after: preload('my_own'),
      found: [],
      around: { allowUnknown: ['shared_preload_libraries'] },
    },
  ]);
});

describe('a key at the wrong level', () => {
  tests([
    {
      what: 'a parameter at the top',
      after: { shared_buffers: '1GB' },
      found: ['error wrong-level shared_buffers'],
    },
    {
      what: 'a parameter below postgresql',
      after: { postgresql: { work_mem: '1GB' } },
      found: ['error wrong-level postgresql.work_mem'],
    },
    {
      what: 'a key of postgresql at the top',
      after: { use_pg_rewind: true },
      found: ['error wrong-level use_pg_rewind'],
    },
    {
      what: "Patroni's key below postgresql",
      after: { postgresql: { ttl: 30 } },
      found: ['error wrong-level postgresql.ttl'],
    },
    {
      what: "Patroni's key among the parameters",
      after: pg({ use_slots: true }),
      found: ['error wrong-level postgresql.parameters.use_slots'],
    },
    {
      what: 'the section for the first start',
      after: { bootstrap: { dcs: { ttl: 30 } } },
      found: ['error wrong-level bootstrap'],
    },
    {
      what: 'dots inside a key',
      after: { 'postgresql.parameters.work_mem': '1GB' },
      found: ['error wrong-level postgresql.parameters.work_mem'],
    },
    {
      what: 'a slot with the name of a key',
      after: { slots: { ttl: { type: 'physical' }, pause: null } },
      found: [],
    },
    {
      what: 'a key of the top among the slots',
      after: { slots: { ignore_slots: [{ name: 'a' }] } },
      found: ['error wrong-level slots.ignore_slots'],
    },
  ]);
});

describe('recovery parameters', () => {
  const both = (recovery_conf: ValueMap, parameters: ValueMap): ValueMap => ({
    postgresql: { recovery_conf, parameters },
  });
  const restore = { restore_command: 'cp a b' };
  tests([
    {
      what: 'among the parameters, where they act',
      after: pg(restore),
      found: ['warning wrong-level postgresql.parameters.restore_command'],
    },
    {
      what: 'in place of others',
      after: both({ archive_cleanup_command: 'c' }, { Restore_Command: 'cp a b' }),
      found: ['error wrong-level postgresql.parameters.Restore_Command'],
    },
    {
      what: 'an empty one takes the place as well',
      after: both(restore, { restore_command: '' }),
      found: ['error wrong-level postgresql.parameters.restore_command'],
    },
    {
      what: 'as before',
      after: both(restore, restore),
      found: ['warning wrong-level postgresql.parameters.restore_command'],
      around: { before: both(restore, restore) },
    },
    {
      what: 'as before, with something in recovery_conf that is new',
      after: both({ restore_command: 'new' }, restore),
      found: ['error wrong-level postgresql.parameters.restore_command'],
      around: { before: pg(restore) },
    },
    {
      what: 'the same in both places, of which nothing is lost',
      after: both(restore, restore),
      found: ['warning wrong-level postgresql.parameters.restore_command'],
    },
    {
      what: "Patroni's own among the parameters",
      after: both(restore, { recovery_target_time: 'now', PRIMARY_CONNINFO: 'host=a' }),
      found: [
        'error owned-by-patroni postgresql.parameters.recovery_target_time',
        'error owned-by-patroni postgresql.parameters.PRIMARY_CONNINFO',
      ],
    },
    {
      what: 'null, at which agents reload for ever',
      after: both({ restore_command: null }, {}),
      found: ['error wrong-type postgresql.recovery_conf.restore_command'],
    },
    {
      what: 'out of range, at which agents reload for ever',
      after: both({ recovery_min_apply_delay: -5 }, {}),
      found: ['error out-of-range postgresql.recovery_conf.recovery_min_apply_delay'],
    },
    {
      what: 'no time',
      after: pg({ recovery_min_apply_delay: 'soon' }),
      found: [
        'error wrong-type postgresql.parameters.recovery_min_apply_delay',
        'warning wrong-level postgresql.parameters.recovery_min_apply_delay',
      ],
    },
    {
      what: 'the old name of one',
      after: both({ trigger_file: '/tmp/t' }, {}),
      found: [],
    },
    {
      what: 'other parameters in recovery_conf',
      after: both({ work_mem: '8MB' }, {}),
      found: ['error wrong-level postgresql.recovery_conf.work_mem'],
    },
  ]);

  it('the message names what standbys lose', () => {
    const after = both(
      { restore_command: 'a', archive_cleanup_command: 'b' },
      { recovery_target_time: 'now' },
    );
    expect(check(after)[0]?.message).toBe(
      'Patroni sets recovery_target_time itself, and always recovers to the latest state; it has no place here and takes the place of all of postgresql.recovery_conf, of which standbys lose restore_command and archive_cleanup_command',
    );
  });
});

describe("a member's own settings", () => {
  const file: ValueMap = {
    scope: 'demo',
    name: 'pg1',
    restapi: { listen: '127.0.0.1:8008', connect_address: '127.0.0.1:8008' },
    etcd3: { hosts: ['127.0.0.1:2379'] },
    bootstrap: { dcs: { ttl: 30, postgresql: { parameters: { max_connections: 10 } } } },
    postgresql: {
      listen: '127.0.0.1:5432',
      data_dir: '/var/lib/postgresql',
      authentication: { superuser: { username: 'postgres', password: 'secret' } },
      parameters: { unix_socket_directories: '/tmp' },
    },
    tags: { nofailover: false },
  };
  tests([
    { what: 'a whole file in place of the document', after: file, found: ['error local-file '] },
    { what: 'one section', after: { tags: { nofailover: true } }, found: ['error local-section tags'] },
    {
      what: 'one key of postgresql',
      after: { postgresql: { listen: '0.0.0.0:5432' } },
      found: ['error local-section postgresql.listen'],
    },
    {
      what: 'sections that were there before',
      after: { tags: {}, log: {}, ttl: 'abc' },
      found: ['error wrong-type ttl', 'warning local-section tags', 'warning local-section log'],
      around: { before: { tags: {}, log: {} } },
    },
  ]);

  it('names no secret of the file', () => {
    expect(JSON.stringify(check(file))).not.toContain('secret');
  });
});

describe('what Patroni sets itself', () => {
  tests([
    {
      what: 'what recovery does anyway',
      after: { postgresql: { recovery_conf: { recovery_target_timeline: 'latest' } } },
      found: ['warning owned-by-patroni postgresql.recovery_conf.recovery_target_timeline'],
    },
    {
      what: 'the address',
      after: pg({ listen_addresses: '*' }),
      found: ['error owned-by-patroni postgresql.parameters.listen_addresses'],
    },
    {
      what: 'in another case',
      after: pg({ Port: 5432 }),
      found: ['error owned-by-patroni postgresql.parameters.Port'],
    },
    {
      what: 'the recovery target',
      after: { postgresql: { recovery_conf: { recovery_target_time: 'now' } } },
      found: ['error owned-by-patroni postgresql.recovery_conf.recovery_target_time'],
    },
    {
      what: 'hot_standby',
      after: pg({ hot_standby: false }),
      found: ['error owned-by-patroni postgresql.parameters.hot_standby'],
    },
    { what: 'the port at the top', after: { port: 5432 }, found: ['error owned-by-patroni port'] },
    {
      what: 'what nobody can set',
      after: pg({ block_size: 8192 }),
      found: ['error read-only-parameter postgresql.parameters.block_size'],
    },
    {
      what: 'what nobody can set, by the catalogue',
      after: pg({ data_checksums: true }),
      found: ['error read-only-parameter postgresql.parameters.data_checksums'],
      around: { members: BLIND },
    },
  ]);
});

describe('slots', () => {
  const logical = { type: 'logical', database: 'shop', plugin: 'pgoutput' };
  tests([
    {
      what: 'a name with a capital',
      after: { slots: { Archive: null } },
      found: ['error bad-slot slots.Archive'],
    },
    {
      what: 'a logical one without its plugin',
      after: { slots: { a: { type: 'logical', database: 'x' } } },
      found: ['error bad-slot slots.a'],
    },
    {
      what: 'half of a logical one',
      after: { slots: { a: { database: 'x' } } },
      found: ['error bad-slot slots.a'],
    },
    {
      what: 'a condition that matches all',
      after: { ignore_slots: [{}] },
      found: ['error bad-slot ignore_slots'],
    },
    {
      what: 'a logical one without the level',
      after: { slots: { a: logical } },
      found: ['warning slot-not-created slots.a'],
    },
    {
      what: 'without any slots',
      after: { slots: { a: {} }, postgresql: { use_slots: false } },
      found: ['warning slot-not-created slots.a'],
    },
    {
      what: 'two sections',
      after: { slots: { a: {} }, permanent_slots: { b: {} } },
      found: ['warning overridden-setting slots'],
    },
    {
      what: 'good ones',
      after: {
        slots: { a: logical, b: { type: 'physical', cluster_type: 'primary' }, c: null },
        ...pg({ wal_level: 'logical' }),
      },
      found: [],
    },
  ]);
});

describe('lines of pg_hba and pg_ident', () => {
  const hba = (...lines: string[]): ValueMap => ({
    postgresql: { pg_hba: ['local all all peer', 'host replication rep 10.0.0.0/8 scram-sha-256', ...lines] },
  });
  tests([
    {
      what: 'good ones',
      after: hba(
        '# a comment',
        '',
        'hostssl all all all cert clientcert=verify-full',
        'host "my db", shop +staff 192.168.0.0 255.255.0.0 md5',
        'host all all ::1/128 trust # local',
        'host all all samenet ldap ldapserver=a ldapprefix="cn=" ldapsuffix=", dc=net"',
        'local all \\',
        'all peer',
      ),
      found: [],
    },
    {
      what: 'an include of PostgreSQL 16',
      after: hba('include_if_exists extra.conf'),
      found: [],
      around: { members: [aConfigMember({ serverVersion: 160_004 })] },
    },
    {
      what: 'an include before PostgreSQL 16',
      after: hba('include_if_exists extra.conf'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'a line that goes on in the next, and is wrong',
      after: hba('local all \\', 'all scram'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'no line that goes on before PostgreSQL 14',
      after: hba('local all all peer \\'),
      found: ['error bad-access-line postgresql.pg_hba'],
      around: { members: [aConfigMember({ serverVersion: 130_010 })] },
    },
    {
      what: 'a word in quotes is no keyword: a database called replication',
      after: { postgresql: { pg_hba: ['host "replication" all 10.0.0.0/8 md5'] } },
      found: ['warning no-replication-access postgresql.pg_hba'],
    },
    {
      what: 'replication among other databases',
      after: { postgresql: { pg_hba: ['host all, replication all 10.0.0.0/8 md5'] } },
      found: [],
    },
    {
      what: 'databases from a file may have it',
      after: { postgresql: { pg_hba: ['host @databases all 10.0.0.0/8 md5'] } },
      found: [],
    },
    {
      what: 'replication is rejected, or local',
      after: {
        postgresql: { pg_hba: ['host replication all 10.0.0.0/8 reject', 'local replication all peer'] },
      },
      found: ['warning no-replication-access postgresql.pg_hba'],
    },
    {
      what: 'an unknown type',
      after: hba('hosts all all all md5'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'no method',
      after: hba('host all all 127.0.0.1/32'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'an unknown method',
      after: hba('host all all 127.0.0.1/32 scram'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'no mask',
      after: hba('host all all 127.0.0.1 md5'),
      found: ['error bad-access-line postgresql.pg_hba'],
    },
    {
      what: 'an old one beside a new one',
      after: hba('hosts all all all md5', 'local all me peer'),
      found: ['warning bad-access-line postgresql.pg_hba'],
      around: { before: hba('hosts all all all md5') },
    },
    {
      what: 'nobody may replicate',
      after: { postgresql: { pg_hba: ['host all all all md5'] } },
      found: ['warning no-replication-access postgresql.pg_hba'],
    },
    ...[
      ['a quoted word, which names a database', 'host "replication" rep all md5'],
      ['the half of a word', 'host replication2 rep all md5'],
      ['a comment', 'host all all all md5 # replication'],
      ['a quoted list', 'host "shop,replication" rep all md5'],
      ['a user of that name', 'host all replication all md5'],
    ].map(([what, line = '']) => ({
      what: `nobody may replicate by ${what}`,
      after: { postgresql: { pg_hba: [line] } },
      found: ['warning no-replication-access postgresql.pg_hba'],
    })),
    ...[
      ['a list', 'host shop, replication rep all md5'],
      ['a list without blanks', 'host shop,replication rep all md5'],
      ['a line that goes on', 'host replication \\', 'rep all md5'],
      ['a line that goes on within a list', 'host shop,\\', 'replication rep all md5'],
      ['one of many lines in one text', 'local all all peer\nhost replication rep all md5'],
      ['whatever stands in another file', 'host @databases rep all md5'],
      ['quoted words elsewhere', '"host" replication "rep" "10.0.0.0/8" "md5"'],
    ].map(([what, ...lines]) => ({
      what: `somebody may replicate by ${what}`,
      after: { postgresql: { pg_hba: lines } },
      found: [],
    })),
    {
      what: 'a short line of pg_ident',
      after: { postgresql: { pg_ident: ['map root'] } },
      found: ['error bad-access-line postgresql.pg_ident'],
    },
    {
      what: 'a list that another file overrides',
      after: { postgresql: { pg_ident: ['m a b'], parameters: { ident_file: '/etc/i' } } },
      found: ['warning overridden-setting postgresql.pg_ident'],
    },
  ]);
});

describe('what Patroni 3.0 reads in another way', () => {
  const old = [aConfigMember({ patroniVersion: '3.0.2', parameters: serverParameters() })];
  const nothing =
    'would take nothing of the whole document, and keep its timing and all that is in postgresql';
  it.each([
    pg({ max_connections: 'many' }),
    pg({ max_connections: '60.4' }),
    pg({ MAX_CONNECTIONS: '0x40' }),
    pg({ max_connections: null }),
    pg({ max_connections: [60] }),
    pg({ wal_level: 5 }),
    pg({ wal_level: null }),
    pg({ wal_keep_size: 'much' }),
    pg({ wal_keep_size: null }),
    pg({ wal_keep_segments: 'x' }),
    { maximum_lag_on_failover: '1MB' },
    { maximum_lag_on_failover: null },
    { check_timeline: 'true' },
    { synchronous_node_count: 'two' },
    { primary_start_timeout: '5min' },
    { watchdog: { mode: 'off' } },
  ])('%j is refused, and no other course told', (after) => {
    const errors = check(after, { members: old }).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining(nothing)]);
    expect(errors[0]?.message).toContain('Patroni 3.0 on pg1');
  });

  it.each([
    pg({ max_connections: 60.4 }),
    pg({ max_connections: '60' }),
    pg({ wal_level: 'LOGICAL' }),
    pg({ wal_keep_size: '1GB' }),
    { check_timeline: true, synchronous_node_count: '2' },
    { maximum_lag_on_failover: ' 1_000 ' },
  ])('%j is taken', (after) => {
    const messages = check(after, { members: old }).map(({ message }) => message);
    expect(messages.join()).not.toContain('nothing of the whole document');
  });

  tests([
    {
      what: 'null for recovery_conf, at which standbys fail',
      after: { postgresql: { recovery_conf: null } },
      found: ['error wrong-type postgresql.recovery_conf'],
      around: { members: old },
    },
    {
      what: 'an empty text for it',
      after: { postgresql: { recovery_conf: '' } },
      found: ['error wrong-type postgresql.recovery_conf'],
      around: { members: old },
    },
    { what: 'the same for a newer one', after: { postgresql: { recovery_conf: null } }, found: [] },
    {
      what: 'a text for use_slots',
      after: { postgresql: { use_slots: 'off' } },
      found: ['error wrong-type postgresql.use_slots'],
      around: { members: old },
    },
    {
      what: 'a parameter that it has not heard of',
      after: pg({ restrict_nonsystem_relation_kind: 'view' }),
      found: ['warning needs-newer-patroni postgresql.parameters.restrict_nonsystem_relation_kind'],
      around: { members: old },
    },
  ]);

  it('both courses where agents differ', () => {
    const members = [...old, aConfigMember({ name: 'pg2', parameters: serverParameters() })];
    const messages = check(pg({ max_connections: 'many' }), { members }).map(({ message }) => message);
    expect(messages).toEqual([
      'max_connections is "many", not a whole number: Patroni would run servers with 100 instead',
      `max_connections is "many": Patroni 3.0 on pg1 ${nothing}`,
    ]);
  });
});

describe('values that do not count', () => {
  const line = { name: 'work_mem', value: '5MB', line: 1, applied: true, error: null };
  const owner = aConfigMember({
    parameters: { ...serverParameters(), files: [{ ...line, file: '/data/postgresql.conf' }] },
  });
  tests([
    {
      what: 'a new one where a member has its own',
      after: pg({ work_mem: '8MB' }),
      found: ['warning overridden-setting postgresql.parameters.work_mem'],
      around: { members: [owner] },
    },
    {
      what: 'an old one is not told again',
      after: pg({ work_mem: '8MB' }),
      found: [],
      around: { members: [owner], before: pg({ work_mem: '8MB' }) },
    },
    {
      what: 'one parameter in two spellings',
      after: pg({ work_mem: '8MB', Work_Mem: '9MB' }),
      found: ['warning overridden-setting postgresql.parameters.work_mem'],
    },
    {
      what: 'one recovery parameter in two spellings',
      after: { postgresql: { recovery_conf: { Restore_Command: 'a', restore_command: 'b' } } },
      found: ['warning overridden-setting postgresql.recovery_conf.Restore_Command'],
    },
    {
      what: 'a fraction that Patroni misreads',
      after: pg({ effective_cache_size: '0.00390625TB' }),
      found: ['error out-of-range postgresql.parameters.effective_cache_size'],
    },
    { what: 'a fraction that it reads well', after: pg({ shared_buffers: '0.5GB' }), found: [] },
    {
      what: 'a lag that nobody keeps to',
      after: { maximum_lag_on_failover: -1 },
      found: ['warning out-of-range maximum_lag_on_failover'],
    },
  ]);
});

describe('what is good by itself', () => {
  const mixed = [
    aConfigMember({ patroniVersion: '3.0.2' }),
    aConfigMember({ name: 'pg2', patroniVersion: '2.1.4' }),
  ];
  tests([
    {
      what: 'the timing rule',
      after: { ttl: 30, loop_wait: 20, retry_timeout: 10 },
      found: ['warning timing-rule ttl'],
    },
    {
      what: 'the timing rule, broken before',
      after: { ttl: 20 },
      found: ['warning timing-rule ttl'],
      around: { before: { ttl: 20 } },
    },
    {
      what: 'a key for a newer Patroni',
      after: { failsafe_mode: true },
      found: ['warning needs-newer-patroni failsafe_mode'],
      around: { members: mixed },
    },
    {
      what: 'a word for a newer Patroni',
      after: { synchronous_mode: 'quorum' },
      found: ['warning needs-newer-patroni synchronous_mode'],
      around: { members: mixed },
    },
    {
      what: 'a property for a newer Patroni',
      after: { slots: { a: { type: 'physical', cluster_type: 'primary' } } },
      found: ['warning needs-newer-patroni slots.a.cluster_type'],
      around: { members: mixed },
    },
    {
      what: 'an old name',
      after: { master_start_timeout: 60 },
      found: ['warning deprecated-key master_start_timeout'],
    },
    {
      what: 'names of synchronous standbys',
      after: { synchronous_mode: true, ...pg({ synchronous_standby_names: '*' }) },
      found: ['warning overridden-setting postgresql.parameters.synchronous_standby_names'],
    },
    {
      what: 'synchronous mode in a standby cluster',
      after: { synchronous_mode: true, standby_cluster: { host: 'a' } },
      found: ['warning overridden-setting synchronous_mode'],
    },
    {
      what: 'strict about nothing',
      after: { synchronous_mode_strict: true },
      found: ['warning overridden-setting synchronous_mode_strict'],
    },
    {
      what: 'segments beside a size',
      after: pg({ wal_keep_segments: 10, wal_keep_size: '1GB' }),
      found: ['warning overridden-setting postgresql.parameters.wal_keep_segments'],
    },
    {
      what: 'hints that old agents keep on',
      after: pg({ wal_log_hints: 'off' }),
      found: ['warning overridden-setting postgresql.parameters.wal_log_hints'],
      around: { members: mixed },
    },
    {
      what: 'what a transaction sets itself',
      after: pg({ transaction_read_only: true }),
      found: ['warning overridden-setting postgresql.parameters.transaction_read_only'],
    },
    {
      what: 'a standby cluster of nobody',
      after: { standby_cluster: { primary_slot_name: 'a' } },
      found: ['error bad-standby-cluster standby_cluster'],
    },
  ]);
});

describe('good configurations', () => {
  it.each([
    {
      what: "Patroni's example",
      after: {
        ttl: 30,
        loop_wait: 10,
        retry_timeout: 10,
        maximum_lag_on_failover: 1_048_576,
        postgresql: { use_pg_rewind: true, parameters: {} },
      },
    },
    { what: 'numbers as text', after: { ttl: '30', loop_wait: ' 10 ', maximum_lag_on_failover: '0x100000' } },
    {
      what: 'switches in all spellings',
      after: {
        pause: 'on',
        check_timeline: 0,
        synchronous_mode_strict: 'No',
        synchronous_mode: 'Quorum',
        failsafe_mode: 'YES',
      },
    },
    { what: 'a time with a unit', after: { member_slots_ttl: '30min' } },
    {
      what: 'nothing in places',
      after: {
        postgresql: null,
        slots: null,
        pause: null,
        standby_cluster: {},
        synchronous_node_count: null,
      },
    },
    {
      what: 'sizes and times',
      after: pg({
        work_mem: '0.5GB',
        shared_buffers: 16_384,
        maintenance_work_mem: '1 GB',
        statement_timeout: '1.5h',
        checkpoint_timeout: '300000 ms',
        wal_keep_size: '1GB',
        max_wal_size: '1TB',
        autovacuum_work_mem: -1,
      }),
    },
    { what: 'octal and hexadecimal', after: pg({ work_mem: '0x4000', log_file_mode: '0640' }) },
    { what: 'fractions are rounded', after: pg({ work_mem: 4096.6, max_connections: '100.4' }) },
    {
      what: 'words of enums',
      after: pg({
        log_statement: 'DDL',
        synchronous_commit: true,
        archive_mode: 'always',
        wal_level: 'LOGICAL',
        wal_compression: 'zstd',
      }),
    },
    {
      what: 'lists as text',
      after: pg({
        search_path: '"$user", public',
        shared_preload_libraries: 'pg_stat_statements,auto_explain',
        DateStyle: 'ISO, DMY',
      }),
    },
    {
      what: 'parameters of extensions',
      after: pg({
        'pg_stat_statements.max': 10_000,
        'pg_stat_statements.track': 'all',
        'auto_explain.log_min_duration': '3s',
        'timescaledb.max_background_workers': 8,
        'cron.database_name': 'postgres',
        'plpgsql.extra_warnings': 'all',
      }),
    },
    {
      what: 'an extension that is only loaded',
      after: pg({ session_preload_libraries: 'my_own', 'my_own.level': 3 }),
    },
    { what: 'a beginning for an extension', after: pg({ 'auto_explain.log_analyze': 't' }) },
    { what: 'either name for kept WAL', after: pg({ wal_keep_segments: 64 }) },
    { what: 'a null parameter', after: pg({ work_mem: null, max_connections: null }) },
    {
      what: 'how replicas are built',
      after: {
        postgresql: {
          create_replica_methods: ['pgbackrest', 'basebackup'],
          pgbackrest: { command: '/usr/bin/x', keep_data: true },
          basebackup: [{ 'max-rate': '100M' }],
        },
      },
    },
    {
      what: 'recovery settings',
      after: {
        postgresql: { recovery_conf: { restore_command: 'cp %f %p', recovery_min_apply_delay: '5min' } },
      },
    },
    {
      what: 'a standby cluster',
      after: {
        standby_cluster: {
          host: 'a,b',
          port: '5432,5433',
          primary_slot_name: 'x',
          create_replica_methods: ['basebackup'],
          recovery_min_apply_delay: '1h',
        },
      },
    },
    { what: 'the old name of a level', after: pg({ wal_level: 'hot_standby' }) },
    {
      what: 'an old habit',
      after: pg({ 'extwlist.extensions': 'btree_gin', 'pg_stat_statements.track_utility': 'off' }),
    },
    { what: 'own files', after: pg({ hba_file: 'pg_hba.custom', ident_file: '/etc/pg_ident.conf' }) },
  ])('$what', ({ after }) => {
    for (const members of [LIVE, BLIND, []]) expect(check(after, { members }).map(brief)).toEqual([]);
  });
});

describe('findings', () => {
  it.each([
    { after: { loop_wiat: 0 }, next: 'write loop_wait' },
    { after: pg({ max_connectoins: 1 }), next: 'write max_connections' },
    { after: pg({ 'pg_stat_statments.max': 1 }), next: 'write pg_stat_statements.max' },
    { after: { shared_buffers: '1GB' }, next: 'write postgresql.parameters.shared_buffers' },
    { after: { shared_bufers: '1GB' }, next: 'write postgresql.parameters.shared_buffers' },
    { after: { maximum_lag_on_failover: '1MB' }, next: 'write 1048576' },
    { after: { ttl: '1min' }, next: 'write 60' },
    { after: pg({ work_mem: '1kB' }), next: 'write 64kB or more' },
    { after: pg({ max_connections: 10 }), next: 'write 25 or more' },
    { after: { postgresql: { ttl: 30 } }, next: 'write ttl' },
    { after: { slots: { 'my-slot': null } }, next: 'write my_slot' },
  ])('suggest: $next', ({ after, next }) => {
    expect(check(after)[0]?.next).toBe(next);
  });

  it('that an edit did not introduce warn, after the new ones', () => {
    const findings = check({ ttl: 'abc', loop_wait: 0, typo: 1 }, { before: { ttl: 'abc', typo: 1 } });
    expect(
      findings.map((each) => ({ code: each.code, severity: each.severity, existing: each.existing })),
    ).toEqual([
      { code: 'out-of-range', severity: 'error', existing: false },
      { code: 'wrong-type', severity: 'warning', existing: true },
      { code: 'unknown-key', severity: 'warning', existing: true },
    ]);
  });

  it('take the catalogue for what a user without the privilege does not see', () => {
    const all = serverParameters();
    const seen = [...all.parameters].filter(
      ([name]) => !['data_directory', 'shared_preload_libraries'].includes(name),
    );
    const members = [aConfigMember({ parameters: { ...all, parameters: new Map(seen) } })];
    expect(check(pg({ shared_preload_libraries: 'pg_trgm' }), { members })).toEqual([]);
    expect(check(pg({ max_connectoins: 1 }), { members }).map(({ next }) => next)).toEqual([
      'write max_connections',
    ]);
  });

  it('say where only some members object', () => {
    const small = serverParameters({ work_mem: { maximum: '1024' } });
    const members = [...LIVE, aConfigMember({ name: 'pg2', parameters: small })];
    expect(check(pg({ work_mem: '1GB' }), { members })[0]?.message).toBe(
      'work_mem is "1GB"; it can be 64kB to 1MB (on pg2)',
    );
  });

  it('have been seen for every code', () => {
    expect([...codesSeen].sort()).toEqual(Object.keys(CONFIG_CODES).sort());
  });
});
