import { describe, expect, it } from 'vitest';
import {
  DEMOTED,
  FOLLOWS,
  PROMOTED,
  REMOTE_PORT,
  type RoleRecipe,
  RoleWorld,
} from '../../operations/cluster-role/role-world.js';
import { PauseWorld, type WorldRecipe } from '../../operations/pause/pausing.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { fakeWorld } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal } from '../../support/run-command.js';

/** The command in a cluster whose agents store what they are told. */
async function paused(typed: string, recipe: WorldRecipe = {}) {
  const world = new PauseWorld(recipe);
  const { dcs, agents, orders, clock, notes, questions, etcdHealth, operator, interruption } = world;
  const ports = { dcs, agents, orders, clock, notes, questions, etcdHealth, operator, interruption };
  const document = await documentOf(typed, { ports: { ...fakeWorld(), ...ports } });
  return { document, sent: orders.sent.map(({ member, order }) => ({ member, ...order })) };
}

describe('ctl pause', () => {
  const ORDER = { member: 'pg2', verb: 'patch-config', patch: { pause: true } };
  it.each([
    ['pause demo', [ORDER], { reason: null, until: null }],
    ['pause demo --yes', [ORDER], {}],
    ['pause demo -y --wait', [ORDER], {}],
    ['pause demo --force --via pg3', [{ ...ORDER, member: 'pg3' }], {}],
    ['pause demo --reason work --for 2h', [ORDER], { reason: 'work', until: '2026-11-22T20:07:00.100Z' }],
    ['pause demo --dry-run', [], null],
  ])('%s', async (typed, sent, pause) => {
    const run = await paused(typed);
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', verb: 'pause', pause });
    expect(run.document).toMatchObject({
      wait: typed.includes('--wait'),
      dryRun: typed.includes('--dry-run'),
    });
    expect(run.sent).toEqual(sent);
  });

  it('--wait and --deadline wait for everybody', async () => {
    const recipe = { acknowledge: { pg3: null } };
    expect((await paused('pause demo', recipe)).document).toMatchObject({ exit: 0 });
    const { document } = await paused('pause demo --wait --deadline 3s', recipe);
    expect(document.exit).not.toBe(0);
    expect(document).toMatchObject({ wait: true, paused: true });
  });

  it.each([
    ['pause nobody', 7],
    ['pause demo --group 1', 7],
    ['pause demo --via pg9', 7],
    ['pause', 2],
  ])('%s sends nothing, and exits %d', async (typed, exit) => {
    const { document, sent } = await paused(typed);
    expect([document, sent]).toMatchObject([{ exit }, []]);
  });

  it.each([
    ['pause demo --for 0', '--for: "0" is no time at all'],
    ['pause demo --for 400d', '--for: "400d" is more than a year'],
    ['pause demo --for soon', /^--for: "soon"/],
    ['pause demo --reason', "Option '--reason' requires an argument."],
    ['pause demo pg1', 'Got unexpected extra argument (pg1)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl resume', () => {
  const ORDER = { member: 'pg2', verb: 'patch-config', patch: { pause: null } };
  it.each([
    ['resume demo', [ORDER]],
    ['resume demo --yes', [ORDER]],
    ['resume demo -y --wait', [ORDER]],
    ['resume demo --force --via pg3 --deadline 5s', [{ ...ORDER, member: 'pg3' }]],
    ['resume demo --dry-run', []],
  ])('%s', async (typed, sent) => {
    const run = await paused(typed, { paused: true });
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', verb: 'resume' });
    expect(run.document).toMatchObject({
      wait: typed.includes('--wait'),
      dryRun: typed.includes('--dry-run'),
    });
    expect(run.sent).toEqual(sent);
  });

  it.each([
    ['resume demo', 0],
    ['resume nobody', 7],
    ['resume demo --group 1', 7],
  ])('%s sends nothing where nothing is paused, and exits %d', async (typed, exit) => {
    const { document, sent } = await paused(typed);
    expect([document, sent]).toMatchObject([{ exit }, []]);
  });

  it.each([
    ['resume demo --reason why', 'No such option: --reason'],
    ['resume demo --for 2h', 'No such option: --for'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toBe(message);
  });
});

/** The command in a cluster that becomes what it is told to be. */
async function changed(typed: string, recipe: RoleRecipe) {
  const world = new RoleWorld(recipe);
  const { dcs, agents, orders, clock, notes, questions, etcdHealth, interruption, servers } = world;
  const ports = { dcs, agents, orders, clock, notes, questions, etcdHealth, interruption, servers };
  const document = await documentOf(typed, { ports: { ...fakeWorld(), ...ports } });
  return { document, sent: orders.sent.map(({ member, order }) => ({ member, ...order })) };
}

describe('ctl demote-cluster', () => {
  const run = (typed: string) => changed(typed, { course: [DEMOTED], remote: 'writable' });
  const patch = (source: object) => [
    { member: 'pg2', verb: 'patch-config', patch: { standby_cluster: source } },
  ];
  const REMOTE = `demote-cluster demo --host 10.0.0.9 --port ${REMOTE_PORT}`;
  const THERE = { host: '10.0.0.9', port: REMOTE_PORT };
  it.each([
    [`${REMOTE} --yes`, patch(THERE)],
    [`${REMOTE} -y --primary-slot-name s1`, patch({ ...THERE, primary_slot_name: 's1' })],
    [`${REMOTE} --force --restore-command false`, patch({ ...THERE, restore_command: 'false' })],
    ['demote-cluster demo --restore-command false --yes', patch({ restore_command: 'false' })],
    [`${REMOTE} --yes --via pg3`, patch(THERE).map((order) => ({ ...order, member: 'pg3' }))],
    [`${REMOTE} --dry-run`, []],
  ])('%s', async (typed, sent) => {
    const { document, sent: told } = await run(typed);
    expect(document).toMatchObject({ exit: 0, scope: 'demo', dryRun: typed.includes('--dry-run') });
    expect(told).toMatchObject(sent);
    expect(told).toHaveLength(sent.length);
  });

  it('--even-if-remote-is-unreachable goes on without an answer', async () => {
    const silent = { course: [DEMOTED] };
    expect((await changed(`${REMOTE} --yes`, silent)).document).toMatchObject({ exit: 2 });
    const run = await changed(`${REMOTE} --yes --even-if-remote-is-unreachable`, silent);
    expect([run.document, run.sent]).toMatchObject([{ exit: 0 }, patch(THERE)]);
  });

  it('--deadline ends the waiting', async () => {
    const { document } = await changed(`${REMOTE} --yes --deadline 2s`, { remote: 'writable' });
    expect(document).toMatchObject({ exit: 5 });
  });

  it.each([
    ['demote-cluster demo --yes', 2],
    [REMOTE, 2],
    [`${REMOTE} --yes --group 1`, 7],
    ['demote-cluster nobody --host h --yes', 7],
  ])('%s sends nothing, and exits %d', async (typed, exit) => {
    const { document, sent } = await run(typed);
    expect([document, sent]).toMatchObject([{ exit }, []]);
  });

  it.each([
    ['demote-cluster demo --port 0', /^Invalid value for '--port'/],
    ['demote-cluster demo --port 70000', /^Invalid value for '--port'/],
    ['demote-cluster demo --host', "Option '--host' requires an argument."],
    ['demote-cluster demo --even-if-remote-is-primary', /^No such option/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl promote-cluster', () => {
  const recipe: RoleRecipe = { config: FOLLOWS, course: [PROMOTED], remote: 'standby' };
  const ORDER = { member: 'pg2', verb: 'patch-config', patch: { standby_cluster: null } };
  it.each([
    ['promote-cluster demo --yes', [ORDER]],
    ['promote-cluster demo -y', [ORDER]],
    ['promote-cluster demo --force --via pg3', [{ ...ORDER, member: 'pg3' }]],
    ['promote-cluster demo --dry-run', []],
  ])('%s', async (typed, sent) => {
    const run = await changed(typed, recipe);
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', dryRun: typed.includes('--dry-run') });
    expect(run.sent).toEqual(sent);
  });

  it.each([
    ['writable', '', 1],
    ['writable', ' --even-if-remote-is-unreachable', 1],
    ['writable', ' --even-if-remote-is-primary', 0],
    ['refusing', '', 2],
    ['refusing', ' --even-if-remote-is-unreachable', 0],
  ] as const)('where the other side is %s: %s', async (remote, option, exit) => {
    const { document } = await changed(`promote-cluster demo --yes${option}`, { ...recipe, remote });
    expect(document).toMatchObject({ exit });
  });

  it('--deadline ends the waiting', async () => {
    const { document } = await changed('promote-cluster demo --yes --deadline 2s', { ...recipe, course: [] });
    expect(document).toMatchObject({ exit: 5 });
  });

  it.each([
    ['promote-cluster demo', 2],
    ['promote-cluster nobody --yes', 7],
    ['promote-cluster demo --group 1 --yes', 7],
  ])('%s sends nothing, and exits %d', async (typed, exit) => {
    const { document, sent } = await changed(typed, recipe);
    expect([document, sent]).toMatchObject([{ exit }, []]);
  });

  it('takes no source', async () => {
    expect(await refusal('promote-cluster demo --host h')).toBe('No such option: --host');
  });
});

describe('ctl remove', () => {
  /** Nobody answers any more. */
  const cluster = aCluster({ leader: null, members: [aMember('pg1', { state: 'stopped' })] });
  const STOPPED = { agents: new FakeAgents({}), dcs: new FakeDcs({ demo: cluster }) };
  async function removed(typed: string, changes: object = STOPPED) {
    const world = fakeWorld();
    const document = await documentOf(typed, { ports: { ...world, ...changes } });
    return { document, names: world.clusterKeys.names, saved: [...world.stateFiles.files.values()] };
  }
  const ALL = ['initialize', 'config', 'history'];

  it.each([
    ['remove demo --confirm demo', { exit: 0, action: 'remove', dryRun: false }, []],
    ['remove demo --confirm demo --dry-run', { exit: 0, dryRun: true }, ALL],
    ['remove demo --dry-run', { exit: 0, dryRun: true }, ALL],
    ['remove demo --confirm dmeo', { exit: 1 }, ALL],
    ['remove demo', { exit: 2 }, ALL],
    ['remove demo --confirm demo --group 1', { exit: 7 }, ALL],
    ['remove nobody --confirm nobody', { exit: 7 }, ALL],
  ])('%s', async (typed, told, names) => {
    const run = await removed(typed);
    expect([run.document, run.names]).toMatchObject([told, names]);
    expect(run.saved).toHaveLength(names.length === 0 ? 1 : 0);
  });

  it('--even-if-running', async () => {
    const dry = 'remove demo --dry-run --even-if-running';
    expect((await removed('remove demo --dry-run', {})).document).toMatchObject({ exit: 1 });
    expect((await removed(dry, {})).document).toMatchObject({ exit: 0 });
  });

  it('--leave-others', async () => {
    const { clusterKeys } = fakeWorld();
    clusterKeys.put('b/initialize', '7712');
    const changes = { ...STOPPED, clusterKeys };
    expect((await removed('remove demo --confirm demo', changes)).document).toMatchObject({ exit: 1 });
    const { document } = await removed('remove demo --confirm demo --leave-others', changes);
    expect(document).toMatchObject({ exit: 0, others: ['b/initialize'] });
    expect(clusterKeys.names).toEqual(['b/initialize']);
  });

  it('--restore puts back what was saved', async () => {
    const { saved } = await removed('remove demo --confirm demo');
    const { input } = fakeWorld({ files: { 'demo.json': saved[0] ?? '' } });
    const gone = { dcs: new FakeDcs({}), input };
    const dry = await removed('remove demo --restore demo.json --dry-run', gone);
    expect(dry.document).toMatchObject({ exit: 0, action: 'restore', dryRun: true, dump: 'demo.json' });
    expect((await removed('remove other --restore demo.json', gone)).document).toMatchObject({ exit: 2 });
    expect((await removed('remove demo --restore demo.json', { input })).document).toMatchObject({ exit: 1 });
  });

  it.each([
    ['remove', "Missing argument 'CLUSTER'."],
    ['remove demo --restore f --confirm demo', /cannot be given together/],
    ['remove demo --restore f --even-if-running', /cannot be given together/],
    ['remove demo --restore f --leave-others', /cannot be given together/],
    ['remove demo --restore f --format tsv', /cannot be given together/],
    ['remove demo --yes', 'No such option: --yes'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
