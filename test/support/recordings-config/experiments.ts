import { isValueMap, type Value, type ValueMap } from '../../../src/cluster/model/value.js';

/** What is done to a cluster whose members run with `BASE`, and what is looked at afterwards. */
export interface Experiment {
  readonly name: string;
  /** Keys of the document that is there before, as in `change`. */
  readonly base?: ValueMap;
  /** Dotted keys, and what is written there: null is stored, `REMOVED` removes. */
  readonly change: ValueMap;
  /** Parameters of PostgreSQL that are watched, besides those in `base` and `change`. */
  readonly watch?: readonly string[];
  /** Keys of `postgresql` in the members' own files; null removes. */
  readonly local?: Readonly<Record<string, unknown>>;
  /** Only on this member; on all if there is none. */
  readonly localOn?: string;
  /** Statements that are run on every member before, and after it all. */
  readonly sql?: readonly [before: string, after: string];
}

export const REMOVED = '(removed)';

/** Shows whether agents take anything of a document: they reload servers with it, or keep all that they had. */
const MARK = { 'postgresql.parameters.work_mem': '8MB' } as const;

const parameters = (values: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`postgresql.parameters.${name}`, value]));
const recovery = (values: ValueMap): ValueMap =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`postgresql.recovery_conf.${name}`, value]),
  );

const RECOVERY = ['restore_command', 'archive_cleanup_command', 'recovery_min_apply_delay'];
const RESTORE = recovery({ restore_command: '/bin/false', archive_cleanup_command: '/bin/true' });
const HBA = [
  'host all all 127.0.0.1/32 scram-sha-256',
  'host replication replicator 127.0.0.1/32 scram-sha-256',
];

/** Each of these keys in one document with the mark: is the rest taken? */
const documents = (changes: readonly (readonly [key: string, value: Value])[]): readonly Experiment[] =>
  changes.map(([key, value]) => ({
    name: `${key}: ${JSON.stringify(value)}`,
    change: { [key]: value, ...MARK },
  }));

export const EXPERIMENTS: readonly Experiment[] = [
  // Recovery parameters, in both places.
  { name: 'restore_command among the parameters', change: parameters({ restore_command: '/bin/false' }) },
  {
    name: 'Restore_Command among the parameters',
    change: parameters({ Restore_Command: '/bin/false' }),
    watch: RECOVERY,
  },
  {
    name: 'restore_command in both places',
    base: RESTORE,
    change: parameters({ restore_command: '/bin/echo' }),
    watch: RECOVERY,
  },
  {
    name: 'archive_cleanup_command replaces recovery_conf',
    base: RESTORE,
    change: parameters({ archive_cleanup_command: '/bin/echo' }),
    watch: RECOVERY,
  },
  {
    name: 'recovery_target_time replaces recovery_conf',
    base: RESTORE,
    change: parameters({ recovery_target_time: '2030-01-01 00:00:00' }),
    watch: RECOVERY,
  },
  {
    name: 'primary_conninfo replaces recovery_conf',
    base: RESTORE,
    change: parameters({ primary_conninfo: 'host=10.0.0.1' }),
    watch: RECOVERY,
  },
  {
    name: 'standby_mode replaces recovery_conf',
    base: RESTORE,
    change: parameters({ standby_mode: 'off' }),
    watch: RECOVERY,
  },
  {
    name: 'an empty restore_command replaces recovery_conf',
    base: RESTORE,
    change: parameters({ restore_command: '' }),
    watch: RECOVERY,
  },
  {
    name: 'a null restore_command replaces recovery_conf',
    base: RESTORE,
    change: parameters({ restore_command: null }),
    watch: RECOVERY,
  },
  {
    name: 'recovery_min_apply_delay among the parameters',
    change: parameters({ recovery_min_apply_delay: '5min' }),
  },
  {
    name: 'trigger_file among the parameters',
    change: parameters({ trigger_file: '/tmp/ctl-test-trigger' }),
    watch: ['promote_trigger_file'],
  },
  { name: 'recovery_conf', change: { ...RESTORE, ...recovery({ recovery_min_apply_delay: '3s' }) } },
  {
    name: 'recovery_conf removed',
    base: RESTORE,
    change: { 'postgresql.recovery_conf': REMOVED },
    watch: RECOVERY,
  },
  {
    name: 'recovery_conf null',
    base: RESTORE,
    change: { 'postgresql.recovery_conf': null, ...MARK },
    watch: RECOVERY,
  },
  {
    name: 'recovery_conf with a null',
    base: RESTORE,
    change: recovery({ restore_command: null }),
    watch: RECOVERY,
  },
  {
    name: 'recovery_conf with other names',
    change: recovery({
      restore_command: '/bin/false',
      work_mem: '9MB',
      nonsense: 1,
      recovery_target_timeline: '1',
      standby_mode: 'off',
    }),
  },
  { name: 'recovery_conf with a delay out of range', change: recovery({ recovery_min_apply_delay: -5 }) },
  { name: 'recovery_conf with a delay that is none', change: recovery({ recovery_min_apply_delay: 'soon' }) },
  {
    name: 'a local restore_command',
    base: RESTORE,
    local: { parameters: { restore_command: '/bin/echo' } },
    change: recovery({ restore_command: '/bin/cat' }),
    watch: RECOVERY,
  },

  // What wins over the document.
  {
    name: 'overridden in the files of all members',
    local: { parameters: { logging_collector: 'on', log_min_messages: 'info' } },
    change: parameters({ logging_collector: 'off', log_min_messages: 'error' }),
  },
  {
    name: 'overridden in the file of one member',
    local: { parameters: { maintenance_work_mem: '20MB' } },
    localOn: 'pg1',
    change: parameters({ maintenance_work_mem: '30MB' }),
  },
  {
    name: 'the same as in the files of all members',
    local: { parameters: { maintenance_work_mem: '20MB' } },
    change: parameters({ maintenance_work_mem: '20MB' }),
  },
  {
    name: 'owned in the files of all members',
    local: { parameters: { max_connections: 70, wal_keep_size: '96MB' } },
    change: parameters({ max_connections: 60, wal_keep_size: '80MB' }),
  },
  {
    name: 'overridden by ALTER SYSTEM',
    sql: [
      "ALTER SYSTEM SET work_mem = '5MB'; ALTER SYSTEM SET max_files_per_process = 1000; ALTER SYSTEM SET max_wal_senders = 7; ALTER SYSTEM SET wal_keep_size = '48MB'".replaceAll(
        '; ',
        '\n',
      ),
      'ALTER SYSTEM RESET ALL',
    ],
    change: parameters({ work_mem: '8MB', max_files_per_process: 2000, wal_keep_size: '80MB' }),
    watch: ['max_wal_senders'],
  },
  { name: 'use_slots in the files of all members', local: { use_slots: false }, change: MARK },

  // Spellings of the same value, and of others.
  {
    name: 'the same in other units',
    change: parameters({
      shared_buffers: '16384kB',
      work_mem: '4096kB',
      maintenance_work_mem: 65536,
      max_connections: '50',
      wal_keep_size: '65536kB',
      checkpoint_timeout: '300s',
      autovacuum_vacuum_scale_factor: '0.2',
      random_page_cost: 4,
      effective_cache_size: '0.00390625TB',
    }),
  },
  {
    name: 'the same as plain numbers and fractions',
    change: parameters({
      shared_buffers: 2048,
      max_connections: 50.0,
      wal_keep_size: 64,
      checkpoint_timeout: '0.0833333333h',
      hash_mem_multiplier: '2.0',
      wal_buffers: -1,
    }),
  },
  {
    name: 'fractions of units',
    change: parameters({
      work_mem: '0.1GB',
      maintenance_work_mem: '0.01GB',
      effective_cache_size: '0.01GB',
      checkpoint_timeout: '0.1d',
      autovacuum_naptime: '1.26min',
      deadlock_timeout: '0.7004s',
    }),
  },
  {
    name: 'switches',
    change: parameters({
      fsync: 'yes',
      autovacuum: 1,
      full_page_writes: 'TRUE',
      track_commit_timestamp: 'no',
      jit: 'False',
      log_connections: 't',
      log_disconnections: 'off',
      log_checkpoints: 'maybe',
    }),
  },
  {
    name: 'words',
    change: parameters({
      wal_level: 'REPLICA',
      archive_mode: false,
      wal_compression: true,
      log_statement: 'DDL',
      synchronous_commit: 'yes',
      huge_pages: 'TRY',
      wal_sync_method: 'fsync_writethrough',
    }),
  },
  {
    name: 'out of range',
    change: parameters({
      work_mem: '1kB',
      maintenance_work_mem: '9999TB',
      autovacuum_max_workers: 0,
      checkpoint_completion_target: 1.5,
      checkpoint_timeout: '10ms',
      statement_timeout: -1,
      random_page_cost: 'high',
      effective_io_concurrency: 'many',
    }),
  },
  {
    name: 'null for parameters',
    base: parameters({
      work_mem: '8MB',
      archive_command: '/bin/true',
      log_statement: 'ddl',
      autovacuum: 'off',
    }),
    change: parameters({
      work_mem: null,
      archive_command: null,
      log_statement: null,
      autovacuum: null,
      shared_buffers: null,
    }),
  },
  {
    name: 'parameters removed',
    base: parameters({ work_mem: '8MB', 'app.setting': '1' }),
    change: parameters({
      work_mem: REMOVED,
      'app.setting': REMOVED,
      max_connections: REMOVED,
      wal_keep_size: REMOVED,
      shared_buffers: REMOVED,
    }),
  },
  {
    name: 'unknown names',
    change: {
      ...parameters({
        nonsense: 5,
        'app.setting': 'x',
        'pg_stat_statements.max': 200,
        transaction_isolation: 'serializable',
        is_superuser: 'off',
        server_version: '9',
      }),
      ...MARK,
    },
  },
  {
    name: 'names that are seldom set',
    change: parameters({
      trace_sort: 'on',
      log_startup_progress_interval: '5s',
      recovery_prefetch: 'off',
      in_hot_standby: 'on',
      force_parallel_mode: 'on',
      ignore_checksum_failure: 'on',
      jit_debugging_support: 'on',
      allow_in_place_tablespaces: 'on',
      backtrace_functions: 'x',
      zero_damaged_pages: 'on',
    }),
  },
  {
    name: 'capital letters',
    change: parameters({ Work_Mem: '8MB', MAX_CONNECTIONS: 60 }),
    watch: ['work_mem', 'max_connections'],
  },
  {
    name: 'lists and sections as values',
    change: parameters({ search_path: ['a', 'b'], log_line_prefix: { a: 1 }, DateStyle: 'ISO, DMY' }),
  },
  {
    name: 'a switch for a text',
    change: parameters({ search_path: true, application_name: false, log_timezone: 5 }),
  },
  { name: 'synchronous_standby_names', change: parameters({ synchronous_standby_names: 'nobody' }) },
  {
    name: 'synchronous_standby_names in synchronous mode',
    base: { synchronous_mode: true },
    change: parameters({ synchronous_standby_names: 'nobody' }),
  },
  {
    name: 'wal_keep_segments',
    change: { ...parameters({ wal_keep_size: REMOVED, wal_keep_segments: 10 }) },
    watch: ['wal_keep_size'],
  },
  {
    name: 'wal_keep_segments beside wal_keep_size',
    change: parameters({ wal_keep_segments: 10 }),
    watch: ['wal_keep_size'],
  },
  { name: 'max_connections raised', change: parameters({ max_connections: 60 }) },
  { name: 'max_connections lowered', change: parameters({ max_connections: 40 }) },

  // Values that Patroni checks: one in each document, with the mark.
  ...documents([
    ['postgresql.parameters.listen_addresses', '*'],
    ['postgresql.parameters.port', 1],
    ['postgresql.parameters.cluster_name', 'x'],
    ['postgresql.parameters.max_connections', 24],
    ['postgresql.parameters.max_connections', 'many'],
    ['postgresql.parameters.max_connections', '60.4'],
    ['postgresql.parameters.max_connections', 60.4],
    ['postgresql.parameters.max_connections', '0x40'],
    ['postgresql.parameters.max_connections', null],
    ['postgresql.parameters.max_connections', true],
    ['postgresql.parameters.max_connections', [60]],
    ['postgresql.parameters.wal_keep_size', 'much'],
    ['postgresql.parameters.wal_keep_size', '8MB'],
    ['postgresql.parameters.wal_keep_size', null],
    ['postgresql.parameters.wal_keep_segments', 'x'],
    ['postgresql.parameters.wal_level', 'minimal'],
    ['postgresql.parameters.wal_level', 'LOGICAL'],
    ['postgresql.parameters.wal_level', 5],
    ['postgresql.parameters.wal_level', null],
    ['postgresql.parameters.hot_standby', 'off'],
    ['postgresql.parameters.hot_standby', 'yes'],
    ['postgresql.parameters.hot_standby', null],
    ['postgresql.parameters.wal_log_hints', 'off'],
    ['postgresql.parameters.track_commit_timestamp', 'maybe'],
    ['postgresql.parameters.track_commit_timestamp', 'yes'],
    ['postgresql.parameters.track_commit_timestamp', null],
    ['postgresql.parameters.max_replication_slots', 3],
    // Keys of the top level.
    ['loop_wait', 'abc'],
    ['loop_wait', null],
    ['loop_wait', '2.5'],
    ['loop_wait', 2.5],
    ['ttl', ' 20 '],
    ['ttl', true],
    ['maximum_lag_on_failover', '1MB'],
    ['maximum_lag_on_failover', null],
    ['maximum_lag_on_failover', -1],
    ['maximum_lag_on_syncnode', 'x'],
    ['check_timeline', 'true'],
    ['check_timeline', 'on'],
    ['check_timeline', true],
    ['synchronous_node_count', '2'],
    ['synchronous_node_count', 'two'],
    ['primary_start_timeout', '5min'],
    ['master_start_timeout', '5min'],
    ['synchronous_mode', 'maybe'],
    ['failsafe_mode', 'maybe'],
    ['watchdog', { mode: 'off' }],
    ['watchdog', 5],
    ['tags', { nofailover: true }],
    ['max_timelines_history', 'x'],
    ['pause', 'maybe'],
    ['standby_cluster', null],
    ['standby_cluster', 'text'],
    ['standby_cluster', {}],
    ['slots', 'text'],
    ['slots', ['a']],
    ['ignore_slots', 'text'],
    ['ignore_slots', [{ name: 'a', group: 1 }]],
    ['postgresql.use_slots', 'off'],
    ['postgresql.pg_ctl_timeout', null],
    ['postgresql.callbacks', 'text'],
    ['postgresql.authentication', { superuser: { username: 'x' } }],
    ['parameters', { work_mem: '9MB' }],
    ['postgresql.ttl', 5],
    ['unknown_key', 1],
  ]),
  { name: 'postgresql: null', change: { postgresql: null } },
  { name: 'postgresql: "text"', change: { postgresql: 'text', ttl: 25 } },
  { name: 'postgresql.parameters: null', change: { 'postgresql.parameters': null } },
  { name: 'postgresql.parameters: "text"', change: { 'postgresql.parameters': 'text' } },
  { name: 'postgresql.parameters: a list', change: { 'postgresql.parameters': ['work_mem=8MB'] } },

  // pg_hba
  {
    name: 'pg_hba in the files of all members',
    change: { 'postgresql.pg_hba': [...HBA, 'host all all 10.0.0.0/8 md5'] },
  },
  {
    name: 'pg_hba',
    local: { pg_hba: null },
    change: { 'postgresql.pg_hba': [...HBA, 'host all all 10.0.0.0/8 md5'] },
  },
  {
    name: 'pg_hba removed',
    local: { pg_hba: null },
    base: { 'postgresql.pg_hba': [...HBA, 'host all all 10.0.0.0/8 md5'] },
    change: { 'postgresql.pg_hba': REMOVED },
  },
  {
    name: 'pg_hba empty',
    local: { pg_hba: null },
    base: { 'postgresql.pg_hba': [...HBA, 'host all all 10.0.0.0/8 md5'] },
    change: { 'postgresql.pg_hba': [] },
  },
  { name: 'pg_ident', change: { 'postgresql.pg_ident': ['m os_user db_user'] } },
  {
    name: 'pg_hba beside hba_file',
    local: { pg_hba: null },
    change: {
      'postgresql.pg_hba': [...HBA, 'host all all 10.0.0.0/8 md5'],
      'postgresql.parameters.hba_file': 'other_hba.conf',
    },
  },

  // What keeps servers from reading their file or from starting comes last.
  ...documents([
    ['postgresql.parameters.data_directory', '/tmp'],
    ['postgresql.parameters.config_file', '/tmp/x'],
  ]),
];

/** The document with what an experiment writes. */
export function edited(document: ValueMap, change: ValueMap): ValueMap {
  return Object.entries(change).reduce((values, [key, value]) => write(values, pathOf(key), value), document);
}

function pathOf(key: string): readonly string[] {
  const [top = '', section = '', ...rest] = key.split('.');
  if (section === '') return [top];
  return rest.length === 0 ? [top, section] : [top, section, rest.join('.')];
}

function write(values: ValueMap, [key = '', ...rest]: readonly string[], value: Value): ValueMap {
  if (rest.length > 0) {
    const below = values[key];
    return { ...values, [key]: write(isValueMap(below) ? below : {}, rest, value) };
  }
  if (value !== REMOVED) return { ...values, [key]: value };
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

/** Parameters of PostgreSQL that an experiment is about. */
export function watched({ base = {}, change, watch = [], local = {} }: Experiment): readonly string[] {
  const named = [...Object.keys(base), ...Object.keys(change)].flatMap((key) => {
    const [, section, name] = pathOf(key);
    return (section === 'parameters' || section === 'recovery_conf') && name !== undefined ? [name] : [];
  });
  const { parameters: own } = local;
  const locals = Object.keys(own ?? {});
  return [...new Set([...named, ...locals, ...watch].map((name) => name.toLowerCase()))].sort();
}
