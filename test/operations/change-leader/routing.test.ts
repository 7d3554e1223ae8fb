import { describe, expect, it } from 'vitest';
import type { RoutingRequest } from '../../../src/operations/change-leader/change-request.js';
import { aBalancer, aPool, aState } from '../../support/fake-balancers.js';
import { ALL_WELL, play, type Recipe, type World } from './scenario.js';

const FIRST = '/run/haproxy/admin.sock';
const SECOND = 'lb2:9999';
const KNOWN: RoutingRequest = { balancers: [aBalancer({ stats: FIRST })], push: false };
const PUSH: RoutingRequest = { ...KNOWN, push: true };
const both = (push: boolean): RoutingRequest => ({
  balancers: [FIRST, SECOND].map((stats) => aBalancer({ stats })),
  push,
});

/** HAProxies that send writes to pg2, and by themselves to pg1 so long after the request. */
function behind(stats: readonly string[], followedMs: number | null = null) {
  return (world: World): void => {
    for (const each of stats) {
      world.balancers.states.set(each, aState(aPool('demo_write', 'pg2'), aPool('demo_read', 'pg1', 'pg3')));
      if (followedMs === null) continue;
      world.clock.after(followedMs, () => {
        world.balancers.change(each, 'demo_write', 'pg2', { isUp: false, status: 'DOWN' });
        world.balancers.change(each, 'demo_write', 'pg1', { isUp: true, status: 'UP' });
      });
    }
  };
}

const playWith = (routing: RoutingRequest | null, recipe: Recipe) =>
  play({ course: ALL_WELL, ...recipe, typed: { ...recipe.typed, routing } });

describe('a HAProxy that follows by itself', () => {
  it('is a phase of its own, seen while the former leader is waited for', async () => {
    const { line, phases, report, warnings, world } = await playWith(KNOWN, {
      prepare: behind([FIRST], 4000),
    });
    expect(line).toBe('done');
    expect(phases.slice(-3)).toEqual(['writable pg1', 'routed pg1', 'former-leader-back pg2']);
    expect(report?.routing).toMatchObject([{ balancer: FIRST, pushed: null }]);
    const routedAtMs = Number(report?.routing?.[0]?.routedAtMs);
    expect(routedAtMs).toBeGreaterThanOrEqual(4000);
    expect(routedAtMs).toBeLessThan(4300);
    expect(warnings).toEqual([]);
    expect(world.balancers.sent).toEqual([]);
  });

  it('counts when all of them do', async () => {
    const { report, phases } = await playWith(both(false), {
      prepare: (world) => {
        behind([FIRST], 2000)(world);
        behind([SECOND], 5000)(world);
      },
    });
    const [first, second] = report?.routing ?? [];
    expect(Number(first?.routedAtMs)).toBeLessThan(3000);
    expect(Number(second?.routedAtMs)).toBeGreaterThanOrEqual(5000);
    expect(report?.phases.find(({ phase }) => phase === 'routed')?.atMs).toBeGreaterThanOrEqual(5000);
    expect(phases).toContain('routed pg1');
  });

  it('is a warning if it does not, and waited for 10 s', async () => {
    const { line, report, warnings, phases } = await playWith(KNOWN, { prepare: behind([FIRST]) });
    expect(line).toBe('done');
    expect(warnings).toEqual(['haproxy-not-routed']);
    expect(report?.warnings[0]?.next).toBe('ctl haproxy check demo');
    expect(phases.some((phase) => phase.startsWith('routed'))).toBe(false);
    expect(Number(report?.elapsedMs)).toBeLessThan(20_000);
  });

  it('is not waited for if only the primary is', async () => {
    const typed = { wait: 'primary' as const };
    const { line, report, warnings } = await playWith(KNOWN, { typed, prepare: behind([FIRST]) });
    expect(line).toBe('done');
    expect(warnings).toEqual([]);
    expect(report?.routing).toEqual([{ balancer: FIRST, routedAtMs: null, pushed: null }]);
    expect(Number(report?.elapsedMs)).toBeLessThan(3500);
  });

  it('is told of as unknown if it is silent', async () => {
    const { line, warnings, report } = await playWith(KNOWN, {});
    expect(line).toBe('done');
    expect(warnings).toEqual(['haproxy-unreachable']);
    expect(report?.routing).toEqual([{ balancer: FIRST, routedAtMs: null, pushed: null }]);
    expect(Number(report?.elapsedMs)).toBeLessThan(7000);
  });

  it('is left alone if there is none', async () => {
    expect((await playWith(null, {})).report?.routing).toBeNull();
  });
});

describe('a HAProxy that is told', () => {
  it('leaves the former leader when the lock is lost, and uses the new one once it takes writes; by health alone', async () => {
    const { line, report, world } = await playWith(PUSH, { prepare: behind([FIRST]) });
    expect(line).toBe('done');
    expect(world.balancers.sent).toEqual([
      `${FIRST} demo_write/pg2 health down`,
      `${FIRST} demo_write/pg1 health up`,
    ]);
    expect(report?.routing).toMatchObject([{ balancer: FIRST, pushed: true }]);
    const at = (phase: string) => report?.phases.find((each) => each.phase === phase)?.atMs ?? 0;
    expect(at('routed') - at('writable')).toBeLessThanOrEqual(200);
  });

  it('is told of the one who won, and to leave others that it uses', async () => {
    const { world } = await playWith(PUSH, {
      winner: 'pg3',
      typed: { candidate: null },
      prepare: (playing) => {
        behind([FIRST])(playing);
        playing.clock.after(1900, () => playing.balancers.change(FIRST, 'demo_write', 'pg1', { isUp: true }));
      },
    });
    expect(world.balancers.sent).toEqual([
      `${FIRST} demo_write/pg2 health down`,
      `${FIRST} demo_write/pg3 health up`,
      `${FIRST} demo_write/pg1 health down`,
    ]);
  });

  it('is told nothing while the leader keeps its lock', async () => {
    const { world, line } = await playWith(PUSH, {
      course: { requested: 150, dropped: 400 },
      prepare: behind([FIRST]),
    });
    expect(line).not.toBe('done');
    expect(world.balancers.sent).toEqual([]);
  });

  it('is not told to use one who never takes writes, and nobody waits for ever', async () => {
    const { world, line, report } = await playWith(PUSH, {
      course: { requested: 150, stopping: 600, released: 1500, locked: 1750 },
      typed: { deadlineMs: 5000 },
      prepare: behind([FIRST]),
    });
    expect(line).toMatch(/^unknown/);
    expect(world.balancers.sent).toEqual([`${FIRST} demo_write/pg2 health down`]);
    expect(Number(report?.elapsedMs)).toBeLessThan(9000);
  });

  it('beside one that is down', async () => {
    const { line, report, warnings } = await playWith(both(true), { prepare: behind([SECOND]) });
    expect(line).toBe('done');
    expect(report?.routing?.map(({ pushed }) => pushed)).toEqual([false, true]);
    expect(warnings).toEqual(['haproxy-unreachable']);
  });

  it('and does not obey, follows by its checks', async () => {
    const problem = {
      code: 'haproxy-not-allowed',
      message: 'it does not allow it',
      subject: null,
      next: null,
    };
    const { line, report, warnings } = await playWith(PUSH, {
      prepare: (world) => {
        behind([FIRST], 4000)(world);
        world.balancers.reply = () => ({ kind: 'refused', problem });
      },
    });
    expect(line).toBe('done');
    expect(report?.routing).toMatchObject([{ pushed: false }]);
    expect(report?.routing?.[0]?.routedAtMs).not.toBeNull();
    expect(warnings).toEqual(['haproxy-not-allowed']);
  });
});
