import { describe, expect, it } from 'vitest';
import { changeRequest } from '../../../src/cli/flags/change-leader.js';
import Switchover from '../../../src/commands/switchover.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { type Recipe, World } from '../../operations/change-leader/scenario.js';
import { ALL } from '../../operations/drain/draining.js';
import { aMember, PRIMARY } from '../../support/clusters.js';
import { aBalancer, aPool, aState } from '../../support/fake-balancers.js';
import { fakeWorld, someSettings } from '../../support/fake-world.js';
import { parseArgv } from '../../support/parse-argv.js';
import { documentOf, refusal } from '../../support/run-command.js';

const LATER = '2030-01-01T03:00:00+01:00';
const BALANCED = someSettings({ balancers: [aBalancer()] });

/** The command in a cluster whose leader changes when it is asked for, and what was done to it. */
async function playOut(typed: string, recipe: Recipe = {}, settings = someSettings()) {
  const world = new World(recipe);
  const { balancers } = world;
  balancers.states.set(
    '/run/haproxy/admin.sock',
    aState(aPool('demo_write', 'pg2'), aPool('demo_read', 'pg3')),
  );
  const document = await documentOf(typed, { ports: { ...fakeWorld(), ...world.ports, settings } });
  const orders = world.orders.sent.map(({ member, order }) => ({ member, ...order }));
  const ports = [...new Set(world.servers.begun.map(({ port }) => port))].sort();
  return { document, orders, written: world.key.written, probed: ports, balanced: balancers.sent };
}

const ORDER = { member: 'pg2', verb: 'switchover', leader: 'pg2', candidate: 'pg1', scheduledAt: null };
const GO = 'switchover demo --candidate pg1 --no-probe';

describe('ctl switchover', () => {
  it.each([
    [`${GO} --yes`, ORDER],
    [`${GO} -y`, ORDER],
    [`${GO} --force`, ORDER],
    [`${GO} --yes --leader pg2`, ORDER],
    [`${GO} --yes --primary pg2`, ORDER],
    [`${GO} --yes --via pg3`, { ...ORDER, member: 'pg3' }],
    [`${GO} --yes --scheduled now`, ORDER],
    [`${GO} --yes --allow-data-loss`, ORDER],
    ['switchover demo --yes --no-probe --candidate pg3', { ...ORDER, candidate: 'pg3' }],
  ])('%s', async (typed, order) => {
    const winner = order.candidate;
    const { document, orders, written, probed } = await playOut(typed, {
      winner,
      typed: { candidate: winner },
    });
    expect(document).toMatchObject({
      exit: 0,
      outcome: 'done',
      scope: 'demo',
      newLeader: winner,
      dryRun: false,
    });
    expect([orders, written, probed]).toEqual([[order], [], []]);
  });

  it('--via-dcs writes instead', async () => {
    const { document, orders, written } = await playOut(`${GO} --yes --via-dcs`);
    expect(document).toMatchObject({ exit: 0, request: { via: 'dcs', member: null } });
    expect([orders, written]).toMatchObject([[], [{ write: { leader: 'pg2', candidate: 'pg1' } }]]);
  });

  it.each([
    ['none', { exit: 0, outcome: 'accepted', newLeader: null }],
    ['all-streaming', { exit: 6, notStreaming: ['pg3'], formerLeaderStreaming: true }],
    ['primary', { exit: 0, outcome: 'done', formerLeaderStreaming: null }],
  ])('--wait %s', async (wait, told) => {
    const { document } = await playOut(`${GO} --yes --wait ${wait}`);
    expect(document).toMatchObject(told);
  });

  it('--scheduled and --replace-scheduled are for later', async () => {
    const scheduled = { leader: 'pg2', candidate: 'pg3', scheduledAt: LATER, revision: 7 };
    const recipe = { cluster: { changes: { failover: scheduled } } };
    const typed = `${GO} --yes --scheduled ${LATER}`;
    expect((await playOut(typed, recipe)).document).toMatchObject({ exit: 1 });
    const replaced = await playOut(`${typed} --replace-scheduled`, recipe);
    expect(replaced.orders).toEqual([{ ...ORDER, scheduledAt: LATER }]);
    expect(replaced.document).toMatchObject({ scheduledAt: LATER });
  });

  it.each([
    [`${GO} --dry-run`, { exit: 0, dryRun: true, newLeader: null }],
    [`${GO} --yes --dry-run --wait none`, { exit: 0, dryRun: true }],
    ['switchover demo --follow', { exit: 0, code: 'nothing-under-way' }],
    [`${GO} --yes --leader pg3`, { exit: 1, code: 'not-the-leader' }],
    [`${GO} --yes --group 1`, { exit: 7 }],
    ['switchover nobody --yes', { exit: 7 }],
    ['switchover --yes', { exit: 2 }],
    [GO, { exit: 2, code: 'no-answer' }],
    [`${GO} --yes --push-route`, { exit: 2, code: 'no-haproxy' }],
    [`${GO} --yes --scheduled later`, { exit: 2 }],
  ])('%s sends nothing', async (typed, told) => {
    const { document, orders, written } = await playOut(typed);
    expect(document).toMatchObject(told);
    expect([orders, written]).toEqual([[], []]);
  });

  it('--deadline ends the waiting', async () => {
    const { document } = await playOut(`${GO} --yes --deadline 1s`);
    expect(document).toMatchObject({ exit: 5, code: 'deadline' });
  });

  it('--group is of Citus', async () => {
    const { document, orders } = await playOut(`${GO} --yes --group 1`, { group: 1 });
    expect([document, orders]).toMatchObject([{ exit: 0, group: 1 }, [ORDER]]);
  });

  it('--probe and --route write, unless --no-probe', async () => {
    const probed = async (options: string) =>
      (await playOut(`switchover demo --candidate pg1 --yes${options}`)).probed;
    expect(await probed('')).toEqual([15_401, 15_402, 15_403]);
    expect(await probed(' --probe --route 10.0.0.9:5000 --route h:1')).toEqual(
      [1, 15_401, 15_402, 15_403, 5000].sort(),
    );
    expect(await probed(' --no-probe --route 10.0.0.9:5000')).toEqual([]);
  });

  it('--push-route tells HAProxy', async () => {
    expect((await playOut(`${GO} --yes --push-route`, {}, BALANCED)).balanced).not.toEqual([]);
    expect((await playOut(`${GO} --yes`, {}, BALANCED)).balanced).toEqual([]);
  });

  it.each([
    ['switchover demo --dry-run --follow', "Options '--follow' and '--dry-run' cannot be given together."],
    ['switchover demo --via pg1 --via-dcs', "Options '--via-dcs' and '--via' cannot be given together."],
    ['switchover demo --route nonsense', /^"nonsense" is not an address/],
    ['switchover demo --wait forever', /^Invalid value for '--wait': 'forever' is not one of/],
    ['switchover demo --candidate', "Option '--candidate' requires an argument."],
    ['switchover demo pg1', 'Got unexpected extra argument (pg1)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('what a change of leader is asked for', () => {
  const OWN = {
    typed: NOTHING_TYPED,
    kind: 'failover',
    leader: null,
    scheduled: null,
    replacesSchedule: false,
  } as const;
  const DEFAULTS = {
    ...{
      scope: 'demo',
      group: null,
      citus: false,
      command: 'failover',
      candidate: null,
      via: null,
      viaDcs: false,
    },
    ...{ unattended: false, dryRun: false, allowsDataLoss: false, wait: 'former-leader', deadlineMs: null },
    ...{ routes: [], routing: null },
  };
  it.each([
    ['', {}],
    ['--force', { unattended: true }],
    ['--allow-data-loss --via-dcs', { allowsDataLoss: true, viaDcs: true }],
    ['--no-probe --route h:1', { routes: null }],
    ['--route h:1', { routes: [{ name: 'h:1', address: { host: 'h', port: 1 } }] }],
    ['--deadline 2min --wait none', { deadlineMs: 120_000, wait: 'none' }],
    ['--group 3', { group: 3 }],
  ])('%s', async (options, expected) => {
    const argv = `demo ${options}`.trim().split(' ');
    const flags = { ...Switchover.baseFlags, ...Switchover.flags };
    const parsed = await parseArgv(argv, { args: Switchover.args, flags });
    expect(changeRequest(parsed.args, parsed.flags, someSettings(), OWN)).toEqual({
      ...OWN,
      ...DEFAULTS,
      ...expected,
    });
  });
});

const FAIL = 'failover demo --candidate pg1 --no-probe';

describe('ctl failover', () => {
  it.each([
    [`${FAIL} --yes`, 'pg2'],
    [`${FAIL} -y --allow-data-loss`, 'pg2'],
    [`${FAIL} --force --via pg3`, 'pg3'],
  ])('%s', async (typed, member) => {
    const { document, orders } = await playOut(typed);
    expect(document).toMatchObject({ exit: 0, kind: 'failover', newLeader: 'pg1', downtime: null });
    expect(orders).toEqual([{ member, verb: 'failover', candidate: 'pg1' }]);
  });

  it.each([
    [`${FAIL} --dry-run`, { exit: 0, dryRun: true }],
    ['failover demo --follow', { exit: 0, code: 'nothing-under-way' }],
    [FAIL, { exit: 2, code: 'no-answer' }],
    ['failover demo --yes', { exit: 2 }],
    ['failover demo --yes --candidate pg9', { exit: 7 }],
    [`${FAIL} --yes --group 1`, { exit: 7 }],
    [`${FAIL} --yes --push-route`, { exit: 2, code: 'no-haproxy' }],
    [`${FAIL} --yes --push-route --wait none`, { exit: 2, code: 'push-needs-waiting' }],
  ])('%s sends nothing', async (typed, told) => {
    const { document, orders, written } = await playOut(typed, {}, someSettings());
    expect(document).toMatchObject(told);
    expect([orders, written]).toEqual([[], []]);
  });

  it('--via-dcs, --wait, --probe and --route', async () => {
    const typed = 'failover demo --candidate pg1 --yes --via-dcs --wait primary --probe --route h:1';
    const { document, written, probed } = await playOut(typed);
    expect(document).toMatchObject({ exit: 0, formerLeaderStreaming: null, request: { via: 'dcs' } });
    expect(written).toMatchObject([{ write: { leader: null, candidate: 'pg1' } }]);
    expect(probed).toContain(1);
  });

  it.each([
    ['failover demo --leader pg2', 'No such option: --leader'],
    ['failover demo --scheduled now', 'No such option: --scheduled'],
    ['failover demo --dry-run --follow', "Options '--follow' and '--dry-run' cannot be given together."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toBe(message);
  });
});

/** pg3 has its tags; where they are missing the command waits for them. */
const READY: Recipe = {
  cluster: {
    members: [aMember('pg1'), aMember('pg2', PRIMARY), aMember('pg3', { tags: ALL, hasTags: true })],
  },
};

describe('ctl drain', () => {
  it.each([
    ['drain demo pg3', { exit: 0, verb: 'drain', scope: 'demo', member: 'pg3', ready: true }],
    ['drain pg3', { exit: 0, scope: 'demo', member: 'pg3' }],
    ['drain demo pg3 --dry-run', { exit: 0, dryRun: true }],
    ['drain demo pg3 --undo --deadline 2s', { exit: 6, verb: 'undo', ready: false, elapsedMs: 2000 }],
    [
      'drain demo pg3 --undo --keep nofailover --keep nosync --keep noloadbalance --deadline 2s',
      { exit: 0, verb: 'undo', kept: ['nofailover', 'nosync', 'noloadbalance'] },
    ],
    ['drain demo pg1 --deadline 3s', { exit: 6, code: 'tags-missing', elapsedMs: 3000 }],
    ['drain demo pg2 --yes', { exit: 1, code: 'member-is-leader' }],
    ['drain demo pg2 --switchover --dry-run', { exit: 0, switchover: { from: 'pg2', candidate: 'pg1' } }],
    ['drain demo pg2 --switchover', { exit: 2, code: 'no-answer' }],
    ['drain demo pg3 --haproxy --yes', { exit: 0, haproxy: {} }],
    ['drain demo pg9', { exit: 7 }],
    ['drain demo pg3 --group 1', { exit: 7 }],
    ['drain', { exit: 2 }],
  ])('%s', async (typed, told) => {
    const settings = { ...BALANCED, scope: 'demo' };
    const { document, orders } = await playOut(typed, READY, settings);
    expect(document).toMatchObject(told);
    expect(orders).toEqual([]);
  });

  it('--even-if-writes-stop', async () => {
    const strict: Recipe = {
      cluster: {
        members: [aMember('pg2', PRIMARY), aMember('pg3')],
        config: { synchronous_mode: true, synchronous_mode_strict: true },
        changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
      },
    };
    const codeOf = async (option: string) =>
      (await playOut(`drain demo pg3 --yes --deadline 2s${option}`, strict)).document.exit;
    expect([await codeOf(''), await codeOf(' --even-if-writes-stop')]).toEqual([1, 6]);
  });

  it.each(['--yes', '-y', '--force', '--yes --allow-data-loss'])(
    '--switchover %s switches over',
    async (options) => {
      const { document, orders } = await playOut(`drain demo pg2 --switchover --deadline 20s ${options}`);
      expect(orders).toEqual([ORDER]);
      expect(document).toMatchObject({ switchover: { outcome: 'done', newLeader: 'pg1' } });
    },
  );

  it.each([
    ['drain demo pg3 --undo --switchover', "Options '--switchover' and '--undo' cannot be given together."],
    ['drain demo pg3 --allow-data-loss', "Option '--allow-data-loss' needs '--switchover'."],
    ['drain demo pg3 --keep nosync', "Option '--keep' needs '--undo'."],
    ['drain demo pg3 --undo --keep clonefrom', /^Invalid value for '--keep'/],
    ['drain demo pg3 pg1', 'Got unexpected extra argument (pg1)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
