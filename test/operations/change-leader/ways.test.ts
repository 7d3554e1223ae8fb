import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { aMember, PRIMARY } from '../../support/clusters.js';
import { leaseOf } from '../../support/fake-failover-key.js';
import { UP_MS } from '../../support/fakes.js';
import { play, type Recipe } from './scenario.js';

const VIA_DCS = 'ctl switchover demo --candidate pg1 --via-dcs (writes to etcd directly)';
const DOUBT = { code: 'dcs-reply-lost', message: 'etcd: no answer in 3 s', subject: null, next: null };

describe('who is told', () => {
  it.each<{ name: string; recipe: Recipe; member: string; verb: string }>([
    { name: 'the leader', recipe: {}, member: 'pg2', verb: 'switchover' },
    {
      name: 'another agent, if it is named',
      recipe: { typed: { via: 'pg3' } },
      member: 'pg3',
      verb: 'switchover',
    },
    {
      name: 'the leader of a failover',
      recipe: { typed: { kind: 'failover' } },
      member: 'pg2',
      verb: 'failover',
    },
    {
      name: 'the candidate of a failover without a leader',
      recipe: { typed: { kind: 'failover' }, cluster: { leader: null } },
      member: 'pg1',
      verb: 'failover',
    },
  ])('$name', async ({ recipe, member, verb }) => {
    const { line, sent, report, world } = await play(recipe);
    expect({ line, sent }).toEqual({ line: 'done', sent: 1 });
    expect(world.orders.sent).toMatchObject([{ member, order: { verb, candidate: 'pg1' } }]);
    expect(report?.request).toMatchObject({ via: 'agent', member });
  });

  it('is etcd, if that is wanted', async () => {
    const { line, report, world } = await play({ typed: { viaDcs: true } });
    expect(line).toBe('done');
    expect(world.orders.sent).toEqual([]);
    expect(world.key.written).toEqual([
      {
        place: { scope: 'demo', group: null },
        write: {
          leader: 'pg2',
          candidate: 'pg1',
          scheduledAt: null,
          failoverRevision: 0,
          leaderRevision: 90,
        },
      },
    ]);
    expect(report?.request).toEqual({ via: 'dcs', member: null, status: 200, text: 'written to etcd' });
  });

  it('is etcd without the name of a leader for a failover', async () => {
    const { world } = await play({ typed: { kind: 'failover', viaDcs: true }, cluster: { leader: null } });
    expect(world.key.looks).toBe(0);
    expect(world.key.written.map(({ write }) => write)).toMatchObject([
      { leader: null, candidate: 'pg1', leaderRevision: 0 },
    ]);
  });
});

describe('an agent that cannot be told ends it before anything is sent', () => {
  it.each<{ name: string; recipe: Recipe; line: string; exit: number; messages: string[]; next: string }>([
    {
      name: 'the silent one of the leader',
      recipe: { agents: { pg2: null } },
      line: 'unreachable/agent-unreachable',
      exit: 4,
      messages: ['the agent of pg2 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.'],
      next: `ctl switchover demo --candidate pg1 --via pg1 (another agent, the same checks), or ${VIA_DCS}`,
    },
    {
      name: 'that of a leader without a key',
      recipe: { cluster: { members: [aMember('pg1'), aMember('pg3')] } },
      line: 'unreachable/agent-unreachable',
      exit: 4,
      messages: ['the agent of pg2 cannot be told: it has no key in etcd. Nothing was sent.'],
      next: `ctl switchover demo --candidate pg1 --via pg1 (another agent, the same checks), or ${VIA_DCS}`,
    },
    {
      name: 'a silent one that was named',
      recipe: { typed: { via: 'pg3' }, agents: { pg3: null } },
      line: 'unreachable/agent-unreachable',
      exit: 4,
      messages: ['the agent of pg3 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.'],
      next: `ctl switchover demo --candidate pg1 --via pg1 (another agent, the same checks), or ${VIA_DCS}`,
    },
    {
      name: "somebody else's",
      recipe: {
        agents: {
          pg2: {
            code: 'agent-is-someone-else',
            message: '127.0.0.1:18002: is pg7 of other, not pg2 of demo',
            subject: 'pg2',
            next: null,
          },
        },
      },
      line: 'refused/agent-is-someone-else',
      exit: 1,
      messages: [
        'the agent of pg2 cannot be told: 127.0.0.1:18002: is pg7 of other, not pg2 of demo. Nothing was sent.',
      ],
      next: `ctl switchover demo --candidate pg1 --via pg1 (another agent, the same checks), or ${VIA_DCS}`,
    },
    {
      name: 'that of nobody',
      recipe: { typed: { via: 'pg33' } },
      line: 'not-found/unknown-member',
      exit: 7,
      messages: ['the cluster "demo" has no member "pg33"; members: pg3, pg1, pg2.'],
      next: 'ctl switchover demo --candidate pg1 --via pg3',
    },
  ])('$name', async ({ recipe, line, exit, messages, next }) => {
    const ended = await play(recipe);
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 0 });
    expect(ended.messages).toEqual(messages);
    expect(ended.next).toEqual([next]);
    expect(ended.report?.plan).not.toBeNull();
    expect(ended.report?.request).toBeNull();
  });

  it('is named by its schedule, too, where that was asked for', async () => {
    const { next } = await play({
      agents: { pg1: null, pg2: null, pg3: null },
      typed: { scheduled: '2030-01-01T10:00:00+00:00' },
    });
    expect(next).toEqual([
      'ctl switchover demo --candidate pg1 --scheduled 2030-01-01T10:00:00+00:00 --via-dcs (writes to etcd directly)',
    ]);
  });
});

describe('past the agent of the leader', () => {
  const NOT_RENEWED =
    'pg2 holds the lock but does not renew its lease: the request would stay pending. Nothing was sent.';

  it.each<{ name: string; typed: Recipe['typed'] }>([
    { name: 'by etcd', typed: { viaDcs: true } },
    { name: 'by another agent', typed: { via: 'pg3' } },
    { name: 'and only to look', typed: { viaDcs: true, dryRun: true } },
  ])('$name: only if the leader renews its lease', async ({ typed = {} }) => {
    const { line, exit, sent, messages, world } = await play({
      typed,
      lease: (look) => leaseOf(25 - look / 10),
    });
    expect({ line, exit, sent }).toEqual({ line: 'refused/lease-not-renewed', exit: 1, sent: 0 });
    expect(messages).toEqual([NOT_RENEWED]);
    const elapsed = world.clock.monotonicMs() - UP_MS;
    expect(elapsed).toBeGreaterThan(15_000);
    expect(elapsed).toBeLessThan(16_000);
    expect(world.events).toContainEqual(
      expect.objectContaining({ sentence: 'whether pg2 renews its lease is not yet seen' }),
    );
  });

  it('waits until it is seen renewing it', async () => {
    const { line, sent, world } = await play({
      typed: { viaDcs: true },
      lease: (look) => leaseOf(look < 30 ? 25 - look / 10 : 28),
    });
    expect({ line, sent, looks: world.key.looks }).toEqual({ line: 'done', sent: 1, looks: 30 });
  });

  it('is refused if the lock has no lease', async () => {
    const { line, sent, messages } = await play({ typed: { viaDcs: true }, lease: () => 'none' });
    expect({ line, sent }).toEqual({ line: 'refused/lease-not-renewed', sent: 0 });
    expect(messages).toEqual([
      'nobody can tell whether pg2 still leads: no lease keeps its lock, which never ends by itself. Nothing was sent.',
    ]);
  });

  it.each<{
    name: string;
    keyWritten: NonNullable<Recipe['keyWritten']>;
    course?: Recipe['course'];
    line: string;
  }>([
    { name: 'it is written', keyWritten: () => ({ kind: 'written', revision: 7 }), line: 'done' },
    { name: 'the answer is lost', keyWritten: () => ({ kind: 'doubtful', problem: DOUBT }), line: 'done' },
    {
      name: 'the answer is lost, and nothing shows',
      keyWritten: () => ({ kind: 'doubtful', problem: DOUBT }),
      course: {},
      line: 'unknown/request-not-seen',
    },
    {
      name: 'somebody was faster',
      keyWritten: () => ({ kind: 'changed-meanwhile' }),
      course: {},
      line: 'conflict/state-changed',
    },
    {
      name: 'etcd does not let it be written',
      keyWritten: () => {
        throw new Failure('unreachable', 'dcs-auth', 'etcd: permission denied');
      },
      course: {},
      line: 'unreachable/dcs-auth',
    },
  ])('$name', async ({ keyWritten, course, line }) => {
    const ended = await play({ typed: { viaDcs: true }, keyWritten, ...(course && { course }) });
    expect({ line: ended.line, sent: ended.sent }).toEqual({ line, sent: 1 });
    if (line === 'conflict/state-changed') expect(ended.report?.request).toBeNull();
    expect(ended.messages.join()).not.toContain('agent');
  });
});

describe('what has changed between reading and sending', () => {
  it.each<{ name: string; change: NonNullable<Recipe['prepare']> }>([
    {
      name: 'the leader',
      change: (world) => world.become(() => ({ leader: { name: 'pg3', revision: 95 } })),
    },
    {
      name: 'the lock, taken again by the same',
      change: (world) => world.become(() => ({ leader: { name: 'pg2', revision: 95 } })),
    },
    {
      name: 'the pending request',
      change: (world) => world.become((_, revision) => ({ failoverRevision: revision })),
    },
    {
      name: 'the configuration',
      change: (world) => world.become((_, revision) => ({ config: { values: { pause: true }, revision } })),
    },
    {
      name: 'the address of the agent',
      change: (world) =>
        world.become(() => ({
          members: [aMember('pg1'), aMember('pg2', { ...PRIMARY, apiUrl: 'http://10.0.0.9:8008/patroni' })],
        })),
    },
  ])('$name: nothing is sent', async ({ change }) => {
    const { line, exit, sent, next, report } = await play({
      typed: { unattended: false, leader: 'pg2', scheduled: 'now' },
      questions: [['Are you sure you want to switchover cluster demo, demoting current leader pg2?', true]],
      prepare: (world) => {
        const confirm = world.questions.confirm.bind(world.questions);
        world.questions.confirm = (...asked) => {
          change(world);
          return confirm(...asked);
        };
      },
    });
    expect({ line, exit, sent }).toEqual({ line: 'conflict/state-changed', exit: 8, sent: 0 });
    expect(next).toEqual(['ctl list demo']);
    expect(report?.plan).not.toBeNull();
  });

  it('an etcd that is silent by then ends it, too', async () => {
    const { line, exit, sent } = await play({
      prepare: ({ dcs }) => {
        const readScope = dcs.readScope.bind(dcs);
        let reads = 0;
        dcs.readScope = (scope) => {
          reads += 1;
          return reads === 1
            ? readScope(scope)
            : Promise.reject(new Failure('unreachable', 'dcs-unreachable', 'no'));
        };
      },
    });
    expect({ line, exit, sent }).toEqual({ line: 'unreachable/dcs-unreachable', exit: 4, sent: 0 });
  });
});
