import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/cluster.js';
import type { Failure } from '../../../src/errors.js';
import { decodeDump } from '../../../src/operations/remove/cluster-dump.js';
import { type RemoveRequest, removeCluster } from '../../../src/operations/remove/remove.js';
import { removeView } from '../../../src/views/remove.js';
import { aCluster, aMember } from '../../support/clusters.js';
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
  evenIfRunning: false,
  dryRun: false,
};
const NAME = 'Please confirm the cluster name to remove';
const AWARE = 'You are about to remove all information in DCS for demo, please type: "Yes I am aware"';
const HEALTHY = 'This cluster currently is healthy. Please specify the leader name to continue';

/** Stopped: nobody answers, nobody leads, and the keys of the members are gone or say `stopped`. */
const STOPPED = aCluster({ leader: null, members: [aMember('pg1', { state: 'stopped' })] });

interface Setting {
  readonly cluster?: Cluster;
  readonly agents?: FakeAgents;
  readonly questions?: readonly ExpectedQuestion[];
  readonly leader?: string;
}

function world({ cluster = STOPPED, agents = new FakeAgents({}), questions = [], leader }: Setting = {}) {
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
    notes: new FakeNotes(),
    agents,
    questions: new FakeQuestions(questions),
    clock: new FakeClock(),
  };
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
    const noGroup = { outcome: 'usage', message: 'For Citus clusters the --group must me specified' };
    const ports = world();
    ports.dcs.become({ demo: groups });
    expect(await failureOf(ports)).toMatchObject(noGroup);
    expect(await failureOf(ports, { group: 3 })).toMatchObject({
      outcome: 'not-found',
      code: 'unknown-group',
    });
    ports.dcs.become({ demo: { cluster: STOPPED, groups } });
    expect(await failureOf(ports)).toMatchObject(noGroup);
    expect(await failureOf(world(), { citus: true })).toMatchObject(noGroup);
    const dump = '/state/ctl/removed-demo-2-20261122T180700Z.json';
    ports.clusterKeys = new FakeClusterKeys('/service/demo/2/', { initialize: SYSTEM });
    expect(await run(ports, { group: 2 })).toMatchObject({
      outcome: 'done',
      keys: ['initialize'],
      wayBack: `ctl remove demo --group 2 --restore ${dump}`,
    });
  });

  it('of a cluster that is not there says what is', async () => {
    expect(await failureOf(world(), { scope: 'demi', confirm: 'demi' })).toMatchObject({
      outcome: 'not-found',
    });
  });
});
