import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { execute } from '../support/execute.js';
import { type PackagedPatroni, packagedPatroni } from '../support/packaged-patroni.js';
import { RECORDINGS } from '../support/recordings.js';
import { runCtl } from '../support/run-ctl.js';

// Keys that a real cluster shows rarely or not on demand; living clusters are compared in the e2e tests.

const FORMATS = ['pretty', 'tsv', 'json', 'yaml'] as const;

let etcd: EtcdServer;
let packaged: PackagedPatroni;
let folder: string;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  packaged = await packagedPatroni('sid');
  folder = await mkdtemp(join(tmpdir(), 'ctl-parity-'));
  console.log(`compared with the newest packaged patronictl: ${packaged.version}`);
});
afterAll(async () => {
  await etcd.stop();
  await rm(folder, { recursive: true });
});

type Keys = Readonly<Record<string, unknown>>;

const POSITION = 151_270_256;

function member(port: number, changes: Keys = {}): Keys {
  return {
    conn_url: `postgres://127.0.0.1:${port}/postgres`,
    api_url: `http://127.0.0.1:${port + 1000}/patroni`,
    state: 'running',
    role: 'replica',
    version: '4.1.5',
    timeline: 4,
    xlog_location: POSITION,
    receive_lsn: POSITION,
    replay_lsn: POSITION,
    replication_state: 'streaming',
    ...changes,
  };
}

const PRIMARY: Keys = {
  role: 'primary',
  receive_lsn: undefined,
  replay_lsn: undefined,
  replication_state: undefined,
};
const OLD: Keys = { version: '3.0.2', receive_lsn: undefined, replay_lsn: undefined };

const BASE: Keys = {
  initialize: '7711056618934199894',
  config: { ttl: 30, loop_wait: 10 },
  leader: 'pg1',
  status: { optime: POSITION },
  'members/pg1': member(5432, PRIMARY),
  'members/pg2': member(5432, { conn_url: 'postgres://10.0.0.2:5432/postgres' }),
};

const CLUSTERS: Readonly<Record<string, Keys>> = {
  'a plain cluster on default ports': BASE,
  'members that share a host': { ...BASE, 'members/pg3': member(5432) },
  'lags that round to the even megabyte': {
    ...BASE,
    'members/a': member(1, { receive_lsn: POSITION - 524_288, replay_lsn: POSITION - 1_572_864 }),
    'members/b': member(2, { receive_lsn: POSITION - 2_621_440, replay_lsn: POSITION + 5 }),
  },
  'members from before 4.1, streaming and not': {
    ...BASE,
    'members/a': member(1, OLD),
    'members/b': member(2, { ...OLD, replication_state: undefined }),
    'members/c': member(3, { ...OLD, xlog_location: undefined }),
    'members/d': member(4, { receive_lsn: undefined }),
  },
  'paused with a scheduled switchover': {
    ...BASE,
    config: { pause: true },
    failover: { leader: 'pg1', member: 'pg2', scheduled_at: '2030-01-01T10:00:00.250000Z' },
  },
  'a switchover without a schedule, and one that is over': { ...BASE, failover: {} },
  'synchronous standbys': {
    ...BASE,
    config: { synchronous_mode: 'on' },
    sync: { leader: 'pg1', sync_standby: 'PG2', quorum: 0 },
  },
  'a quorum': {
    ...BASE,
    config: { synchronous_mode: 'quorum' },
    sync: { leader: 'pg1', sync_standby: 'pg2', quorum: 1 },
  },
  'a sync key without the mode': { ...BASE, sync: { leader: 'pg1', sync_standby: 'pg2' } },
  'a standby cluster': {
    ...BASE,
    config: { standby_cluster: { host: 'x' } },
    'members/pg1': member(5432, { role: 'standby_leader' }),
  },
  'pending and scheduled restarts, tags': {
    ...BASE,
    'members/a': member(1, {
      pending_restart: true,
      pending_restart_reason: {
        max_connections: { old_value: '100', new_value: '200' },
        shared_preload_libraries: { old_value: '', new_value: 'pg_stat_statements,auto_explain,pg_cron' },
      },
      scheduled_restart: { schedule: '2030-01-01T10:00:00+00:00', postgres_version: '15.3' },
      tags: { nofailover: true, dc: 'east: 1', weight: 1.5, list: ['a', 'b'], nothing: null },
    }),
    'members/b': member(2, { tags: {}, scheduled_restart: { schedule: '2031-01-01T10:00:00+02:00' } }),
  },
  'no leader': { ...BASE, leader: undefined },
  'a leader that is not registered': { ...BASE, leader: 'gone' },
  'broken and ancient members': {
    ...BASE,
    'members/a': '{',
    'members/b': 'postgres://u:p@10.1.1.1:5433/postgres?application_name=http://10.1.1.1:8008/patroni',
    'members/c': [],
    'members/d': { state: 'running' },
    'members/e/deeper': member(1),
  },
  'broken keys of the cluster': { ...BASE, config: '{', status: '[', sync: 'x', history: '7', failsafe: ']' },
  'positions in the old key': { ...BASE, status: undefined, 'optime/leader': String(POSITION) },
  'a bootstrap': { initialize: '', 'members/a': member(1, { state: 'initializing new cluster' }) },
  'IPv6 and other writing systems': {
    ...BASE,
    'members/v6': member(1, { conn_url: 'postgres://[2001:DB8::7]:5432/postgres' }),
    'members/東京': member(2, { tags: { città: 'è', emoji: '🐘' } }),
  },
};

const GROUPS: Keys = Object.fromEntries(
  [0, 1, 12].flatMap((group) =>
    Object.entries({ ...BASE, config: group === 1 ? { pause: true } : {} }).map(([key, value]) => [
      `${group}/${key}`,
      value,
    ]),
  ),
);

const RECORDED: Readonly<Record<string, Keys>> = Object.fromEntries(
  RECORDINGS.map(({ name, keys }) => [
    name.replace('/', '-'),
    Object.fromEntries(keys.map(({ key, value }) => [key.replace('/service/demo/', ''), value])),
  ]),
);

describe.each(FORMATS)('-f %s of patronictl, character for character', (format) => {
  it.each([[[]], [['--extended']]])('clusters of all kinds %s', async (extended) => {
    const clusters = { ...CLUSTERS, ...RECORDED };
    await write(clusters);
    await compare(['list', '--format', format, ...extended, ...Object.keys(clusters)]);
  });

  it('the groups of a Citus cluster, all and one', async () => {
    await write({ formation: GROUPS });
    await compare(['list', '--format', format, 'formation'], 'citus: {group: 0, database: citus}\n');
    await compare(['list', '--format', format, 'formation', '--group', '1']);
  });

  it('histories of all kinds', async () => {
    await write(HISTORIES);
    for (const scope of Object.keys(HISTORIES)) await compare(['history', '--format', format, scope]);
  });
});

describe('the other reading commands, character for character', () => {
  it('topology', async () => {
    const clusters = { ...CLUSTERS, ...RECORDED, ...TREES };
    await write(clusters);
    await compare(['topology', ...Object.keys(clusters)]);
  });

  it('show-config', async () => {
    await write(CONFIGURATIONS);
    for (const scope of Object.keys(CONFIGURATIONS)) await compare(['show-config', scope]);
  });

  it.each([
    ['topology', 'formation'],
    ['topology', 'formation', '--group', '12'],
    ['show-config', 'formation'],
    ['show-config', 'formation', '--group', '1'],
    ['history', 'formation', '--group', '1'],
    ['dsn', 'formation'],
    ['dsn', 'formation', '--group', '12', '-r', 'replica'],
    ['dsn', 'formation', '-m', 'only12'],
  ])('a Citus cluster: %s %s %s %s %s', async (...command) => {
    await write({
      formation: { ...GROUPS, '12/members/only12': member(7777), '1/history': HISTORIES.entries?.history },
    });
    await compare(command, 'citus: {group: 0, database: citus}\n');
  });
});

/** Members as a tree: a chain, unknown parents, circles, no leader. */
const TREES: Readonly<Record<string, Keys>> = {
  chain: {
    ...BASE,
    'members/a': member(1, { tags: { replicatefrom: 'b' } }),
    'members/b': member(2, { tags: { replicatefrom: 'c', dc: 'x' } }),
    'members/c': member(3, { tags: { replicatefrom: 'nobody' } }),
    'members/d': member(4, { tags: { replicatefrom: 'pg1' } }),
    'members/e': member(5, { tags: { replicatefrom: 'e' } }),
  },
  circle: {
    ...BASE,
    'members/a': member(1, { tags: { replicatefrom: 'b' }, pending_restart: true }),
    'members/b': member(2, { tags: { replicatefrom: 'a' } }),
  },
  leaderless: {
    ...BASE,
    leader: undefined,
    'members/a': member(1, { tags: { replicatefrom: 'pg2' } }),
  },
};

const HISTORIES: Readonly<Record<string, Keys>> = {
  entries: {
    ...BASE,
    history: [
      [1, 83_886_472, 'no recovery target specified', '2026-11-22T17:09:05.263604+00:00', 'pg1'],
      [2, 150_995_568, 'no recovery target specified', '2026-11-22T17:12:44+02:00'],
      [3, 160_000_000, 'before 2000-01-01 00:00:00+00'],
    ],
  },
  empty: { ...BASE, history: [] },
  none: BASE,
};

const CONFIGURATIONS: Readonly<Record<string, Keys>> = {
  typical: {
    config: {
      ttl: 20,
      loop_wait: 2,
      pause: true,
      standby_cluster: null,
      slots: { 'a-slot': { type: 'physical' }, on: {} },
      ignore_slots: [{ name: 'x' }, { type: 'logical', plugin: 'test_decoding' }],
      postgresql: {
        use_pg_rewind: true,
        parameters: {
          max_connections: 100,
          'pg_stat_statements.max': '100',
          archive_command: `test ! -f "/archive/%f" && cp '%p' /archive/%f # ${'very long '.repeat(30)}`,
          log_line_prefix: '%m [%p] ',
          recovery_target_time: '2026-11-22 17:00:00',
          empty: '',
          yes: 'on',
          octal: '010',
          float: 1.5,
          list: [],
        },
        pg_hba: ['host all all 127.0.0.1/32 md5', 'local all all trust'],
      },
      città: 'è',
    },
  },
  missing: { initialize: '1' },
};

async function compare(command: readonly string[], settings = ''): Promise<void> {
  const file = join(folder, 'patronictl.yml');
  await writeFile(file, `etcd3: {hosts: ['${etcd.address}']}\n${settings}`);
  const line = ['-c', file, ...command];
  const [theirs, ours] = await Promise.all([execute(packaged.patronictl, line), runCtl(line)]);
  expect(theirs.exit, theirs.stderr).toBe(0);
  expect(ours.exit, ours.stderr).toBe(0);
  expect(ours.stdout).toBe(theirs.stdout);
}

async function write(clusters: Readonly<Record<string, Keys>>): Promise<void> {
  await etcd.wipe();
  for (const [scope, keys] of Object.entries(clusters)) await etcd.put(textKeys(scope, keys));
}

function textKeys(scope: string, keys: Keys): Record<string, string> {
  const present = Object.entries(keys).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    present.map(([path, value]) => [
      `/service/${scope}/${path}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
