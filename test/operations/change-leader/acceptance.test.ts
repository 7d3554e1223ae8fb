import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { answered, doubtful, notSent } from '../../support/fake-orders.js';
import { ALL_WELL, play, type Recipe, type World } from './scenario.js';

const AT = '2030-01-01T10:00:00+01:00';
const SCHEDULED = answered(202, 'Switchover scheduled');

/** The request with its time appears in etcd so long after it was sent. */
function stored(world: World, ms: number, scheduledAt = AT, candidate: string | null = 'pg1'): void {
  world.clock.after(ms, () =>
    world.become((_, revision) => ({
      failover: { leader: 'pg2', candidate, scheduledAt, revision },
      failoverRevision: revision,
    })),
  );
}

interface Row {
  readonly name: string;
  readonly recipe: Recipe;
  readonly line: string;
  readonly exit: number;
  readonly messages?: readonly string[];
  readonly next?: readonly string[];
}

describe('a schedule', () => {
  it.each<Row>([
    {
      name: 'is accepted when it is stored',
      recipe: {
        reply: (world) => {
          stored(world, 100);
          return world.later(150, SCHEDULED);
        },
      },
      line: 'accepted',
      exit: 0,
    },
    {
      name: 'is accepted if the answer is lost and the key is there',
      recipe: {
        reply: (world) => {
          stored(world, 3000);
          return doubtful('pg2');
        },
      },
      line: 'accepted',
      exit: 0,
    },
    {
      name: 'is the same time in another zone',
      recipe: {
        reply: (world) => {
          stored(world, 100, '2030-01-01T09:00:00+00:00');
          return doubtful('pg2');
        },
      },
      line: 'accepted',
      exit: 0,
    },
    {
      name: "is not somebody else's",
      recipe: {
        reply: (world) => {
          stored(world, 100, '2030-01-01T11:00:00+01:00');
          return doubtful('pg2');
        },
      },
      line: 'unknown/request-not-seen',
      exit: 5,
      next: ['ctl list demo'],
    },
    {
      name: 'is not one for another candidate',
      recipe: {
        reply: (world) => {
          stored(world, 100, AT, 'pg3');
          return doubtful('pg2');
        },
      },
      line: 'unknown/request-not-seen',
      exit: 5,
    },
    {
      name: 'is refused by the agent',
      recipe: { reply: () => answered(422, 'Cannot schedule switchover in the past') },
      line: 'refused/agent-refused',
      exit: 1,
      messages: [
        'the agent of pg2 has refused the switchover: 422, Cannot schedule switchover in the past. Nothing was changed.',
      ],
      next: [`ctl switchover demo --candidate pg1 --scheduled ${AT} --dry-run`],
    },
    {
      name: 'could not be sent',
      recipe: { reply: () => notSent('pg2') },
      line: 'unreachable/agent-unreachable',
      exit: 4,
    },
    {
      name: 'was answered, and etcd is silent: the agent has taken it',
      recipe: {
        reply: (world) => {
          world.dcs.failWith(new Failure('unreachable', 'dcs-unreachable', 'no answer'));
          return world.later(200, SCHEDULED);
        },
      },
      line: 'accepted',
      exit: 0,
    },
    {
      name: 'was not answered, and etcd is silent',
      recipe: {
        reply: (world) => {
          world.dcs.failWith(new Failure('unreachable', 'dcs-unreachable', 'no answer'));
          return doubtful('pg2');
        },
      },
      line: 'unknown/request-not-seen',
      exit: 5,
      messages: [
        'whether the agent of pg2 has received the request is not known (127.0.0.1:8008: no answer in 10 s); etcd does not answer, so that nobody can see it. It may still happen.',
      ],
    },
    {
      name: 'was interrupted: how it is cancelled',
      recipe: {
        reply: (world) => {
          world.clock.after(500, () => world.interruption.interrupt());
          return new Promise(() => {});
        },
      },
      line: 'unknown/interrupted',
      exit: 5,
      messages: [
        'interrupted: the request has been sent, and has not shown in etcd yet; to cancel it: ctl flush demo switchover. It may still happen.',
      ],
      next: ['ctl list demo'],
    },
  ])('$name', async ({ recipe, line, exit, messages, next }) => {
    const { world, ...ended } = await play({ course: {}, ...recipe, typed: { scheduled: AT } });
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 1 });
    expect(world.orders.sent).toMatchObject([{ order: { scheduledAt: AT, candidate: 'pg1' } }]);
    expect(ended.report).toMatchObject({ scheduledAt: AT, newLeader: null, phases: [] });
    if (messages !== undefined) expect(ended.messages).toEqual(messages);
    if (next !== undefined) expect(ended.next).toEqual(next);
  });

  it('takes the place of another one only if that is wanted', async () => {
    const changes = {
      failover: { leader: 'pg2', candidate: null, scheduledAt: '2030-01-01T03:00:00+01:00', revision: 60 },
      failoverRevision: 60,
    };
    const recipe = (replacesSchedule: boolean): Recipe => ({
      cluster: { changes },
      course: {},
      typed: { scheduled: AT, replacesSchedule },
      reply: (world) => {
        stored(world, 100);
        return SCHEDULED;
      },
    });
    const refused = await play(recipe(false));
    expect([refused.line, refused.sent]).toEqual(['refused/already-scheduled', 0]);
    const accepted = await play(recipe(true));
    expect([accepted.line, accepted.sent]).toEqual(['accepted', 1]);
  });
});

describe('--wait none', () => {
  it.each<Row>([
    { name: 'ends with the request in etcd', recipe: {}, line: 'accepted', exit: 0 },
    {
      name: 'ends with the lock in other hands, if that is what is seen first',
      recipe: { course: { locked: 500 }, reply: () => new Promise(() => {}) },
      line: 'accepted',
      exit: 0,
    },
    {
      name: 'ends with a refusal',
      recipe: { course: {}, reply: () => answered(412, 'leader name does not match') },
      line: 'refused/agent-refused',
      exit: 1,
    },
    {
      name: 'does not wait for ever',
      recipe: { course: {}, reply: () => new Promise(() => {}) },
      line: 'unknown/request-not-seen',
      exit: 5,
      next: ['ctl switchover demo --follow'],
    },
  ])('$name', async ({ recipe, line, exit, next }) => {
    const { world, ...ended } = await play({ ...recipe, typed: { wait: 'none' } });
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 1 });
    expect(ended.report?.elapsedMs).toBeLessThan(15_200);
    expect(world.servers.begun).toEqual([]);
    if (next !== undefined) expect(ended.next).toEqual(next);
  });

  it('does not probe', async () => {
    const { report, world } = await play({ course: ALL_WELL, typed: { wait: 'none', routes: [] } });
    expect(report?.downtime).toBeNull();
    expect(world.servers.begun).toEqual([]);
  });
});
