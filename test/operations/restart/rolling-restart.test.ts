import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/cluster/model/member.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { waitsFor } from '../../cluster/restart/some-restart.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { answered, type SentOrder } from '../../support/fake-orders.js';
import { A_PRIMARY, type Course, type Recipe, type RestartWorld, ROLL, restartIn } from './restart-world.js';

const MB = 1024 ** 2;
const END = 0x5a3c1f8;
const rolling = (changes: Partial<typeof ROLL> = {}): NonNullable<Recipe['request']> => ({
  rolling: { ...ROLL, ...changes },
});
const everybody = (changes: Partial<Member>): Readonly<Record<string, Partial<Member>>> => ({
  pg1: changes,
  pg2: changes,
  pg3: changes,
});

describe('a roll', () => {
  it('prints the plan, takes the leader last, and never two at once', async () => {
    const { line, sent, stdout, stderr, world, report } = await restartIn({ request: rolling() });
    expect(line).toBe('0 done');
    expect(sent).toEqual(['pg2', 'pg3', 'pg1']);
    expect(world.down.every((names) => names.length <= 1)).toBe(true);
    expect(stdout).toBe(`Rolling restart of demo, one member at a time
  1  pg2   restart   replica
  2  pg3   restart   replica
  3  pg1   restart   leader, in place

Success: restart on member pg2
Success: restart on member pg3
Success: restart on member pg1
`);
    expect(stderr).toMatchInlineSnapshot(`
      "  1  pg2   restart   replica                  done         3.0 s   streaming, 0 B behind
        2  pg3   restart   replica                  done         3.0 s   streaming, 0 B behind
        3  pg1   restart   leader, in place         done         3.0 s
      "
    `);
    expect(report?.steps.map(({ gate, streaming, lag }) => [gate, streaming, lag])).toEqual([
      ['passed', true, 0],
      ['passed', true, 0],
      ['passed', null, null],
    ]);
  });

  it('waits at the gate until the lag is small enough', async () => {
    const course: Course = async (world, sent) => {
      if (sent.member !== 'pg2') return world.restartWell(sent);
      const behind = { receivePosition: END - 3 * MB, replayPosition: END - 3 * MB };
      const reply = await world.restartWell(sent, behind);
      world.clock.after(20_000, () => world.become('pg2', { receivePosition: END, replayPosition: END }));
      return reply;
    };
    const { line, report, world } = await restartIn({ request: rolling(), course });
    expect(line).toBe('0 done');
    const [first] = report?.steps ?? [];
    expect(first?.restartMs).toBeLessThan(6000);
    expect(first?.elapsedMs).toBeGreaterThan(22_000);
    const waiting = world.events.flatMap((event) => (event.kind === 'waiting' ? [event.reason] : []));
    expect(waiting).toContain('lag 3 MB > 1 MB');
  });

  it('stops where the gate does not open, says why and how to go on', async () => {
    const course: Course = (world, sent) =>
      world.restartWell(sent, { receivePosition: 0, replayPosition: 0 });
    const { line, sent, stderr, report } = await restartIn({
      request: { ...rolling({ maxLag: 16 * MB }), deadlineMs: 30_000 },
      course,
    });
    expect([line, sent]).toEqual(['6 partial lag-over-limit', ['pg2']]);
    expect(report?.steps.map(({ outcome, gate }) => [outcome, gate])).toEqual([
      ['done', 'open'],
      [null, null],
      [null, null],
    ]);
    expect(report?.left).toEqual(['pg3', 'pg1']);
    expect(report?.resume).toBe(
      'ctl restart demo --rolling --max-lag 16777216 --started-before 2026-11-20T08:00:00.124Z --deadline 30000ms',
    );
    expect(stderr).toContain('partial: not ready for the next member: lag 90 MB > 16 MB');
  });

  it('goes on where it has stopped', async () => {
    const broken: Course = (world, sent) =>
      sent.member === 'pg3' ? failToStart(world, sent) : world.restartWell(sent);
    const first = await restartIn({ request: rolling(), course: broken });
    expect([first.line, first.sent]).toEqual(['6 partial not-back', ['pg2', 'pg3']]);
    expect(first.report?.left).toEqual(['pg1']);
    const moment = / --started-before (\S+)$/.exec(first.report?.resume ?? '')?.[1] ?? '';
    // Somebody repairs pg3, and its agent starts it.
    const statuses = {
      pg2: { startedAt: first.world.statuses.pg2?.startedAt ?? null },
      pg3: { startedAt: '2026-11-22 18:30:00+00:00' },
    };
    const second = await restartIn({ request: { ...rolling(), startedBefore: moment }, statuses });
    expect([second.line, second.sent]).toEqual(['0 done', ['pg1']]);
    const third = await restartIn({
      request: { ...rolling(), startedBefore: moment },
      statuses: { ...statuses, pg1: { startedAt: '2026-11-22 18:40:00+00:00' } },
    });
    expect([third.line, third.sent]).toEqual(['0 done nothing-to-do', []]);
  });

  it.each<[string, Recipe, string, string[]]>([
    ['an agent that is silent', { statuses: { pg3: null } }, '4 unreachable agent-unreachable', []],
    [
      'a member that is not meant and down',
      { request: { ...rolling(), names: ['pg2'] }, statuses: { pg3: { state: 'crashed', startedAt: null } } },
      '1 refused member-down',
      [],
    ],
    ['nobody leads', { cluster: { leader: null } }, '1 refused no-leader', []],
    [
      'an agent falls silent in the middle',
      { course: afterFirst((world) => world.silence('pg3')) },
      '6 partial member-down',
      ['pg2'],
    ],
    [
      'somebody else takes over in the middle',
      { course: afterFirst((world) => world.lead('pg3')) },
      '6 partial leader-changed',
      ['pg2'],
    ],
    [
      'the first agent says no',
      { course: () => answered(503, 'reinitialize already in progress') },
      '1 refused already-in-progress',
      ['pg2'],
    ],
    [
      'Ctrl-C while the second one restarts',
      { course: afterFirst((world) => world.clock.after(600, () => world.interruption.interrupt())) },
      '6 partial interrupted',
      ['pg2', 'pg3'],
    ],
    ['--pending, and nothing is', { request: { ...rolling(), pending: true } }, '0 done nothing-pending', []],
  ])('stops at the first doubt: %s', async (_, recipe, line, sent) => {
    const ending = await restartIn({ request: rolling(), ...recipe });
    expect([ending.line, ending.sent]).toEqual([line, sent]);
  });

  it('leaves out the leader if it is told to', async () => {
    const { line, sent, stdout } = await restartIn({ request: rolling({ leader: 'skip' }) });
    expect([line, sent]).toEqual(['0 done', ['pg2', 'pg3']]);
    expect(stdout).toContain('  pg1 leads and is left out (--skip-leader)\n');
  });

  it('takes first what is down, and takes no more if it does not come back', async () => {
    const down = { state: 'start failed', startedAt: null, replicationState: null };
    const { sent, line } = await restartIn({
      request: rolling(),
      statuses: { pg3: down },
      course: failToStart,
    });
    expect([line, sent]).toEqual(['6 partial not-back', ['pg3']]);
  });

  it('of --pg-version: only those that run less', async () => {
    const request = { ...rolling(), postgresVersion: '15.21' };
    const { line, sent } = await restartIn({ request, statuses: { pg2: { serverVersion: 150021 } } });
    expect([line, sent]).toEqual(['0 done', ['pg3', 'pg1']]);
  });
});

describe('a Citus cluster', () => {
  it('is taken group by group, each with its leader last', async () => {
    const prepare = (world: RestartWorld): void => {
      const members = ['w1', 'w2'].map((name) => aMember(name, name === 'w2' ? PRIMARY : {}));
      const workers = aCluster({ leader: 'w2', members });
      const groups = new Map([
        [0, world.cluster],
        [1, workers],
      ]);
      world.dcs.become({ demo: groups });
      world.become('w1', { startedAt: '2026-11-20 08:00:00+00:00' });
      world.become('w2', { ...A_PRIMARY, startedAt: '2026-11-20 08:00:00+00:00' });
    };
    const { line, sent, report, stdout } = await restartIn({
      request: { ...rolling(), citus: true },
      prepare,
    });
    expect([line, sent]).toEqual(['0 done', ['pg2', 'pg3', 'pg1', 'w1', 'w2']]);
    expect(report?.steps.map(({ group }) => group)).toEqual([0, 0, 0, 1, 1]);
    expect(stdout).toContain('  5  w2    restart   leader, in place, group 1\n');
    const plain = await restartIn({ request: { citus: true }, prepare });
    expect(plain.sent).toEqual(['pg2', 'pg3', 'w1', 'pg1', 'w2']);
    const one = await restartIn({ request: { ...rolling(), citus: true, group: 1 }, prepare });
    expect(one.sent).toEqual(['w1', 'w2']);
  });
});

describe('settings that standbys need at least as high', () => {
  const REASONS = waitsFor('200', '100').pendingRestartReasons;

  it('lowered: the primary first, and standbys when they have replayed it', async () => {
    const members = everybody({ pendingRestart: true, pendingRestartReasons: REASONS });
    const course: Course = async (world, sent) => {
      if (sent.member !== 'pg1') {
        // A standby that has not replayed the new value keeps the old one.
        const hasReplayed = (world.statuses[sent.member]?.replayPosition ?? 0) >= END + MB;
        return world.restartWell(sent, { pendingRestart: !hasReplayed });
      }
      const reply = await world.restartWell(sent, { position: END + MB });
      world.clock.after(7000, () =>
        world.become('pg2', { receivePosition: END + MB, replayPosition: END + MB }),
      );
      world.clock.after(9000, () =>
        world.become('pg3', { receivePosition: END + MB, replayPosition: END + MB }),
      );
      return reply;
    };
    const { line, sent, stdout } = await restartIn({
      request: { ...rolling(), pending: true },
      members,
      course,
    });
    expect([line, sent]).toEqual(['0 done', ['pg1', 'pg2', 'pg3']]);
    expect(stdout).toContain('  max_connections 200 → 100: lowered, the primary first\n');
  });

  it('raised and lowered: the flag may stay until the second turn, and has to be gone then', async () => {
    const locks = { parameter: 'max_locks_per_transaction', oldValue: '64', newValue: '128' };
    const members = everybody({ pendingRestart: true, pendingRestartReasons: [...REASONS, locks] });
    const course: Course = (world, sent) => {
      const turns = world.orders.sent.filter(({ member }) => member === sent.member).length;
      return world.restartWell(sent, { pendingRestart: sent.member !== 'pg1' && turns === 1 });
    };
    const { line, sent } = await restartIn({ request: { ...rolling(), pending: true }, members, course });
    expect([line, sent]).toEqual(['0 done', ['pg2', 'pg3', 'pg1', 'pg2', 'pg3']]);
  });

  it.each([
    ['switchover', 'lowered-needs-in-place'],
    ['skip', 'lowered-needs-leader'],
  ] as const)('lowered and %s is refused', async (leader, code) => {
    const members = everybody({ pendingRestart: true, pendingRestartReasons: REASONS });
    const { line, sent } = await restartIn({ request: rolling({ leader }), members });
    expect([line, sent]).toEqual([`1 refused ${code}`, []]);
  });

  it('a flag that stays stops it', async () => {
    const members = everybody({ pendingRestart: true });
    const course: Course = (world, sent) => world.restartWell(sent, { pendingRestart: true });
    const { line, report } = await restartIn({ request: { ...rolling(), pending: true }, members, course });
    expect(line).toBe('6 partial pending-restart');
    expect(report?.resume).toBe('ctl restart demo --rolling --pending');
  });
});

describe('--exec', () => {
  const request = rolling({ command: 'ssh {host} patch {member}' });

  it('runs for each member before its restart', async () => {
    const { line, sent, world, report } = await restartIn({ request });
    expect([line, sent]).toEqual(['0 done', ['pg2', 'pg3', 'pg1']]);
    expect(world.commands).toEqual([
      'ssh 127.0.0.1 patch pg2',
      'ssh 127.0.0.1 patch pg3',
      'ssh 127.0.0.1 patch pg1',
    ]);
    expect(report?.steps[0]?.command).toMatchObject({ exit: 0, command: 'ssh 127.0.0.1 patch pg2' });
  });

  it('that restarts PostgreSQL itself counts: it is not restarted twice', async () => {
    const command = async (world: RestartWorld, call: { command: string }) => {
      await world.restartWell({ member: call.command.slice(-3) });
      return { exit: 0, output: 'rebooted', stopped: null };
    };
    const { line, sent, stdout } = await restartIn({ request, command });
    expect([line, sent]).toEqual(['0 done', []]);
    expect(stdout).toContain('Success: restart on member pg1\n');
  });

  it('that fails stops the roll before the restart', async () => {
    const command = (_: RestartWorld, call: { onOutput: (text: string) => void }) => {
      call.onOutput('no space left\n');
      return { exit: 3, output: 'no space left\n', stopped: null };
    };
    const { line, sent, stderr, report } = await restartIn({ request, command });
    expect([line, sent]).toEqual(['6 partial exec-failed', []]);
    expect(stderr).toContain('no space left\n');
    expect(stderr).toContain('pg2: the command ended with 3');
    expect(report?.resume).toContain("--exec 'ssh {host} patch {member}'");
  });

  it('does not take names that a shell would obey', async () => {
    const members = { pg2: { host: '$(reboot)' } };
    const { line, world, stderr } = await restartIn({ request, members });
    expect(line).toBe('1 refused exec-unsafe');
    expect(world.commands).toEqual([]);
    expect(stderr).toContain('pg2: --exec: {host} would be "$(reboot)", which is not safe within a command');
  });
});

describe('--switchover', () => {
  it('has a restarted replica take over, and does not restart the former leader again', async () => {
    const course: Course = (world, sent) =>
      sent.order.verb === 'switchover' ? switchOver(world, sent) : null;
    const { line, sent, report, stdout } = await restartIn({
      request: rolling({ leader: 'switchover' }),
      course,
    });
    expect(line).toBe('0 done');
    expect(sent).toEqual(['pg2', 'pg3', 'switchover pg1']);
    expect(report?.steps.at(-1)).toMatchObject({
      member: 'pg1',
      action: 'switchover',
      outcome: 'done',
      gate: 'passed',
    });
    expect(stdout).toContain('  3  pg1   restart   leader, by switchover\n');
  });

  it('stops if nobody can take over', async () => {
    const members = { pg2: { tags: { nofailover: true } }, pg3: { tags: { nofailover: true } } };
    const { line, sent, stderr } = await restartIn({ request: rolling({ leader: 'switchover' }), members });
    expect([line, sent]).toEqual(['6 partial no-candidate', ['pg2', 'pg3']]);
    expect(stderr).toContain('nobody of pg2, pg3 can take over from pg1');
  });
});

async function failToStart(world: RestartWorld, { member }: SentOrder): Promise<AgentReply> {
  world.become(member, { state: 'stopping', startedAt: null, replicationState: null });
  await world.clock.sleep(1000);
  world.become(member, { state: 'start failed' });
  return answered(503, 'restart failed');
}

/** Something happens once pg2 is back. */
function afterFirst(happen: (world: RestartWorld) => void): Course {
  return async (world, sent) => {
    const reply = await world.restartWell(sent);
    if (sent.member === 'pg2') happen(world);
    return reply;
  };
}

async function switchOver(world: RestartWorld, { order }: SentOrder): Promise<AgentReply> {
  const winner = (order.verb === 'switchover' ? order.candidate : null) ?? 'pg2';
  world.become('pg1', { state: 'stopping', startedAt: null });
  world.lead('pg1', { failoverRevision: 4000 });
  await world.clock.sleep(1000);
  world.lead(null);
  await world.clock.sleep(1000);
  world.lead(winner);
  world.become(winner, { ...A_PRIMARY, timeline: 5 });
  await world.clock.sleep(2000);
  const replica = { role: 'replica', position: null, receivePosition: END, replayPosition: END };
  const back = { ...replica, state: 'running', timeline: 5, replicationState: 'streaming' };
  world.become('pg1', { ...back, startedAt: world.startedNow() });
  world.become(winner === 'pg2' ? 'pg3' : 'pg2', { timeline: 5 });
  return answered(200, `Successfully switched over to "${winner}"`);
}
