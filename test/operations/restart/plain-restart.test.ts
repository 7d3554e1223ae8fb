import { describe, expect, it } from 'vitest';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { type Course, type RestartWorld, restartIn } from './restart-world.js';

const SURE = 'Are you sure you want to restart members pg1, pg2, pg3?';
const WHEN = 'When should the restart take place (e.g. 2026-11-22T19:07) ';
const VERSION = 'Restart if the PostgreSQL version is less than provided (e.g. 9.5.2) ';

/** One member answers so; the others restart well. */
const only =
  (name: string, reply: (world: RestartWorld, member: string) => AgentReply | Promise<AgentReply>): Course =>
  (world, sent) =>
    sent.member === name ? reply(world, name) : null;

/** Stopped, and not started again. */
const failsToStart = async (world: RestartWorld, member: string): Promise<AgentReply> => {
  world.become(member, { state: 'stopping', startedAt: null });
  await world.clock.sleep(2000);
  world.become(member, { state: 'start failed' });
  return answered(503, 'restart failed');
};

describe('a plain restart', () => {
  it('takes one member at a time, replicas first, and prints what patronictl prints', async () => {
    const { line, stdout, sent, world } = await restartIn({});
    expect(line).toBe('0 done');
    expect(sent).toEqual(['pg2', 'pg3', 'pg1']);
    expect(stdout).toBe(
      'Success: restart on member pg2\nSuccess: restart on member pg3\nSuccess: restart on member pg1\n',
    );
    expect(world.down.every((names) => names.length <= 1)).toBe(true);
  });

  it.each<[string, Parameters<typeof restartIn>[0], string, string[], boolean | null]>([
    [
      'a replica that streams again',
      { request: { names: ['pg3'] } },
      '  pg3: streaming, 0 B behind\n',
      [],
      true,
    ],
    [
      'a replica that did not stream before',
      { request: { names: ['pg3'] }, statuses: { pg3: { replicationState: null } } },
      '  pg3: not streaming, 0 B behind\n',
      ['pg3 runs again and does not stream, as before'],
      false,
    ],
    ['a leader', { request: { names: ['pg1'] } }, '', [], null],
  ])('says of %s whether it does', async (_, recipe, said, warned, streaming) => {
    const { line, stderr, report } = await restartIn(recipe);
    expect(line).toBe('0 done');
    expect(stderr).toBe(said);
    expect(report?.warnings.map(({ message }) => message)).toEqual(warned);
    expect(report?.steps.map((step) => step.streaming)).toEqual([streaming]);
  });

  it('asks in the order of patronictl', async () => {
    const { line, world } = await restartIn({
      request: { unattended: false },
      questions: [
        [WHEN, ''],
        [SURE, true],
        [VERSION, '15.21'],
      ],
    });
    expect(line).toBe('0 done');
    expect(world.orders.sent[0]?.order).toEqual({
      verb: 'restart',
      schedule: null,
      postgresVersion: '15.21',
      onlyPending: false,
      timeout: null,
    });
  });

  it.each<[string, Parameters<typeof restartIn>[0], string, string]>([
    [
      'No',
      {
        request: { unattended: false },
        questions: [
          [WHEN, ''],
          [SURE, false],
        ],
      },
      '130 cancelled cancelled',
      'Aborted restart',
    ],
    ['nobody to ask', { request: { unattended: false } }, '2 usage no-answer', 'nobody can be asked'],
    [
      'a wrong name',
      { request: { names: ['pg2', 'pg9'] } },
      '7 not-found unknown-member',
      'has no member "pg9"',
    ],
    [
      'a wrong role',
      { request: { names: ['pg1'], role: 'replica' } },
      '1 refused wrong-role',
      'No replica among provided members',
    ],
    [
      'a bad version',
      { request: { postgresVersion: '9.6' } },
      '2 usage bad-version',
      'Invalid PostgreSQL version format',
    ],
    [
      'a bad time',
      { request: { scheduled: 'soon' } },
      '2 usage bad-schedule',
      'Unable to parse scheduled timestamp (soon)',
    ],
    [
      'a time without an offset',
      { request: { startedBefore: '2026-11-20 08:00' } },
      '2 usage time-without-offset',
      'has no offset',
    ],
  ])('%s: nothing is sent', async (_, recipe, line, message) => {
    const ending = await restartIn(recipe);
    expect(ending.line).toBe(line);
    expect(ending.stderr).toContain(message);
    expect(ending.sent).toEqual([]);
  });

  it('takes several replicas at a time if it is told to, and the leader by itself', async () => {
    const { world } = await restartIn({ request: { parallel: 2 } });
    const together = world.down.map((names) => names.join(' '));
    expect(together).toContain('pg2 pg3');
    expect(together.filter((names) => names.includes('pg1'))).toEqual(['pg1', 'pg1']);
  });

  it('--pending: only those that wait for it, and if nobody does it says so', async () => {
    const pending = await restartIn({
      request: { pending: true },
      members: { pg3: { pendingRestart: true } },
    });
    expect(pending.sent).toEqual(['pg3']);
    expect(pending.world.orders.sent[0]?.order).toMatchObject({ onlyPending: true });
    const nothing = await restartIn({ request: { pending: true } });
    expect(nothing.line).toBe('0 done nothing-pending');
    expect(nothing.stdout).toBe('No member of demo has a pending restart: nothing to do.\n');
  });

  it('--any: a replica, the one that has run longest', async () => {
    const statuses = {
      pg3: { startedAt: '2026-11-19 08:00:00+00:00' },
      pg1: { startedAt: '2026-01-01 08:00:00+00:00' },
    };
    const { sent } = await restartIn({ request: { any: true }, statuses });
    expect(sent).toEqual(['pg3']);
  });

  it('--started-before: who was started later is done', async () => {
    const statuses = { pg2: { startedAt: '2026-11-22 18:00:00+00:00' } };
    const { sent } = await restartIn({ request: { startedBefore: '2026-11-22T18:00:00Z' }, statuses });
    expect(sent).toEqual(['pg3', 'pg1']);
  });

  it('--dry-run: shows the order and sends nothing', async () => {
    const { line, stdout, sent } = await restartIn({ request: { dryRun: true } });
    expect(line).toBe('0 done');
    expect(sent).toEqual([]);
    expect(stdout).toBe(`Restart of demo
  1  pg2   restart   replica
  2  pg3   restart   replica
  3  pg1   restart   leader, in place

Dry run: nothing was sent.
`);
  });

  it('says once that the cluster is paused', async () => {
    const { stderr } = await restartIn({ cluster: { config: { pause: true } } });
    expect(stderr.match(/warning: paused/g)).toHaveLength(1);
  });

  it('is a conflict if another member leads when the operator has said yes', async () => {
    const recipe = {
      request: { unattended: false },
      questions: [
        [WHEN, ''],
        [SURE, true],
        [VERSION, ''],
      ],
    } as const;
    const { line, sent } = await restartIn({
      ...recipe,
      prepare: (world) => {
        const { questions } = world;
        const confirm = questions.confirm.bind(questions);
        questions.confirm = async (...asked) => {
          world.lead('pg2');
          return confirm(...asked);
        };
      },
    });
    expect([line, sent]).toEqual(['8 conflict state-changed', []]);
  });
});

describe('what an answer means for one member', () => {
  const BACK = { state: 'running', replicationState: 'streaming' };
  const restarted = async (world: RestartWorld, member: string): Promise<void> => {
    await world.restartWell({ member }, BACK);
  };

  it.each<[string, Course, string, string]>([
    ['200 and back', () => null, '0 done', 'Success: restart on member pg2'],
    [
      '503 conditions',
      () => answered(503, 'restart conditions are not satisfied'),
      '1 refused conditions-not-met',
      'Failed: restart for member pg2, status code=503, (restart conditions are not satisfied)',
    ],
    [
      '503 busy',
      () => answered(503, 'reinitialize already in progress'),
      '1 refused already-in-progress',
      'Failed: restart for member pg2, status code=503, (reinitialize already in progress)',
    ],
    [
      '503 failed',
      only('pg2', failsToStart),
      '6 partial not-back',
      'Failed: restart for member pg2, status code=503, (did not come back: start failed)',
    ],
    [
      '503 failed, and Patroni starts it after all',
      only('pg2', async (world, member) => {
        const reply = await failsToStart(world, member);
        world.clock.after(8000, () => void restarted(world, member));
        return reply;
      }),
      '0 done',
      'Success: restart on member pg2',
    ],
    [
      '503 still starting, and back later',
      only('pg2', async (world, member) => {
        void world.clock.sleep(300_000).then(() =>
          world.become(member, {
            state: 'running',
            startedAt: world.startedNow(),
            replicationState: 'streaming',
          }),
        );
        world.become(member, { state: 'starting', startedAt: null });
        return answered(503, 'postgres is still starting');
      }),
      '0 done',
      'Success: restart on member pg2',
    ],
    [
      '503 still starting, and not back',
      only('pg2', (world, member) => {
        world.become(member, { state: 'starting', startedAt: null });
        return answered(503, 'postgres is still starting');
      }),
      '5 unknown deadline',
      'Unknown: restart for member pg2, status code=503, (not back at the deadline: starting)',
    ],
    [
      '400',
      () => answered(400, 'Timeout should be a positive number of seconds'),
      '1 refused agent-refused',
      'Failed: restart for member pg2, status code=400, (Timeout should be a positive number of seconds)',
    ],
    [
      '400 after an exception',
      only('pg2', async (world, member) => ({ ...(await failsToStart(world, member)), status: 400 })),
      '6 partial not-back',
      'Failed: restart for member pg2, status code=400, (did not come back: start failed)',
    ],
    [
      '404',
      () => answered(404, 'Not Found'),
      '1 refused agent-refused',
      'Failed: restart for member pg2, status code=404, (Not Found)',
    ],
    [
      '409',
      () => answered(409, 'Conflict'),
      '1 refused agent-refused',
      'Failed: restart for member pg2, status code=409, (Conflict)',
    ],
    [
      '500',
      () => answered(500, 'oops'),
      '5 unknown deadline',
      'Unknown: restart for member pg2, status code=500, (not back at the deadline: has not been restarted yet)',
    ],
    [
      '502 and nothing happens',
      () => answered(502, 'Bad Gateway'),
      '5 unknown deadline',
      'Unknown: restart for member pg2, status code=502, (not back at the deadline: has not been restarted yet)',
    ],
    [
      '200 and nothing happens',
      () => answered(200, 'restarted successfully'),
      '1 refused not-restarted',
      'Failed: restart for member pg2, status code=200, (restarted successfully)',
    ],
    [
      '401',
      () => denied('pg2'),
      '4 unreachable agent-auth',
      'Failed: restart for member pg2, (127.0.0.1:8008: refuses the login)',
    ],
    [
      'not sent',
      () => notSent('pg2'),
      '4 unreachable agent-unreachable',
      'Failed: restart for member pg2, (127.0.0.1:8008: no answer)',
    ],
    [
      'lost, and back',
      only('pg2', async (world, member) => {
        await restarted(world, member);
        return doubtful(member);
      }),
      '0 done',
      'Success: restart on member pg2',
    ],
    [
      'lost, and nothing happens',
      () => doubtful('pg2'),
      '5 unknown deadline',
      'Unknown: restart for member pg2, (not back at the deadline: has not been restarted yet)',
    ],
    [
      'back, but not streaming',
      (world, sent) => world.restartWell(sent, { replicationState: null }),
      '6 partial not-streaming',
      'Failed: restart for member pg2, status code=200, (was restarted, but is not yet streaming)',
    ],
  ])('%s', async (_, course, line, expected) => {
    const ending = await restartIn({ request: { names: ['pg2'] }, course });
    expect(ending.line).toBe(line);
    expect(ending.stdout).toBe(`${expected}\n`);
    expect(ending.sent).toEqual(['pg2']);
  });

  it('a silent agent is not sent anything', async () => {
    const { line, sent, stdout } = await restartIn({ request: { names: ['pg2'] }, statuses: { pg2: null } });
    expect([line, sent]).toEqual(['4 unreachable agent-unreachable', []]);
    expect(stdout).toBe('Failed: restart for member pg2, (127.0.0.1:8008: no answer)\n');
  });

  it('has its start timeout and 60 s, or the deadline', async () => {
    const waits = async (request: object): Promise<number> => {
      const course: Course = () => doubtful('pg2');
      const { world, report } = await restartIn({
        request: { names: ['pg2'], ...request },
        course,
        cluster: { config: { primary_start_timeout: 20 } },
      });
      expect(world.orders.sent[0]?.timeoutMs).toBeGreaterThan(0);
      return Math.round((report?.elapsedMs ?? 0) / 1000);
    };
    expect(await waits({})).toBe(81);
    expect(await waits({ startTimeout: 5 })).toBe(66);
    expect(await waits({ deadlineMs: 9500 })).toBe(10);
  });
});

describe('several members', () => {
  it('a replica that does not come back: nobody else is taken, the leader least of all', async () => {
    const { line, sent, stderr, report } = await restartIn({ course: only('pg2', failsToStart) });
    expect(line).toBe('6 partial not-back');
    expect(sent).toEqual(['pg2']);
    expect(report?.left).toEqual(['pg3', 'pg1']);
    expect(stderr).toBe(`done: nobody
left: pg3, pg1
partial: pg2: did not come back: start failed
partial: pg2 is not back; not restarted: pg3, pg1
next: ctl restart demo --started-before 2026-11-20T08:00:00.124Z
`);
  });

  it('a replica that says no runs as before: the others go on', async () => {
    const course = only('pg2', () => answered(503, 'restart conditions are not satisfied'));
    const { line, sent } = await restartIn({ course });
    expect([line, sent]).toEqual(['6 partial conditions-not-met', ['pg2', 'pg3', 'pg1']]);
  });

  it('a replica that is silent: the leader is left alone', async () => {
    const { line, sent, report } = await restartIn({ statuses: { pg2: null } });
    expect([line, sent]).toEqual(['6 partial agent-unreachable', ['pg3']]);
    expect(report?.left).toEqual(['pg1']);
  });

  it('all alike: that outcome', async () => {
    const { line } = await restartIn({ course: () => answered(503, 'restart conditions are not satisfied') });
    expect(line).toBe('1 refused conditions-not-met');
  });

  it('another member takes over while the leader restarts', async () => {
    const course = only('pg1', (world) => {
      world.become('pg1', { state: 'starting', startedAt: null });
      world.clock.after(5000, () => world.lead('pg2'));
      return world.clock.sleep(900_000).then(() => doubtful('pg1'));
    });
    const { line, stdout } = await restartIn({ course });
    expect(line).toBe('6 partial leader-changed');
    expect(stdout).toContain('Failed: restart for member pg1, (pg2 has taken over in the meantime)');
  });

  it('Ctrl-C: what has been asked for goes on, nobody else is asked', async () => {
    const course: Course = (world, sent) => {
      world.clock.after(1500, () => world.interruption.interrupt());
      return world.restartWell(sent);
    };
    const { line, sent, stderr } = await restartIn({ course });
    expect([line, sent]).toEqual(['5 unknown interrupted', ['pg2']]);
    expect(stderr).toContain('pg2: interrupted: the restart has been requested and continues');
    expect(stderr).toContain('next: ctl restart demo --started-before');
  });
});
