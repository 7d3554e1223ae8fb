import { describe, expect, it } from 'vitest';
import { decodeAgentStatus } from '../src/adapters/agent/agent-status.js';
import { decodeReplyText, decodeStatus } from '../src/adapters/agent/responses.js';
import { formationFromKeys } from '../src/adapters/etcd/cluster-from-keys.js';
import { decodeRuntime } from '../src/adapters/haproxy/decode-runtime.js';
import { decodeStat } from '../src/adapters/haproxy/decode-stat.js';
import { decodeSandbox } from '../src/adapters/system/decode-sandbox.js';
import { decodeJournalEntry } from '../src/cluster/config/journal-entry.js';
import { decodeDrainNotes } from '../src/cluster/haproxy/drain-note.js';
import { SINGLE_KEYS } from '../src/cluster/model/key-place.js';
import { decodePauseNote } from '../src/cluster/pause/pause-note.js';
import { Failure } from '../src/errors.js';
import { jsonText, parseExactJson, parseJson } from '../src/formats/json.js';
import { mergePatch } from '../src/formats/merge-patch.js';
import { parseYaml } from '../src/formats/yaml.js';
import { decodeBundle } from '../src/operations/doctor/doctor.js';
import { decodeDump } from '../src/operations/remove/cluster-dump.js';
import { FakeClusterKeys } from './support/fake-cluster-keys.js';
import { FakeConfigKey } from './support/fake-config-key.js';
import { FakeConfigHistory } from './support/fake-config-store.js';
import { FakeFleet, sameLooks } from './support/fake-fleet.js';
import { fakeWorld, someSettings } from './support/fake-world.js';
import { FakeDcs } from './support/fakes.js';
import { ODD_VALUES, oddDocuments } from './support/odd-values.js';
import { RECORDINGS } from './support/recordings.js';
import { runArgv } from './support/run-command.js';
import { isWhole, sampleOf } from './support/sample.js';

const ROUNDS = isWhole ? 2000 : 300;
const PREFIX = '/service/demo/';

/** What recorded keys hold, by the end of their names. */
function recorded(end: string): string[] {
  const found = RECORDINGS.flatMap(({ keys }) => keys.filter(({ key }) => key.includes(end)));
  return [...new Set(found.map(({ value }) => value))].filter((value) => parseJson(value) !== undefined);
}

const AGENT = JSON.stringify({
  state: 'running',
  postmaster_start_time: '2026-11-22 18:07:00.123+00:00',
  role: 'primary',
  server_version: 150008,
  xlog: { location: 1, received_location: 1, replayed_location: 1, replayed_timestamp: null, paused: false },
  timeline: 1,
  replication: [{ usename: 'r', application_name: 'pg2', state: 'streaming', sync_state: 'async' }],
  database_system_identifier: '7711056618934199894',
  tags: { nofailover: true, failover_priority: 1 },
  scheduled_restart: { schedule: '2026-11-22T18:07:00Z' },
  patroni: { version: '4.1.5', scope: 'demo', name: 'pg1' },
});
const SANDBOX = JSON.stringify({
  format: 1,
  name: 'x',
  programs: Object.fromEntries(
    ['etcd', 'patroni', 'postgres', 'haproxy'].map((each) => [each, { path: '/x', version: '1' }]),
  ),
  etcd: [{ name: 'e', clientPort: 1, peerPort: 2 }],
  members: [{ name: 'pg1', port: 1, apiPort: 2 }],
  haproxy: { writePort: 1, readPort: 2, statsSocket: '/x' },
  secrets: { superuser: 'a', replication: 'b', rewind: 'c', restapi: 'd' },
});
const JOURNAL = JSON.stringify({
  revision: 1,
  who: 'ann',
  host: 'desk',
  at: '2026-11-22T18:07:00Z',
  reason: null,
  command: 'edit-config',
  omitted: 0,
  changes: [{ path: ['postgresql', 'parameters', 'work_mem'], before: 1, after: { a: [1] }, isCut: false }],
});
const DUMP = JSON.stringify({
  schema: 'ctl.cluster-dump/1',
  namespace: '/service/',
  scope: 'demo',
  group: null,
  savedAt: '2026-11-22T18:07:00Z',
  revision: 1,
  keys: [{ key: '/service/demo/config', value: '{}', revision: 1, leased: false }],
});
const PAUSE = JSON.stringify({
  by: 'a',
  host: 'b',
  since: '2026-11-22T18:07:00Z',
  reason: 'c',
  until: null,
  configRevision: 1,
});
const DRAINED = JSON.stringify({
  drained: [{ balancer: 'a', pool: 'b', server: 'c', member: 'd', at: 'e', by: 'f' }],
});

async function bundle(): Promise<string> {
  const world = fakeWorld();
  await runArgv('doctor demo --bundle /tmp/b.json', { ports: world });
  return [...world.newFiles.texts.values()][0] ?? expect.unreachable();
}

describe('whatever a text holds, its reader gives a value, nothing, or a failure with a name', () => {
  const scope = (key: string) => (value: string) =>
    formationFromKeys([{ key: `${PREFIX}${key}`, value, modRevision: 1 }], PREFIX);
  it.each<[string, () => Promise<readonly string[]> | readonly string[], (text: string) => unknown]>([
    ...SINGLE_KEYS.map((key): [string, () => string[], (text: string) => unknown] => [
      `the key ${key}`,
      () => [...recorded(`/${key}`), '{}', '[]'],
      scope(key),
    ]),
    ['a member', () => recorded('/members/'), scope('members/pg1')],
    ["an agent's status", () => [AGENT], decodeStatus],
    ["a sandbox's agent", () => [AGENT], decodeAgentStatus],
    ["an agent's reply", () => [AGENT], decodeReplyText],
    [
      "HAProxy's table",
      () => ['["# pxname,svname,status,type"]'],
      (text) => decodeStat(text.replace('["', '')),
    ],
    [
      "HAProxy's answers",
      () => ['["# pxname,svname,status,type"]'],
      (text) => decodeRuntime(text.replace('["', '')),
    ],
    ['a sandbox', () => [SANDBOX], (text) => decodeSandbox(text, '/x')],
    ['a journal entry', () => [JOURNAL], decodeJournalEntry],
    ['a dump', () => [DUMP], decodeDump],
    ['a note of a pause', () => [PAUSE], decodePauseNote],
    ['notes of drained servers', () => [DRAINED], decodeDrainNotes],
    ['a bundle', async () => [await bundle()], (text) => decodeBundle(text, 'x.json')],
    ['YAML', () => [AGENT, SANDBOX], parseYaml],
  ])(
    '%s',
    async (_, documents, read) => {
      const valid = await documents();
      for (const text of [...ODD_VALUES, ...oddDocuments(valid, ROUNDS)]) {
        try {
          read(text);
        } catch (error) {
          if (!(error instanceof Failure))
            throw new Error(`${text.slice(0, 2000)}: ${error}`, { cause: error });
        }
      }
    },
    60_000,
  );

  it('what is inherited is no kind of a bundle', async () => {
    const text = await bundle();
    for (const kind of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const odd = text.replace(/"kind":\s*"present"/, `"kind": "${kind}"`);
      expect(odd).not.toBe(text);
      expect(() => decodeBundle(odd, 'x.json')).toThrow(Failure);
    }
  });
});

describe('a document', () => {
  it('is read only as deep as Patroni could', () => {
    for (const read of [parseJson, parseExactJson]) {
      expect(read(nested(400))).not.toBeUndefined();
      expect(read(nested(401))).toBeUndefined();
      expect(read(`{"a": "${'['.repeat(5000)}"}`)).toEqual({ a: '['.repeat(5000) });
      expect(read(`{"a\\"${'{'.repeat(5000)}": 1}`)).toEqual({ [`a"${'{'.repeat(5000)}`]: 1 });
    }
    expect(parseYaml(nested(401))).toMatchObject({ error: expect.any(String) });
  });

  it('keeps numbers beside a key toJSON', () => {
    expect(jsonText(parseExactJson('{"a": {"toJSON": 1, "b": 1.0}}'))).toBe('{"a":{"toJSON":1,"b":1.0}}');
  });

  it('merges keys that objects inherit', () => {
    const patch = parseJson('{"__proto__": {"a": 1}, "constructor": {"b": 2}, "toString": 3}');
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return expect.unreachable();
    expect(jsonText(mergePatch({}, Object(patch)))).toBe(jsonText(patch));
  });
});

function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

/** Each with a cluster, as far as it takes one; those that change something send it to ports in memory. */
const COMMANDS = [
  ...[
    'list demo',
    'list demo --json',
    'list demo -f json',
    'list demo -f yaml',
    'list demo -f pretty -e',
    'list --all',
  ],
  ...['topology demo', 'history demo', 'history demo --json', 'show-config demo', 'show-config demo --json'],
  ...['status demo', 'status demo --json', 'status --all', 'doctor demo', 'doctor demo --json', 'check demo'],
  ...['clusters', 'clusters --json', 'version demo', 'dsn demo', 'config log demo', 'config diff demo other'],
  ...[
    'config explain demo ttl',
    'config explain demo shared_buffers',
    'config explain demo',
    'config undo demo --yes',
  ],
  ...[
    'edit-config demo -s ttl=40 --yes',
    'edit-config demo -p work_mem=4MB --dry-run',
    'edit-config demo --apply /x --yes',
  ],
  ...[
    'pause demo --yes',
    'resume demo --yes',
    'switchover demo --yes --dry-run',
    'failover demo --candidate pg1 --dry-run',
  ],
  ...[
    'restart demo --yes --dry-run',
    'reload demo --yes',
    'reinit demo pg1 --yes --dry-run',
    'drain demo pg1 --dry-run',
  ],
  ...[
    'remove demo --confirm demo',
    'promote-cluster demo --yes --dry-run',
    'flush demo restart --yes',
    'flush demo switchover --yes',
  ],
  ...[
    'demote-cluster demo --host h --yes --dry-run',
    'wait demo --for leader --deadline 1s',
    'haproxy config demo',
  ],
  ...['haproxy check demo', 'haproxy status demo', 'query demo -c SELECT'],
];

const PATHS = [
  ...[
    'ttl',
    'pause',
    'loop_wait',
    'retry_timeout',
    'maximum_lag_on_failover',
    'synchronous_mode',
    'standby_cluster',
  ],
  ...[
    'slots',
    'ignore_slots',
    'member_slots_ttl',
    'primary_start_timeout',
    'failsafe_mode',
    'tags',
    'postgresql',
  ],
  ...['postgresql.parameters', 'postgresql.parameters.max_connections', 'postgresql.parameters.work_mem'],
  ...[
    'postgresql.pg_hba',
    'postgresql.use_slots',
    'postgresql.recovery_conf',
    'standby_cluster.host',
    'slots.a',
  ],
  ...[
    'postgresql.parameters.wal_level',
    'postgresql.parameters.shared_preload_libraries',
    'constructor',
    'standby_cluster.primary_slot_name',
  ],
  ...[
    'synchronous_node_count',
    'check_timeline',
    'ignore_slots.0',
    'slots.a.type',
    'citus',
    'nostream',
    'postgresql.bin_name',
  ],
];

function configOf(path: string, odd: string): string {
  const inner = path.split('.').reduceRight((value, key) => `{"${key}":${value}}`, odd);
  return path.startsWith('ttl') ? inner : inner.replace('{', '{"ttl":30,');
}

/** Each odd value at one place after the other; a run of all commands takes seconds. */
const CONFIGS = ODD_VALUES.map((odd, index) => {
  const path = PATHS[(index * 7) % PATHS.length] ?? '';
  return { path, odd: odd.slice(0, 40), text: configOf(path, odd) };
});

function worldOf(config: string, member: string | null) {
  const keys = {
    initialize: '7711056618934199894',
    leader: 'pg2',
    config,
    'members/pg1':
      member ?? '{"state":"running","role":"replica","conn_url":"postgres://127.0.0.1:15401/postgres"}',
    'members/pg2':
      '{"state":"running","role":"primary","api_url":"http://127.0.0.1:18002/patroni","conn_url":"postgres://127.0.0.1:15402/postgres"}',
  };
  const raw = Object.entries(keys).map(([key, value]) => ({
    key: `${PREFIX}${key}`,
    value,
    modRevision: 40,
  }));
  const { formation } = formationFromKeys(raw, PREFIX);
  const cluster = formation?.cluster ?? expect.unreachable();
  const sound = fakeWorld();
  const { formation: other } = formationFromKeys(
    raw.map((each) => (each.key.endsWith('/config') ? { ...each, value: '{}' } : each)),
    PREFIX,
  );
  const clusters = { demo: cluster, other: other?.cluster ?? expect.unreachable() };
  const configHistory = new FakeConfigHistory();
  configHistory.versions = [
    { revision: 40, text: config },
    { revision: 30, text: '{"ttl": 20}' },
  ];
  return {
    ...sound,
    settings: someSettings(),
    dcs: new FakeDcs(clusters),
    fleet: new FakeFleet(clusters),
    scopeLooks: sameLooks(clusters),
    configHistory,
    configKey: new FakeConfigKey({ text: config, revision: 40, storeRevision: 48 }),
    clusterKeys: new FakeClusterKeys(PREFIX, keys),
    input: fakeWorld({ files: { '/x': 'ttl: 40' } }).input,
  };
}

describe('an odd configuration', () => {
  it.each(sampleOf('odd configurations', CONFIGS, 4))(
    '$path: $odd',
    async ({ text }) => {
      for (const command of COMMANDS) {
        const { exit, stdout, stderr } = await runArgv(command, { ports: worldOf(text, null) });
        if (exit === 70) throw new Error(`ctl ${command}:\n${stdout}${stderr}`);
        if (command === 'clusters') expect(stdout).toMatch(/^demo .*\n^other /m);
      }
    },
    120_000,
  );
});

describe('an odd member', () => {
  const members = recorded('/members/');
  it.each([...oddDocuments(members, isWhole ? 40 : 3)])(
    '%#',
    async (member) => {
      for (const command of COMMANDS) {
        const { exit, stdout, stderr } = await runArgv(command, { ports: worldOf('{}', member) });
        if (exit === 70) throw new Error(`ctl ${command}:\n${member.slice(0, 2000)}\n${stdout}${stderr}`);
      }
    },
    120_000,
  );
});
