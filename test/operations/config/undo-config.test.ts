import { describe, expect, it } from 'vitest';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { Failure } from '../../../src/errors.js';
import { dumpCompactJson } from '../../../src/formats/python-json.js';
import { documentOf } from '../../../src/operations/config/config-diff.js';
import { type UndoReport, type UndoRequest, undoConfig } from '../../../src/operations/config/undo-config.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { aCluster } from '../../support/clusters.js';
import { FakeConfigHistory } from '../../support/fake-config-store.js';
import type { ExpectedQuestion } from '../../support/fake-questions.js';
import { NUMBER_TOKENS } from '../../support/numbers.js';
import { editing, PLAIN } from '../edit-config/editing.js';

const { sets: _, parameters: __, apply: ___, replace: ____, drop: _____, ...OPTIONS } = PLAIN;
const UNATTENDED: UndoRequest = {
  ...OPTIONS,
  command: 'config undo',
  typed: NOTHING_TYPED,
  unattended: true,
  revision: null,
  ownScope: null,
  include: [],
};

/** Documents with their revisions, oldest first; the last one is stored. */
function undoing(past: readonly (readonly [number, ValueMap])[], answers: readonly ExpectedQuestion[] = []) {
  const [revision = 0, config = {}] = past.at(-1) ?? [];
  const world = editing({ config, answers });
  const history = new FakeConfigHistory();
  for (const [at, document] of past) history.put(at, document);
  const { configKey, dcs } = world.ports;
  configKey.become({ text: dumpCompactJson(config), revision, storeRevision: revision + 100 });
  const ports = { ...world.ports, configHistory: history };
  const run = (request: Partial<UndoRequest> = {}): Promise<UndoReport> =>
    undoConfig(ports, { ...UNATTENDED, ...request }, (event) => world.events.push(event));
  const failure = async (request: Partial<UndoRequest> = {}) => {
    const ended = await run(request).catch((thrown: unknown) => thrown);
    if (!(ended instanceof Failure)) throw new Error(`it did not fail: ${JSON.stringify(ended)}`);
    const { outcome, problem } = ended;
    return { outcome, code: problem.code, message: problem.message };
  };
  return { ...world, ports, history, dcs, run, failure };
}

const HBA = ['replication', 'all', 'demo'].map((database) => `host ${database} all 10.0.0.0/8 scram-sha-256`);
const parameters = (values: ValueMap): ValueMap => ({ postgresql: { parameters: values } });

describe('what an undo stores', () => {
  it.each<[string, readonly (readonly [number, ValueMap])[], string | null, ValueMap]>([
    [
      'the newest change',
      [
        [10, { ttl: 20 }],
        [20, { ttl: 30 }],
      ],
      null,
      { ttl: 20 },
    ],
    [
      'a key goes that was not there',
      [
        [10, { ttl: 20 }],
        [20, { ttl: 20, loop_wait: 5 }],
      ],
      null,
      { ttl: 20 },
    ],
    [
      'a key comes back',
      [
        [10, { ttl: 20, loop_wait: 5 }],
        [20, { ttl: 20 }],
      ],
      null,
      { ttl: 20, loop_wait: 5 },
    ],
    [
      'an older one, and nothing besides',
      [
        [10, { ttl: 20, loop_wait: 5 }],
        [20, { ttl: 30, loop_wait: 5 }],
        [30, { ttl: 30, loop_wait: 7 }],
      ],
      '20',
      { ttl: 20, loop_wait: 7 },
    ],
    [
      'a section that it had brought goes',
      [
        [10, { ttl: 20 }],
        [20, { ttl: 20, ...parameters({ work_mem: '8MB' }) }],
      ],
      null,
      { ttl: 20 },
    ],
    [
      'but not with what others have put into it since',
      [
        [10, { ttl: 20 }],
        [20, { ttl: 20, ...parameters({ work_mem: '8MB' }) }],
        [30, { ttl: 20, ...parameters({ work_mem: '8MB', port: 1 }) }],
      ],
      '20',
      { ttl: 20, ...parameters({ port: 1 }) },
    ],
    [
      'where half of it is so already',
      [
        [10, { ttl: 20, loop_wait: 5 }],
        [20, { ttl: 30, loop_wait: 7 }],
        [30, { ttl: 20, loop_wait: 7 }],
      ],
      '20',
      { ttl: 20, loop_wait: 5 },
    ],
    [
      'a list as a whole',
      [
        [10, { postgresql: { pg_hba: HBA } }],
        [20, { postgresql: { pg_hba: HBA.slice(0, 2) } }],
      ],
      null,
      { postgresql: { pg_hba: HBA } },
    ],
  ])('%s', async (_, past, revision, expected) => {
    const { run, stored } = undoing(past);
    expect(await run({ revision })).toMatchObject({ outcome: 'done', code: null });
    expect(stored()).toEqual(expected);
  });
});

const THREE: readonly (readonly [number, ValueMap])[] = [
  [10, { ttl: 20 }],
  [20, { ttl: 30 }],
  [30, { ttl: 40 }],
];

describe('undoConfig', () => {
  it('is a change like any other, in the journal, too', async () => {
    const { run, ports } = undoing(THREE);
    const report = await run({ reason: 'too slow' });
    expect(report).toMatchObject({ undoes: 30, madeBy: null, revision: 30, writtenRevision: 131 });
    expect(ports.configJournal.entries).toMatchObject([
      { revision: 131, who: 'anna', command: 'config undo 30', reason: 'too slow' },
    ]);
  });

  it('says whose change it was', async () => {
    const { run, ports } = undoing(THREE);
    const at = '2026-11-22T18:00:00.000Z';
    const entry = { revision: 30, who: 'ada', host: 'bastion', at, reason: null, command: 'edit-config' };
    await ports.configJournal.append({ scope: 'demo', group: null }, { ...entry, changes: [] });
    expect((await run({ dryRun: true })).madeBy).toEqual({ who: 'ada', host: 'bastion', at });
  });

  it('does not touch what was changed again', async () => {
    const { failure, ports } = undoing(THREE);
    expect(await failure({ revision: '20' })).toEqual({
      outcome: 'conflict',
      code: 'changed-since',
      message: 'ttl was changed again after revision 20; nothing was written',
    });
    expect(ports.configKey.written).toEqual([]);
  });

  it('has nothing to do where all is so already', async () => {
    const { run, ports } = undoing([...THREE, [40, { ttl: 20 }]]);
    expect(await run({ revision: '20' })).toMatchObject({ outcome: 'done', code: 'not-changed' });
    expect(ports.configKey.written).toEqual([]);
  });

  it('merges with what others write meanwhile', async () => {
    const { run, ports, stored } = undoing([
      [10, { ttl: 20 }],
      [20, { ttl: 30 }],
    ]);
    const { configKey } = ports;
    configKey.onWrite = () => {
      configKey.onWrite = () => {};
      configKey.put('{"ttl":30,"loop_wait":3}');
    };
    expect(await run()).toMatchObject({ outcome: 'done', mergedWith: ['loop_wait'] });
    expect(stored()).toEqual({ ttl: 20, loop_wait: 3 });
  });

  it('loses against the same key changed meanwhile', async () => {
    const { run, ports } = undoing([
      [10, { ttl: 20 }],
      [20, { ttl: 30 }],
    ]);
    const { configKey } = ports;
    configKey.onWrite = () => {
      configKey.onWrite = () => {};
      configKey.put('{"ttl":35}');
    };
    expect(await run()).toMatchObject({ outcome: 'conflict', code: 'changed-meanwhile' });
    expect(configKey.written).toEqual([]);
  });

  it('writes nothing dry', async () => {
    const { run, ports } = undoing(THREE);
    const change = { key: 'ttl', before: 40, after: 30, cut: false };
    expect(await run({ dryRun: true, unattended: false })).toMatchObject({
      outcome: 'done',
      changes: [change],
    });
    expect(ports.configKey.written).toEqual([]);
  });

  it('asks, and wants to be able to', async () => {
    const { run } = undoing(THREE, [['Apply these changes?', true]]);
    expect(await run({ unattended: false })).toMatchObject({ outcome: 'done', writtenRevision: 131 });
    expect(await undoing(THREE).failure({ unattended: false })).toMatchObject({
      outcome: 'usage',
      code: 'no-answer',
    });
  });
});

describe('keys that much depends on', () => {
  const SLOTS = { slots: { a: { type: 'physical' } } };

  it.each<[string, ValueMap, ValueMap, string]>([
    ['pause', { pause: true }, {}, 'brought back'],
    ['pause', {}, { pause: true }, 'removed'],
    ['pause', { pause: false }, { pause: true }, 'changed'],
    ['standby_cluster', {}, { standby_cluster: { host: 'a' } }, 'removed'],
    ['slots', SLOTS, { slots: {} }, 'changed'],
    ['synchronous_mode', { synchronous_mode: 'quorum' }, {}, 'brought back'],
  ])('%s is not touched by the way: %j after %j', async (key, before, after, fate) => {
    const past = [
      [10, { ttl: 20, ...before }],
      [20, { ttl: 30, ...after }],
    ] as const;
    const refused = undoing(past);
    expect(await refused.run()).toMatchObject({
      outcome: 'refused',
      code: 'needs-include',
      errors: [{ subject: key, next: `--include ${key}` }],
    });
    expect((await refused.run()).errors[0]?.message).toContain(`would be ${fate}`);
    expect(refused.ports.configKey.written).toEqual([]);
    const named = undoing(past);
    expect(await named.run({ include: [key] })).toMatchObject({ outcome: 'done' });
    expect(named.stored()).toEqual({ ttl: 20, ...before });
  });
});

describe('a change that etcd has forgotten', () => {
  it('is known from the journal', async () => {
    const { run, ports, history, stored } = undoing([
      [10, { ttl: 20, ...parameters({ work_mem: '8MB' }) }],
      [30, { ttl: 40 }],
    ]);
    history.compactedTo = 30;
    const at = '2026-11-22T18:00:00.000Z';
    const entry = { revision: 30, who: 'ada', host: 'bastion', at, reason: null, command: 'edit-config' };
    await ports.configJournal.append(
      { scope: 'demo', group: null },
      {
        ...entry,
        changes: [
          { path: ['ttl'], before: 20, after: 40 },
          { path: ['postgresql', 'parameters', 'work_mem'], before: '8MB', after: undefined },
        ],
      },
    );
    expect(await run()).toMatchObject({ outcome: 'done', undoes: 30 });
    expect(stored()).toEqual({ ttl: 20, ...parameters({ work_mem: '8MB' }) });
  });

  it('by somebody else is lost', async () => {
    const { failure, history } = undoing(THREE);
    history.compactedTo = 30;
    expect(await failure()).toEqual({
      outcome: 'refused',
      code: 'revision-forgotten',
      message:
        "what revision 30 changed is not known any more: etcd is compacted, and ctl's journal has nothing of it",
    });
    expect((await failure({ revision: '20' })).code).toBe('revision-forgotten');
  });
});

describe('a revision', () => {
  it.each([
    ['10', 'refused', 'nothing-to-undo', 'revision 10 made the configuration'],
    ['25', 'not-found', 'unknown-revision', 'the one before it did so at revision 20'],
    ['999', 'not-found', 'unknown-revision', 'no change of the configuration of demo has the revision 999'],
    ['newest', 'usage', 'bad-revision', '"newest" is not a revision'],
    ['-3', 'usage', 'bad-revision', '"-3" is not a revision'],
  ])('%s: %s', async (revision, outcome, code, message) => {
    const failed = await undoing(THREE).failure({ revision });
    expect(failed).toMatchObject({ outcome, code });
    expect(failed.message).toContain(message);
  });

  it('may stand alone, unless there is a cluster of that name', async () => {
    const { run, failure, dcs } = undoing(THREE);
    expect(await run({ scope: '30', ownScope: 'demo', dryRun: true })).toMatchObject({
      scope: 'demo',
      undoes: 30,
    });
    expect((await failure({ scope: '30' })).code).toBe('unknown-cluster');
    dcs.become({ demo: aCluster(), '30': aCluster({ config: {}, members: [], leader: null }) });
    expect(await run({ scope: '30', ownScope: 'demo', dryRun: true })).toMatchObject({ scope: '30' });
  });
});

describe.each(NUMBER_TOKENS)('the number %s', (token) => {
  const of = (text: string): ValueMap => documentOf(text) ?? {};

  it('comes back as it was', async () => {
    const { run, ports } = undoing([
      [10, of(`{"my_own":${token},"list":[${token}],"gone":${token}}`)],
      [20, of('{"my_own":7,"list":[]}')],
    ]);
    await run({ checks: false });
    expect(ports.configKey.text).toBe(`{"my_own":${token},"list":[${token}],"gone":${token}}`);
  });

  it('comes back from the journal, where etcd has forgotten it', async () => {
    const world = undoing([[20, of('{"my_own":7}')]]);
    const entry = { revision: 20, who: 'anna', host: 'db1', at: '2026-01-01T10:00:00Z', reason: null };
    const before = documentOf(`{"my_own":${token}}`)?.my_own;
    const changes = [{ path: ['my_own'], before, after: 7 }];
    await world.ports.configJournal.append(
      { scope: 'demo', group: null },
      { ...entry, command: 'edit-config', changes },
    );
    world.history.versions = [];
    await world.run({ checks: false, revision: '20' });
    expect(world.ports.configKey.text).toBe(`{"my_own":${token}}`);
  });

  it('stays while something else is undone, and another spelling of it is no change', async () => {
    const { run, ports } = undoing([
      [10, of(`{"ttl":30,"my_own":7}`)],
      [20, of(`{"ttl":40,"my_own":${token}}`)],
      [30, of(`{"ttl":40,"my_own":${token},"loop_wait":5}`)],
      [40, of(`{"ttl":40,"my_own":${token},"loop_wait":5}`)],
    ]);
    expect((await run({ checks: false })).undoes).toBe(30);
    expect(ports.configKey.text).toBe(`{"ttl":40,"my_own":${token}}`);
  });
});
