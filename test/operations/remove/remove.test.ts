import { describe, expect, it } from 'vitest';
import type { ServerHealth } from '../../../src/cluster/evidence/server-activity.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Failure } from '../../../src/errors.js';
import type { EarlierReading } from '../../../src/operations/diagnose/diagnose-ports.js';
import type { SqlHealth } from '../../../src/operations/ports/sql-ports.js';
import { decodeDump } from '../../../src/operations/remove/cluster-dump.js';
import { type RemoveRequest, removeCluster } from '../../../src/operations/remove/remove.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { removeView } from '../../../src/views/remove/remove.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { aSaturation, someFacts } from '../../support/evidence.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeClusterKeys, FakeStateFiles } from '../../support/fake-cluster-keys.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { aStatus } from '../../support/statuses.js';

const SYSTEM = '7711056618934199894';
const DUMP = '/state/ctl/removed-demo-20261122T180700Z.json';
const request: RemoveRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  confirm: 'demo',
  typed: NOTHING_TYPED,
  evenIfRunning: false,
  leaveOthers: false,
  dryRun: false,
};
const NAME = 'Please confirm the cluster name to remove';
const AWARE = 'You are about to remove all information in DCS for demo, please type: "Yes I am aware"';
const HEALTHY = 'This cluster currently is healthy. Please specify the leader name to continue';

const HEALTH: ServerHealth = {
  facts: someFacts(),
  saturation: aSaturation(),
  applyDelay: 0,
  replayDelay: 0,
  clockAheadMs: 0,
};

/** Stopped: nobody answers, nobody leads, and the keys of the members are gone or say `stopped`. */
const STOPPED = aCluster({ leader: null, members: [aMember('pg1', { state: 'stopped' })] });

interface Setting {
  readonly cluster?: Cluster;
  readonly agents?: FakeAgents;
  readonly questions?: readonly ExpectedQuestion[];
  readonly leader?: string;
  /** Whether the PostgreSQL at a port is in recovery, or the code of its refusal. */
  readonly servers?: Readonly<Record<number, boolean | string>>;
  readonly earlier?: readonly EarlierReading[];
  readonly lastSeen?: string;
}

function world(setting: Setting = {}) {
  const { cluster = STOPPED, agents = new FakeAgents({}), questions = [], leader, servers = {} } = setting;
  const clusterKeys = new FakeClusterKeys('/service/demo/', {
    initialize: SYSTEM,
    config: '{"ttl": 30}',
    history: '[]',
    'members/pg1': '{}',
    ...(leader === undefined ? {} : { leader }),
  });
  return {
    dcs: new FakeDcs({ demo: cluster }),
    clusterKeys,
    stateFiles: new FakeStateFiles(),
    servers: { readHealth: async ({ port }: { readonly port: number }) => healthOf(servers[port]) },
    keyTraces: { readEarlier: async () => setting.earlier ?? [] },
    lastSeen: { read: async () => setting.lastSeen ?? null, write: async () => {} },
    notes: new FakeNotes(),
    agents,
    questions: new FakeQuestions(questions),
    clock: new FakeClock(),
  };
}

function healthOf(told: boolean | string | undefined): SqlHealth {
  if (typeof told === 'boolean')
    return { ok: true, health: { ...HEALTH, facts: someFacts({ inRecovery: told }) } };
  const problem = { code: told ?? 'sql-unreachable', message: 'it says no', subject: null, next: null };
  return { ok: false, problem };
}

function run(ports: ReturnType<typeof world>, changes: Partial<RemoveRequest> = {}) {
  return removeCluster(ports, { ...request, ...changes }, () => {});
}

async function failureOf(ports: ReturnType<typeof world>, changes: Partial<RemoveRequest> = {}) {
  const failure = await run(ports, changes).then(
    () => expect.unreachable('no failure'),
    (thrown: Failure) => thrown,
  );
  return { outcome: failure.outcome, code: failure.problem.code, message: failure.message };
}

describe('remove of a stopped cluster', () => {
  it('saves all keys, removes them, and prints the way back', async () => {
    const ports = world();
    const report = await run(ports);
    expect(report).toMatchObject({
      outcome: 'done',
      action: 'remove',
      systemIdentifier: SYSTEM,
      leader: null,
      running: [],
      keys: ['initialize', 'config', 'history', 'members/pg1'],
      dump: DUMP,
      wayBack: `ctl remove demo --restore ${DUMP}`,
    });
    expect(ports.clusterKeys.names).toEqual([]);
    expect(decodeDump(ports.stateFiles.files.get(DUMP) ?? '')).toMatchObject({
      namespace: '/service/',
      scope: 'demo',
      group: null,
      keys: [
        { key: '/service/demo/initialize', value: SYSTEM, leased: false },
        { key: '/service/demo/config', value: '{"ttl": 30}' },
        { key: '/service/demo/history' },
        { key: '/service/demo/members/pg1', leased: true },
      ],
    });
    expect(removeView(report)).toBe(
      `Removed 4 keys of demo; all of them are in ${DUMP}\n` +
        `Way back (initialize, config and history; before an agent is started): ctl remove demo --restore ${DUMP}\n`,
    );
  });

  it('asks two questions in the words of patronictl', async () => {
    const questions = [
      [NAME, 'demo'],
      [AWARE, 'Yes I am aware'],
    ] as const;
    expect(await run(world({ questions }), { confirm: null })).toMatchObject({ outcome: 'done' });
  });

  it.each<[string, ExpectedQuestion[]]>([
    ['Cluster names specified do not match', [[NAME, 'other']]],
    [
      'You did not exactly type "Yes I am aware"',
      [
        [NAME, 'demo'],
        [AWARE, 'yes'],
      ],
    ],
  ])('ends with "%s"', async (message, questions) => {
    const ports = world({ questions });
    expect(await failureOf(ports, { confirm: null })).toEqual({
      outcome: 'refused',
      code: 'not-confirmed',
      message,
    });
    expect(ports.clusterKeys.names).toHaveLength(4);
    expect(ports.stateFiles.files.size).toBe(0);
  });

  it('needs an answer or the name again, and the right one', async () => {
    expect(await failureOf(world(), { confirm: null })).toMatchObject({
      outcome: 'usage',
      code: 'no-answer',
    });
    expect(await failureOf(world(), { confirm: 'dem' })).toMatchObject({
      outcome: 'refused',
      code: 'not-confirmed',
    });
  });

  it('writes nothing in a dry run, and asks nothing', async () => {
    const ports = world();
    const report = await run(ports, { confirm: null, dryRun: true });
    expect(report).toMatchObject({ outcome: 'done', dryRun: true, dump: null, wayBack: null });
    expect(removeView(report)).toBe('Dry run: nothing was removed. 4 keys of demo would be.\n');
    expect(ports.clusterKeys.names).toHaveLength(4);
    expect(ports.stateFiles.files.size).toBe(0);
  });
});

describe('remove of a cluster that lives', () => {
  const running = { cluster: aCluster(), leader: 'pg2' };
  const answering = new FakeAgents({ pg1: aStatus('pg1'), pg2: aStatus('pg2') });

  it('is refused while members answer, before anything is asked', async () => {
    const ports = world({ ...running, agents: answering });
    expect(await run(ports)).toMatchObject({
      outcome: 'refused',
      code: 'members-running',
      running: ['pg1', 'pg2', 'pg3'],
      errors: [{ next: 'stop the agents first, or: ctl remove demo --even-if-running' }],
    });
    expect(ports.clusterKeys.names).toHaveLength(5);
  });

  it('is refused while a key says that its member lives, although nobody answers', async () => {
    const cluster = aCluster({ leader: null, members: [aMember('pg1')] });
    expect(await run(world({ cluster }))).toMatchObject({ outcome: 'refused', code: 'members-registered' });
  });

  it('finds members whose keys are gone by the failsafe list', async () => {
    const cluster = aCluster({
      leader: null,
      members: [],
      changes: { failsafe: new Map([['pg1', 'http://127.0.0.1:18001/patroni']]) },
    });
    expect(await run(world({ cluster, agents: answering }))).toMatchObject({ code: 'members-running' });
  });

  it('happens nevertheless if told so, and says what follows', async () => {
    const ports = world({ ...running, agents: answering });
    const report = await run(ports, { evenIfRunning: true });
    expect(report).toMatchObject({ outcome: 'done', warnings: [{ code: 'members-running' }] });
    expect(ports.clusterKeys.names).toEqual([]);
  });

  it.each<[string, 'done' | 'refused']>([
    ['pg2', 'done'],
    ['pg1', 'refused'],
  ])('asks for its leader: %s is %s', async (typed, outcome) => {
    const questions = [
      [NAME, 'demo'],
      [AWARE, 'Yes I am aware'],
      [HEALTHY, typed],
    ] as const;
    const result = await run(world({ ...running, questions }), { confirm: null, evenIfRunning: true }).catch(
      (thrown: Failure) => thrown,
    );
    expect(result.outcome).toBe(outcome);
  });
});

describe('a PostgreSQL without an agent', () => {
  const PORT = 5433;
  const gone = aMember('pg7', { state: 'running', host: '127.0.0.1', port: PORT });
  const earlier = [{ revision: 12, cluster: aCluster({ members: [gone] }) }];
  const lastSeen = JSON.stringify({
    revision: 3,
    members: [{ name: 'pg7', apiUrl: null, host: '127.0.0.1', port: PORT }],
  });
  const stopped = { ...gone, state: 'stopped' };

  it.each<[string, Setting]>([
    ['had a key', { earlier }],
    ['was seen from this machine', { lastSeen }],
    ['has a key that says it is stopped', { cluster: aCluster({ leader: null, members: [stopped] }) }],
  ])('that takes writes refuses the removal if it %s', async (_, setting) => {
    const ports = world({ ...setting, servers: { [PORT]: false } });
    expect(await run(ports)).toMatchObject({
      outcome: 'refused',
      code: 'unmanaged-primary',
      running: ['pg7'],
      errors: [{ subject: 'pg7', next: 'stop it first, or: ctl remove demo --even-if-running' }],
    });
    expect(ports.clusterKeys.names).toHaveLength(4);
    const nevertheless = await run(ports, { evenIfRunning: true });
    expect(nevertheless).toMatchObject({ outcome: 'done', warnings: [{ code: 'unmanaged-primary' }] });
  });

  it.each<[string, boolean | string, string[]]>([
    ['is in recovery', true, []],
    ['is not there', 'sql-unreachable', []],
    ['refuses the login', 'sql-auth', ['writes-unknown']],
    ['refuses TLS', 'sql-tls', ['writes-unknown']],
    ['refuses connections', 'sql-refused', ['writes-unknown']],
  ])('that %s does not', async (_, told, warnings) => {
    const report = await run(world({ earlier, servers: { [PORT]: told } }));
    expect(report.outcome).toBe('done');
    expect(report.warnings.map(({ code }) => code)).toEqual(warnings);
  });
});

describe('keys of others below the cluster', () => {
  const OTHERS = ['b/leader', 'b/members/pg1', 'notes'];

  function shared() {
    const ports = world();
    for (const name of OTHERS) ports.clusterKeys.put(name, 'x');
    return ports;
  }

  it.each([{}, { evenIfRunning: true }, { dryRun: true }])(
    'refuse the removal and are listed: %j',
    async (changes) => {
      const ports = shared();
      const report = await run(ports, changes);
      expect(report).toMatchObject({
        outcome: 'refused',
        code: 'foreign-keys',
        others: OTHERS,
        errors: [
          {
            message:
              "3 keys below /service/demo/ are none of this cluster's: demo/b (2 keys), notes. Nothing was removed.",
            next: 'ctl remove demo --leave-others',
          },
        ],
      });
      expect(ports.clusterKeys.names).toHaveLength(7);
      expect(ports.stateFiles.files.size).toBe(0);
    },
  );

  it('stay if it is told so, in etcd and out of the file', async () => {
    const ports = shared();
    const report = await run(ports, { leaveOthers: true });
    const keys = ['initialize', 'config', 'history', 'members/pg1'];
    expect(report).toMatchObject({ outcome: 'done', keys, others: OTHERS });
    expect(ports.clusterKeys.names).toEqual(OTHERS);
    const saved = decodeDump(ports.stateFiles.files.get(DUMP) ?? '')?.keys ?? [];
    expect(saved.map(({ key }) => key)).toEqual(keys.map((name) => `/service/demo/${name}`));
  });

  it('are told beside members that run', async () => {
    const agents = new FakeAgents({ pg1: aStatus('pg1') });
    const ports = world({ cluster: aCluster(), agents });
    ports.clusterKeys.put('b/leader', 'x');
    expect((await run(ports)).errors.map(({ code }) => code)).toEqual(['members-running', 'foreign-keys']);
  });

  it('that come while somebody is asked refuse it, too', async () => {
    const ports = world({
      questions: [
        [NAME, 'demo'],
        [AWARE, 'Yes I am aware'],
      ],
    });
    const { askText } = ports.questions;
    ports.questions.askText = async (question) => {
      ports.clusterKeys.put('b/leader', 'x');
      return askText.call(ports.questions, question);
    };
    expect(await run(ports, { confirm: null })).toMatchObject({
      outcome: 'refused',
      code: 'foreign-keys',
      others: ['b/leader'],
    });
  });

  it('that come after that survive', async () => {
    const ports = world();
    ports.stateFiles.onSave = () => ports.clusterKeys.put('b/leader', 'x');
    expect(await run(ports)).toMatchObject({ outcome: 'done', others: [] });
    expect(ports.clusterKeys.names).toEqual(['b/leader']);
  });
});

describe('remove', () => {
  it.each([
    [
      'written to since it was saved',
      (ports: ReturnType<typeof world>) => {
        const { readAll } = ports.clusterKeys;
        let reads = 0;
        ports.clusterKeys.readAll = async (place) => {
          reads += 1;
          const read = await readAll.call(ports.clusterKeys, place);
          if (reads === 2) ports.stateFiles.onSave = () => ports.clusterKeys.put('leader', 'pg1');
          return read;
        };
      },
      DUMP,
    ],
    [
      'led since it was shown',
      (ports: ReturnType<typeof world>) => ports.clusterKeys.put('leader', 'pg1'),
      null,
    ],
    ['another one', (ports: ReturnType<typeof world>) => ports.clusterKeys.put('initialize', '1'), null],
  ])('is a conflict if the cluster is %s', async (_, meddle, dump) => {
    const ports = world();
    meddle(ports);
    expect(await run(ports)).toMatchObject({
      outcome: 'conflict',
      code: 'state-changed',
      dump,
      wayBack: null,
    });
    expect(ports.clusterKeys.names).toContain('config');
  });

  it('is unknown if the answer is lost, and the way back is told', async () => {
    const ports = world();
    const problem = { code: 'dcs-reply-lost', message: 'lost', subject: null, next: null };
    ports.clusterKeys.answer = { kind: 'doubtful', problem };
    expect(await run(ports)).toMatchObject({
      outcome: 'unknown',
      code: 'dcs-reply-lost',
      dump: DUMP,
      wayBack: `ctl remove demo --restore ${DUMP}`,
    });
  });

  it('removes nothing if the file cannot be written', async () => {
    const ports = world();
    ports.stateFiles.onSave = () => {
      throw new Error('no space');
    };
    await expect(run(ports)).rejects.toThrow('no space');
    expect(ports.clusterKeys.names).toHaveLength(4);
  });

  it('is of one Citus group', async () => {
    const groups = new Map([[2, STOPPED]]);
    const noGroup = {
      outcome: 'usage',
      message: 'For Citus clusters the --group must me specified; groups: 2',
    };
    const ports = world();
    ports.dcs.become({ demo: groups });
    expect(await failureOf(ports)).toMatchObject(noGroup);
    expect(await failureOf(ports, { group: 3 })).toMatchObject({
      outcome: 'not-found',
      code: 'unknown-group',
    });
    ports.dcs.become({ demo: { cluster: STOPPED, groups } });
    const beside = `${noGroup.message}, and keys beside them, which --leave-others removes`;
    expect(await failureOf(ports)).toMatchObject({ ...noGroup, message: beside });
    expect(await failureOf(ports, { citus: true, leaveOthers: true })).toMatchObject({ message: beside });
    expect(await failureOf(world(), { citus: true })).toMatchObject({
      message: 'For Citus clusters the --group must me specified',
    });
    const dump = '/state/ctl/removed-demo-2-20261122T180700Z.json';
    ports.clusterKeys = new FakeClusterKeys('/service/demo/2/', { initialize: SYSTEM });
    expect(await run(ports, { group: 2 })).toMatchObject({
      outcome: 'done',
      keys: ['initialize'],
      wayBack: `ctl remove demo --group 2 --restore ${dump}`,
    });
  });

  it('is of what lies beside Citus groups, if it is told so', async () => {
    const ports = world();
    ports.dcs.become({ demo: { cluster: STOPPED, groups: new Map([[2, STOPPED]]) } });
    ports.clusterKeys.put('2/config', '{}');
    expect(await run(ports, { leaveOthers: true })).toMatchObject({ outcome: 'done', others: ['2/config'] });
    expect(ports.clusterKeys.names).toEqual(['2/config']);
  });

  it('of a cluster that is not there says what is', async () => {
    expect(await failureOf(world(), { scope: 'demi', confirm: 'demi' })).toMatchObject({
      outcome: 'not-found',
    });
  });
});
