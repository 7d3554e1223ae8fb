import { describe, expect, it } from 'vitest';
import { type Course, RestartWorld } from '../../operations/restart/restart-world.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { aBalancer, aPool, aState } from '../../support/fake-balancers.js';
import { answered } from '../../support/fake-orders.js';
import { fakeWorld, someSettings, type WorldRecipe } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal } from '../../support/run-command.js';
import { aStatus } from '../../support/statuses.js';

const LATER = '2030-01-01T03:00:00+01:00';
const CITUS = () => ({ dcs: new FakeDcs({ demo: new Map([0, 1].map((group) => [group, aCluster()])) }) });
const TOGETHER = /cannot be given together/;

/** The command in a cluster whose members restart well, and what they were told. */
async function restarted(typed: string, recipe: ConstructorParameters<typeof RestartWorld>[0] = {}) {
  const world = new RestartWorld(recipe);
  const settings = someSettings({ balancers: [aBalancer()] });
  world.balancers.states.set('/run/haproxy/admin.sock', aState(aPool('demo_read', 'pg2', 'pg3')));
  const document = await documentOf(typed, { ports: { ...fakeWorld(), ...world.ports, settings } });
  const orders = world.orders.sent.map(({ member, order }) => ({ member, ...order }));
  return { document, orders, told: orders.map(({ member }) => member), world };
}

describe('ctl restart', () => {
  it.each([
    ['restart demo --yes', ['pg2', 'pg3', 'pg1']],
    ['restart demo pg3 -y', ['pg3']],
    ['restart demo pg3 pg2 --force', ['pg2', 'pg3']],
    ['restart demo -r replica --yes', ['pg2', 'pg3']],
    ['restart demo --role leader --yes', ['pg1']],
    ['restart demo --any --yes', ['pg2']],
    ['restart demo --parallel 2 --yes', ['pg2', 'pg3', 'pg1']],
    ['restart demo --pending --yes', []],
    ['restart demo --dry-run', []],
    ['restart demo --started-before 2026-11-01T00:00Z --yes', []],
    ['restart demo --rolling --yes', ['pg2', 'pg3', 'pg1']],
    ['restart demo --rolling --yes --max-lag 1MB --even-if-degraded', ['pg2', 'pg3', 'pg1']],
    ['restart demo --rolling --skip-leader --yes', ['pg2', 'pg3']],
  ])('%s', async (typed, told) => {
    const run = await restarted(typed);
    expect([run.document.exit, run.told]).toEqual([0, told]);
    expect(run.document).toMatchObject({ scope: 'demo', rolling: typed.includes('--rolling') });
  });

  it.each([
    ['', {}],
    ['--pg-version 16.1', { postgresVersion: '16.1' }],
    ['--timeout 2min', { timeout: '120' }],
    ['--timeout 30 --deadline 5min', { timeout: '30' }],
    ['--scheduled now', {}],
    [`--scheduled ${LATER}`, { schedule: LATER }],
    [`--scheduled ${LATER} --replace-scheduled`, { schedule: LATER }],
  ])('%s is for the agent', async (options, order) => {
    const plain = {
      verb: 'restart',
      schedule: null,
      postgresVersion: null,
      onlyPending: false,
      timeout: null,
    };
    const { orders } = await restarted(`restart demo pg3 --yes ${options}`.trim());
    expect(orders).toEqual([{ member: 'pg3', ...plain, ...order }]);
  });

  it('--pending is for the agent, too', async () => {
    const { orders } = await restarted('restart demo --pending --yes', {
      members: { pg3: { pendingRestart: true } },
    });
    expect(orders).toMatchObject([{ member: 'pg3', onlyPending: true }]);
  });

  it('--replace-scheduled takes back what is scheduled', async () => {
    const course: Course = (_, { order }) => answered(order.verb === 'restart' ? 202 : 200, 'done');
    const members = { pg3: { scheduledRestart: { at: LATER, postgresVersion: null, filters: {} } } };
    const recipe = { course, members, statuses: { pg3: { scheduledRestartAt: LATER } } };
    const typed = `restart demo pg3 --yes --scheduled ${LATER} --replace-scheduled`;
    const { document, orders } = await restarted(typed, recipe);
    expect(document).toMatchObject({ exit: 0, scheduledAt: LATER });
    expect(orders.map(({ verb }) => verb)).toEqual(['cancel-restart', 'restart']);
  });

  it('--exec runs a command for each member', async () => {
    const { world } = await restarted('restart demo --rolling --yes --skip-leader --exec true');
    expect(world.commands).toEqual(['true', 'true']);
  });

  it('--haproxy takes each out of the pools', async () => {
    const { world } = await restarted('restart demo --rolling --yes --skip-leader --haproxy');
    expect(world.balancers.sent[0]).toBe('/run/haproxy/admin.sock demo_read/pg2 state drain');
    expect((await restarted('restart demo --rolling --yes --skip-leader')).world.balancers.sent).toEqual([]);
  });

  it('--even-if-degraded begins although somebody is down', async () => {
    const recipe = { statuses: { pg3: { state: 'stopped' } } };
    const run = async (options: string) =>
      (await restarted(`restart demo pg2 --rolling --yes${options}`, recipe)).told;
    expect([await run(''), await run(' --even-if-degraded')]).toEqual([[], ['pg2']]);
  });

  it('--max-lag is what a replica may be behind', async () => {
    const behind = { receivePosition: 0x3000000, replayPosition: 0x3000000 };
    const recipe = { members: { pg3: behind }, statuses: { pg3: behind } };
    const run = async (lag: string) =>
      (await restarted(`restart demo --rolling --yes --max-lag ${lag}`, recipe)).document.exit;
    expect([(await run('1MB')) === 0, await run('1GB')]).toEqual([false, 0]);
  });

  it('--switchover moves the lead instead', async () => {
    const { orders } = await restarted(
      'restart demo --rolling --yes --switchover --allow-data-loss --deadline 10s',
    );
    expect(orders.map(({ verb }) => verb)).toContain('switchover');
  });

  it.each([
    ['restart demo', { exit: 2, code: 'no-answer' }],
    ['restart nobody --yes', { exit: 7 }],
    ['restart demo pg9 --yes', { exit: 7 }],
    ['restart demo --group 1 --yes', { exit: 7 }],
    ['restart other --rolling --haproxy --yes', { exit: 2, code: 'no-haproxy' }],
  ])('%s sends nothing', async (typed, told) => {
    const { document, orders } = await restarted(typed);
    expect([document, orders]).toMatchObject([told, []]);
  });

  it.each([
    ['restart', "Missing argument 'CLUSTER'."],
    ['restart demo --rolling --scheduled now', TOGETHER],
    ['restart demo --scheduled now --parallel 2', TOGETHER],
    ['restart demo --scheduled now --started-before now', TOGETHER],
    ['restart demo --replace-scheduled', "Option '--replace-scheduled' needs '--scheduled'."],
    ['restart demo --allow-data-loss', "Option '--allow-data-loss' needs '--switchover'."],
    ['restart demo --skip-leader', "Option '--skip-leader' needs '--rolling'."],
    ['restart demo --exec true', "Option '--exec' needs '--rolling'."],
    ['restart demo --haproxy', "Option '--haproxy' needs '--rolling'."],
    ['restart demo --max-lag 1MB', "Option '--max-lag' needs '--rolling'."],
    ['restart demo --even-if-degraded', "Option '--even-if-degraded' needs '--rolling'."],
    ['restart demo --timeout 0', 'Timeout should be a positive number of seconds'],
    ['restart demo --parallel 0', /^Invalid value for '--parallel'/],
    ['restart demo --role king', /^Invalid value for '--role'/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

/** The command in a cluster whose agents take orders, and what they were told. */
async function ordered(typed: string, recipe: WorldRecipe = {}, changes: object = {}) {
  const world = fakeWorld(recipe);
  const document = await documentOf(typed, { ports: { ...world, ...changes } });
  const orders = world.orders.sent.map(({ member, order }) => ({ member, ...order }));
  return { document, orders, told: orders.map(({ member }) => member), world };
}

describe('ctl reload', () => {
  it.each([
    ['reload demo --yes', ['pg1', 'pg2', 'pg3']],
    ['reload demo -y pg3', ['pg3']],
    ['reload demo pg3 pg1 --force', ['pg1', 'pg3']],
    ['reload demo -r replica --yes', ['pg1', 'pg3']],
    ['reload demo --role leader --yes', ['pg2']],
    ['reload demo --dry-run', []],
  ])('%s', async (typed, told) => {
    const run = await ordered(typed);
    expect(run.document).toMatchObject({
      exit: 0,
      scope: 'demo',
      wait: false,
      dryRun: typed.includes('--dry-run'),
    });
    expect(run.orders).toEqual(told.map((member) => ({ member, verb: 'reload' })));
  });

  it('--wait lasts until its effect is seen, or --deadline', async () => {
    expect((await ordered('reload demo pg3 --yes --wait')).document).toMatchObject({
      wait: true,
      members: [{}],
    });
    const reply = answered(202, 'reload scheduled');
    const { document } = await ordered('reload demo pg3 --yes --wait --deadline 1s', { reply });
    expect(document).toMatchObject({ exit: 5, wait: true });
  });

  it('--group is of Citus', async () => {
    const { document } = await ordered('reload demo pg3 --yes --group 1', {}, CITUS());
    expect(document).toMatchObject({ exit: 0, members: [{ group: 1 }] });
  });

  it.each([
    ['reload demo', 2],
    ['reload nobody --yes', 7],
    ['reload demo pg9 --yes', 7],
    ['reload demo pg2 -r replica --yes', 1],
  ])('%s sends nothing, and exits %d', async (typed, exit) => {
    const { document, orders } = await ordered(typed);
    expect([document, orders]).toMatchObject([{ exit }, []]);
  });

  it.each([
    ['reload', "Missing argument 'CLUSTER'."],
    ['reload demo --role king', /^Invalid value for '--role'/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl reinit', () => {
  const ORDER = { member: 'pg3', verb: 'reinitialize', force: false, fromLeader: false };
  it.each([
    ['reinit demo pg3 --yes', [ORDER]],
    ['reinit demo pg3 --force', [ORDER]],
    ['reinit demo pg3 -y --from-leader', [{ ...ORDER, fromLeader: true }]],
    ['reinit demo pg3 --yes --cancel-running', [{ ...ORDER, force: true }]],
    ['reinit demo pg3 --dry-run', []],
  ])('%s', async (typed, orders) => {
    const run = await ordered(typed);
    expect(run.document).toMatchObject({
      exit: 0,
      scope: 'demo',
      wait: false,
      fromLeader: /leader/.test(typed),
    });
    expect(run.orders).toEqual(orders);
  });

  it('--wait follows it until --deadline', async () => {
    const { document } = await ordered('reinit demo pg3 --yes --wait --deadline 5s');
    expect(document).toMatchObject({ exit: 5, wait: true });
  });

  it('--allow-data-loss copies the last sound copy anew', async () => {
    const replication = [{ name: 'pg3', state: 'streaming', syncState: 'async' }];
    const leads = { role: 'primary', replicationState: null, replication } as const;
    const agents = new FakeAgents({ pg2: aStatus('pg2', leads), pg3: aStatus('pg3') });
    const run = async (options: string) =>
      (await ordered(`reinit demo pg3 --yes${options}`, {}, { agents })).document;
    expect([(await run('')).exit, (await run(' --allow-data-loss')).exit]).toEqual([1, 0]);
  });

  it.each([
    ['reinit demo', 2],
    ['reinit demo pg3', 2],
    ['reinit nobody pg3 --yes', 7],
    ['reinit demo pg9 --yes', 7],
    ['reinit demo pg2 --yes', 1],
    ['reinit demo pg3 --yes --group 1', 7],
  ])('%s sends nothing, and exits %d', async (typed, exit) => {
    const { document, orders } = await ordered(typed);
    expect([document, orders]).toMatchObject([{ exit }, []]);
  });

  it('without a cluster it is refused', async () => {
    expect(await refusal('reinit --yes')).toBe("Missing argument 'CLUSTER'.");
    expect(await refusal('reinit demo pg3 --role replica')).toBe('No such option: --role');
  });
});

describe('ctl flush', () => {
  const failover = { leader: 'pg2', candidate: 'pg1', scheduledAt: LATER, revision: 7 };
  const scheduledRestart = { at: LATER, postgresVersion: null, filters: {} };
  const members = aCluster().members.map((each) => ({ ...each, scheduledRestart }));
  const SCHEDULED = { clusters: { demo: aCluster({ members, changes: { failover, failoverRevision: 7 } }) } };
  const NAMES = ['pg1', 'pg2', 'pg3'];
  const statuses = NAMES.map((name) => [name, aStatus(name, { scheduledRestartAt: LATER })]);
  const agents = new FakeAgents(Object.fromEntries(statuses));

  it.each([
    ['flush demo restart --yes', ['pg1', 'pg2', 'pg3']],
    ['flush demo pg3 restart --force', ['pg3']],
    ['flush demo restart -r replica -y', ['pg1', 'pg3']],
    ['flush demo restart --role leader --yes', ['pg2']],
    ['flush demo restart --dry-run', []],
  ])('%s', async (typed, told) => {
    const { document, orders } = await ordered(typed, SCHEDULED, { agents });
    expect(document).toMatchObject({ scope: 'demo', target: 'restart', switchover: null });
    expect(orders).toEqual(told.map((member) => ({ member, verb: 'cancel-restart' })));
  });

  it.each([
    ['flush demo switchover --yes', ['pg2']],
    ['flush demo switchover --dry-run', []],
  ])('%s', async (typed, told) => {
    const { document, orders } = await ordered(typed, SCHEDULED);
    expect(document).toMatchObject({ target: 'switchover', dryRun: told.length === 0 });
    expect(orders[0]?.member).toBe(told[0]);
  });

  it('--via-dcs deletes it in etcd', async () => {
    const { world, orders } = await ordered('flush demo switchover --yes --via-dcs --deadline 5s', SCHEDULED);
    expect([orders, world.failoverKey.written.length]).toEqual([[], 1]);
  });

  it('--group is of Citus', async () => {
    expect((await ordered('flush demo switchover --group 1', {}, CITUS())).document).toMatchObject({
      exit: 0,
    });
    expect((await ordered('flush demo switchover --group 1')).document).toMatchObject({ exit: 7 });
  });

  it.each([
    ['flush demo restart', 2],
    ['flush demo restart --via-dcs --yes', 2],
    ['flush nobody restart --yes', 7],
  ])('%s exits %d', async (typed, exit) => {
    const { document, orders } = await ordered(typed, SCHEDULED);
    expect([document, orders]).toMatchObject([{ exit }, []]);
  });

  it.each([
    ['flush', "Missing argument 'CLUSTER_NAME'."],
    ['flush demo', 'Missing argument: restart or switchover.'],
    ['flush demo pg1', '"pg1" is neither restart nor switchover'],
    ['flush demo restart --role king', /^Invalid value for '--role'/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
