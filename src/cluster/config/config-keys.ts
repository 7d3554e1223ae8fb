/**
 * What a key holds. `timing`: what Python's int reads. `switch`: Patroni's eight words. `truthy`: anything but `false`, 0 or nothing counts as yes. `seconds`: a number or
 * text with a unit. `section` and `list` have checks of their own, `free` is whatever it is used for.
 */
export type KeyKind =
  | 'timing'
  | 'integer'
  | 'seconds'
  | 'switch'
  | 'truthy'
  | 'sync-mode'
  | 'text'
  | 'texts'
  | 'port'
  | 'section'
  | 'list'
  | 'free';

/** A key of Patroni's dynamic configuration (reference 5.1 to 5.4). */
export interface ConfigKey {
  readonly kind: KeyKind;
  readonly defaultValue: string | null;
  /** In the unit of the value. */
  readonly minimum: number | null;
  /** What less than that leads to, where it is more than a value that counts for nothing. */
  readonly below: string | null;
  /** Patroni's version that brought it; null if all that are supported know it. */
  readonly since: string | null;
  readonly meaning: string;
  /** Its present name, if this one is old. */
  readonly renamed: string | null;
  /** What null does, where that is not the same as leaving the key out. */
  readonly onNull: string | null;
}

const key = (
  kind: KeyKind,
  defaultValue: string | null,
  meaning: string,
  more: Partial<ConfigKey> = {},
): ConfigKey => ({
  kind,
  defaultValue,
  meaning,
  minimum: null,
  below: null,
  since: null,
  renamed: null,
  onNull: null,
  ...more,
});

const KEEPS = 'the agents would keep their previous timing and postgresql settings';

export const TOP_KEYS: Readonly<Record<string, ConfigKey>> = {
  ttl: key('timing', '30', 'seconds that the leader and member keys live', { minimum: 20, onNull: KEEPS }),
  loop_wait: key('timing', '10', 'seconds between two cycles of an agent', { minimum: 1, onNull: KEEPS }),
  retry_timeout: key('timing', '10', 'seconds of retries against the DCS and PostgreSQL', {
    minimum: 3,
    onNull: KEEPS,
  }),
  maximum_lag_on_failover: key('integer', '1048576', 'bytes that a candidate may be behind', {
    minimum: 0,
  }),
  maximum_lag_on_syncnode: key(
    'integer',
    '-1',
    'bytes of lag that replace a synchronous standby; 0 or less: never',
  ),
  check_timeline: key('switch', 'false', 'replicas on an older timeline may not become leader'),
  max_timelines_history: key('integer', '0', 'entries kept in the history; 0: all', { minimum: 0 }),
  primary_start_timeout: key(
    'integer',
    '300',
    'seconds that a failed primary may take to recover before a failover',
    {
      minimum: 0,
      since: '3.0',
    },
  ),
  primary_stop_timeout: key(
    'integer',
    '0',
    'seconds after which PostgreSQL is killed on stop, in synchronous mode; 0 or less: never',
    { since: '3.0' },
  ),
  master_start_timeout: key('integer', '300', 'the old name of primary_start_timeout', {
    minimum: 0,
    renamed: 'primary_start_timeout',
  }),
  master_stop_timeout: key('integer', '0', 'the old name of primary_stop_timeout', {
    renamed: 'primary_stop_timeout',
  }),
  primary_race_backoff: key('integer', '0', 'seconds that the leader race waits while WAL still arrives', {
    since: '4.2',
  }),
  synchronous_mode: key('sync-mode', 'off', 'commits wait for synchronous standbys'),
  synchronous_mode_strict: key('switch', 'false', 'never commit without a synchronous standby'),
  synchronous_node_count: key('integer', '1', 'wanted number of synchronous standbys', {
    minimum: 1,
    below: 'no standby would be synchronous',
  }),
  failsafe_mode: key('switch', 'false', 'the primary goes on without the DCS while it reaches all members', {
    since: '3.0',
  }),
  pause: key('switch', 'false', 'maintenance mode: no automatic failover'),
  standby_cluster: key('section', null, 'the cluster replicates from another one'),
  slots: key('section', null, 'permanent replication slots'),
  permanent_replication_slots: key('section', null, 'another name of slots'),
  permanent_slots: key('section', null, 'another name of slots'),
  ignore_slots: key('list', null, 'slots that Patroni leaves alone'),
  member_slots_ttl: key('seconds', '30min', 'how long the slot of a missing member is kept', {
    minimum: 0,
    since: '4.0',
  }),
  postgresql: key('section', null, 'PostgreSQL and how it is run'),
};

const byRole = (name: string, kind: KeyKind, meaning: string): Record<string, ConfigKey> =>
  Object.fromEntries(
    ['primary', 'replica', 'standby_leader'].map((role) => [
      `${name}_${role}`,
      key(kind, null, meaning, { since: '4.2' }),
    ]),
  );

export const POSTGRESQL_KEYS: Readonly<Record<string, ConfigKey>> = {
  use_slots: key('switch', 'true', 'physical replication slots for members', {
    onNull: 'Patroni takes it as no, unlike a missing key',
  }),
  use_pg_rewind: key('truthy', 'false', 'pg_rewind brings a former primary back'),
  remove_data_directory_on_rewind_failure: key('truthy', 'false', 'rebuild a member that cannot be rewound'),
  remove_data_directory_on_diverged_timelines: key(
    'truthy',
    'false',
    'rebuild a member whose history differs',
  ),
  parameters: key('section', null, 'the parameters of the servers'),
  pg_hba: key('texts', null, 'the lines of pg_hba.conf'),
  pg_ident: key('texts', null, 'the lines of pg_ident.conf'),
  recovery_conf: key('section', null, 'recovery settings, such as restore_command'),
  pg_ctl_timeout: key('integer', '60', 'seconds for start, stop and restart', {
    minimum: 0,
    onNull: 'Patroni takes it as 0 seconds',
  }),
  create_replica_methods: key('texts', 'basebackup', 'how replicas are built'),
  create_replica_method: key('texts', 'basebackup', 'the old name of create_replica_methods', {
    renamed: 'create_replica_methods',
  }),
  basebackup: key('free', null, 'options of pg_basebackup'),
  callbacks: key('section', null, 'programs that are called on changes'),
  pre_promote: key('text', null, 'a program that must succeed before a promotion'),
  before_stop: key('text', null, 'a program that is called before a stop'),
  custom_conf: key('text', null, 'the file that postgresql.conf includes'),
  config_base_name: key('text', 'postgresql', 'the name of the configuration file without its ending'),
  bin_dir: key('text', null, "the directory of PostgreSQL's programs"),
  bin_name: key('section', null, "other names of PostgreSQL's programs"),
  use_unix_socket: key('truthy', 'false', 'Patroni connects through the socket'),
  use_unix_socket_repl: key('truthy', 'false', 'replication programs connect through the socket'),
  database: key('text', 'postgres', 'the database that Patroni connects to'),
  krbsrvname: key('text', null, 'the Kerberos service of PostgreSQL'),
  rewind: key('free', null, 'options of pg_rewind', { since: '4.2' }),
  ...byRole('parameters', 'section', 'parameters of the servers in this role'),
  ...byRole('pg_hba', 'texts', 'the lines of pg_hba.conf in this role'),
  ...byRole('pg_ident', 'texts', 'the lines of pg_ident.conf in this role'),
};

export const STANDBY_KEYS: Readonly<Record<string, ConfigKey>> = {
  host: key('text', null, 'the remote node; several are separated by commas'),
  port: key('port', '5432', 'the port of the remote node'),
  primary_slot_name: key('text', null, 'the slot on the remote node'),
  create_replica_methods: key('texts', null, 'how the standby leader is built'),
  restore_command: key('text', null, 'fetches a WAL file from an archive'),
  archive_cleanup_command: key('text', null, 'removes what no standby needs from an archive'),
  recovery_min_apply_delay: key('text', null, 'how far the standby leader stays behind on purpose'),
};

export const CALLBACKS = ['on_reload', 'on_restart', 'on_role_change', 'on_start', 'on_stop'] as const;

/** Sections and keys of a member's own file, which mean nothing in the cluster's configuration. */
export const LOCAL_SECTIONS = [
  'name',
  'scope',
  'namespace',
  'restapi',
  'ctl',
  'log',
  'tags',
  'watchdog',
  'citus',
  'etcd',
  'etcd3',
  'consul',
  'zookeeper',
  'exhibitor',
  'kubernetes',
  'raft',
  'thread_pool_size',
  'thread_stack_size',
] as const;

/** Keys of `postgresql` that count in a member's own file only; Patroni drops them from the dynamic configuration. */
export const LOCAL_POSTGRESQL_KEYS = [
  'listen',
  'connect_address',
  'proxy_address',
  'config_dir',
  'data_dir',
  'pgpass',
  'authentication',
] as const;

/** Sections of a local file for the first start of a cluster. */
export const BOOTSTRAP_SECTIONS = ['bootstrap', 'dcs'] as const;

/** The newest Patroni whose keys these are. */
export const KNOWN_PATRONI = '4.2';
