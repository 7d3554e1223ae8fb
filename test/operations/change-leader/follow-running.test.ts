import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../src/cluster/model/cluster.js';
import { Failure } from '../../../src/errors.js';
import { someFacts } from '../../support/fake-servers.js';
import { follow, LEADING, type Recipe, type World } from './scenario.js';

const HISTORY: HistoryEntry[] = [
  { timeline: 2, switchPoint: 1, reason: null, at: null, newLeader: 'pg3' },
  { timeline: 3, switchPoint: 2, reason: null, at: null, newLeader: 'pg2' },
];
const REQUEST = { leader: 'pg2', candidate: 'pg1', scheduledAt: null, revision: 60 };
const PENDING: Recipe['cluster'] = { changes: { failover: REQUEST, failoverRevision: 60, history: HISTORY } };

/** What the new leader does after so many milliseconds. */
function takeOver(world: World, lockedMs: number, writableMs: number): void {
  const { clock } = world;
  clock.after(lockedMs, () =>
    world.become((_, revision) => ({
      leader: { name: 'pg1', revision },
      failover: null,
      failoverRevision: revision,
    })),
  );
  clock.after(writableMs, () => world.say('pg1', { ...LEADING, timeline: 5 }));
}

const PROMOTING: Recipe = {
  cluster: {
    leader: 'pg1',
    changes: { leader: { name: 'pg1', revision: 95 }, history: HISTORY },
  },
  agents: { pg1: { role: 'replica', position: null, replicationState: null }, pg2: { timeline: 5 } },
};

describe('looking on', () => {
  it('at a request that waits', async () => {
    const { line, exit, sent, phases, report } = await follow({
      cluster: PENDING,
      prepare: (world) => {
        world.clock.after(500, () => world.say('pg2', { ...LEADING, state: 'stopping' }));
        takeOver(world, 1500, 2500);
        world.clock.after(4000, () => world.say('pg2', { timeline: 5 }));
      },
    });
    expect({ line, exit, sent }).toEqual({ line: 'done', exit: 0, sent: 0 });
    expect(phases).toEqual([
      'checkpoint pg2',
      'stopping pg2',
      'released pg2',
      'locked pg1',
      'writable pg1',
      'former-leader-back pg2',
    ]);
    expect(report).toMatchObject({
      formerLeader: 'pg2',
      candidate: 'pg1',
      newLeader: 'pg1',
      plan: null,
      request: null,
      formerLeaderStreaming: true,
    });
  });

  it('at a request that is dropped', async () => {
    const { line, messages } = await follow({
      cluster: PENDING,
      prepare: (world) =>
        world.clock.after(400, () =>
          world.become((_, revision) => ({ failover: null, failoverRevision: revision })),
        ),
    });
    expect(line).toBe('refused/request-dropped');
    expect(messages).toEqual([
      'pg2 has dropped the request without stepping down: in its own view nobody could take over, or somebody has cancelled it. Nothing was changed.',
    ]);
  });

  it('at a cluster without a leader', async () => {
    const { line, phases, report } = await follow({
      cluster: { leader: null, changes: { history: HISTORY } },
      prepare: (world) => {
        takeOver(world, 1500, 2500);
        world.say('pg2', { timeline: 5 });
      },
    });
    expect(line).toBe('done');
    expect(phases).toEqual([
      'stopping pg2',
      'released pg2',
      'locked pg1',
      'writable pg1',
      'former-leader-back pg2',
    ]);
    expect(report).toMatchObject({ formerLeader: 'pg2', newLeader: 'pg1', timeline: 5 });
  });

  it('at a cluster that stays without one: not for ten minutes', async () => {
    const deadlineOf = async (history: HistoryEntry[]) => {
      const { messages, report } = await follow({ cluster: { leader: null, changes: { history } } });
      expect(report?.elapsedMs).toBeLessThan(81_000);
      return messages;
    };
    expect(await deadlineOf([])).toEqual([
      'the deadline has passed: nobody has taken the lock. It may still happen.',
    ]);
    expect(await deadlineOf(HISTORY)).toEqual([
      'the deadline has passed: pg2 has given up the lock, and nobody has taken it. It may still happen.',
    ]);
  });

  it('at a promotion that does not end', async () => {
    const { line, phases, report } = await follow(PROMOTING);
    expect(line).toBe('unknown/deadline');
    expect(phases.at(-1)).toBe('locked pg1');
    expect(report?.newLeader).toBe('pg1');
  });

  it('at a promotion that comes to its end', async () => {
    const { line, phases, report } = await follow({
      ...PROMOTING,
      prepare: (world) => world.clock.after(2000, () => world.say('pg1', { ...LEADING, timeline: 5 })),
    });
    expect(line).toBe('done');
    expect(phases).toEqual([
      'stopping pg2',
      'released pg2',
      'locked pg1',
      'writable pg1',
      'former-leader-back pg2',
    ]);
    expect(report).toMatchObject({ formerLeader: 'pg2', newLeader: 'pg1' });
  });

  it('at a promotion of which only PostgreSQL tells', async () => {
    const { line, report } = await follow(
      {
        ...PROMOTING,
        agents: { ...PROMOTING.agents, pg1: null },
        servers: new Map([[15401, 'standby']]),
        prepare: (world) => {
          world.servers.facts.set(15401, someFacts({ inRecovery: true }));
          world.clock.after(3000, () => world.servers.facts.set(15401, someFacts()));
        },
      },
      { wait: 'primary' },
    );
    expect(line).toBe('done');
    expect(report).toMatchObject({ newLeader: 'pg1', timeline: null });
  });

  it('at a scheduled one whose time has come', async () => {
    const due = { ...REQUEST, scheduledAt: '2026-11-22T18:06:59.000Z' };
    const { line, report } = await follow(
      {
        cluster: { changes: { failover: due, failoverRevision: 60, history: HISTORY } },
        prepare: (world) => takeOver(world, 1500, 2500),
      },
      { wait: 'primary' },
    );
    expect(line).toBe('done');
    expect(report).toMatchObject({ formerLeader: 'pg2', candidate: 'pg1', newLeader: 'pg1' });
  });

  it('at one that is only about to show', async () => {
    const { line } = await follow(
      {
        prepare: (world) => {
          world.clock.after(2000, () => world.become(() => ({ failover: REQUEST, failoverRevision: 60 })));
          takeOver(world, 3000, 3500);
        },
      },
      { wait: 'primary' },
    );
    expect(line).toBe('done');
  });

  it('until it is interrupted', async () => {
    const { line, exit, messages, next } = await follow({
      cluster: PENDING,
      prepare: (world) => world.clock.after(1000, () => world.interruption.interrupt()),
    });
    expect({ line, exit }).toEqual({ line: 'unknown/interrupted', exit: 5 });
    expect(messages).toEqual([
      'interrupted: pg2 has the request and has not begun to stop. It may still happen.',
    ]);
    expect(next).toEqual(['ctl switchover demo --follow']);
  });
});

describe('nothing under way', () => {
  it.each<{ name: string; recipe: Recipe; warnings: string[]; report: object }>([
    {
      name: 'a leader that is well',
      recipe: { cluster: { changes: { history: HISTORY } } },
      warnings: [],
      report: { newLeader: 'pg2', formerLeader: 'pg3', timeline: 4, scheduledAt: null },
    },
    {
      name: 'a schedule whose time has not come',
      recipe: {
        cluster: { changes: { failover: { ...REQUEST, scheduledAt: '2030-01-01T00:00:00Z' } } },
      },
      warnings: [],
      report: { newLeader: 'pg2', formerLeader: null, scheduledAt: '2030-01-01T00:00:00Z' },
    },
    {
      name: 'a leader of which only PostgreSQL tells',
      recipe: {
        agents: { pg2: null },
        servers: new Map([[15402, 'writable']]),
        prepare: (world) => world.servers.facts.set(15402, someFacts()),
      },
      warnings: [],
      report: { newLeader: 'pg2' },
    },
    {
      name: 'a leader of which nobody tells',
      recipe: { agents: { pg2: null } },
      warnings: ['agent-unreachable'],
      report: { newLeader: 'pg2' },
    },
    {
      name: 'the leader of a standby cluster',
      recipe: {
        cluster: { config: { standby_cluster: { host: '10.0.0.1' } } },
        agents: { pg2: { role: 'standby_leader', replicationState: 'streaming' } },
      },
      warnings: [],
      report: { newLeader: 'pg2' },
    },
  ])('$name', async ({ recipe, warnings, report }) => {
    const ended = await follow(recipe);
    expect({ line: ended.line, exit: ended.exit }).toEqual({ line: 'done/nothing-under-way', exit: 0 });
    expect(ended.report).toMatchObject(report);
    expect(ended.warnings).toEqual(warnings);
    expect(ended.sent).toBe(0);
  });

  it('is looked for as long as a request may take to show', async () => {
    const { report } = await follow({});
    expect(report?.elapsedMs).toBeGreaterThan(2500);
    expect(report?.elapsedMs).toBeLessThan(3000);
  });

  it('may be interrupted', async () => {
    const { line, exit } = await follow({
      prepare: (world) => world.clock.after(500, () => world.interruption.interrupt()),
    });
    expect({ line, exit }).toEqual({ line: 'cancelled/interrupted', exit: 130 });
  });

  it('is not said if etcd does not answer', async () => {
    const { line, exit } = await follow({
      prepare: ({ dcs }) => dcs.failWith(new Failure('unreachable', 'dcs-unreachable', 'no answer')),
    });
    expect({ line, exit }).toEqual({ line: 'unreachable/dcs-unreachable', exit: 4 });
  });
});
