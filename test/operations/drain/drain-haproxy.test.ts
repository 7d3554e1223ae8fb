import { describe, expect, it } from 'vitest';
import type { BalancedRequest } from '../../../src/operations/haproxy/balanced-member.js';
import { aBalancer, aPool, aState } from '../../support/fake-balancers.js';
import type { World } from '../change-leader/scenario.js';
import { ALL, type DrainRecipe, play, publish } from './draining.js';

const STATS = '/run/haproxy/admin.sock';
const haproxy: BalancedRequest = { balancers: [aBalancer({ stats: STATS })], by: 'ann@desk' };
const TAGGED = { pg3: { tags: ALL } };

function drainWith(recipe: DrainRecipe, prepare: (world: World) => void = () => {}) {
  const meanwhile = (world: World): void => {
    world.balancers.states.set(STATS, aState(aPool('demo_write', 'pg2'), aPool('demo_read', 'pg1', 'pg3')));
    prepare(world);
    recipe.meanwhile?.(world);
  };
  return play({ members: TAGGED, ...recipe, meanwhile, typed: { haproxy, ...recipe.typed } });
}

const busy = (world: World): void => world.balancers.change(STATS, 'demo_read', 'pg3', { sessions: 2 });

describe('drain --haproxy', () => {
  it('takes the member out of all pools', async () => {
    const { line, report, world } = await drainWith({});
    expect(line).toBe('done');
    expect(world.balancers.sent).toEqual([
      `${STATS} demo_write/pg3 state drain`,
      `${STATS} demo_read/pg3 state drain`,
    ]);
    expect(report?.haproxy).toEqual([
      { balancer: STATS, pool: 'demo_write', server: 'pg3', state: 'drain', sessions: 0 },
      { balancer: STATS, pool: 'demo_read', server: 'pg3', state: 'drain', sessions: 0 },
    ]);
  });

  it('waits for its clients', async () => {
    const { line, steps } = await drainWith({}, (world) => {
      busy(world);
      world.clock.after(7000, () => world.balancers.change(STATS, 'demo_read', 'pg3', { sessions: 0 }));
    });
    expect(line).toBe('done');
    expect(steps).toHaveLength(1);
    expect(Number(steps[0]?.replace('sessions ', ''))).toBeGreaterThanOrEqual(7000);
  });

  it('does not wait for ever', async () => {
    const { line, messages, report } = await drainWith({ typed: { deadlineMs: 5000 } }, busy);
    expect(line).toBe('partial/sessions-left');
    expect(messages).toEqual([`2 sessions of demo_read/pg3 in HAProxy ${STATS} have not ended after 5.0 s`]);
    expect(report?.haproxy?.map(({ state }) => state)).toEqual(['drain', 'drain']);
  });

  it.each<[string, DrainRecipe, string]>([
    ['a dry run', { typed: { dryRun: true } }, 'done'],
    ['a refusal', { typed: { words: ['demo', 'pg2'] }, members: {} }, 'refused/member-is-leader'],
  ])('changes nothing in %s', async (_, recipe, line) => {
    const ended = await drainWith(recipe);
    expect(ended.line).toBe(line);
    expect(ended.world.balancers.sent).toEqual([]);
  });

  it('is partial if a HAProxy does not do as it is told', async () => {
    const silent = { balancers: [...haproxy.balancers, aBalancer({ stats: 'lb2:9999' })], by: 'ann@desk' };
    const { line, exit, messages } = await drainWith({ typed: { haproxy: silent } });
    expect([line, exit]).toEqual(['partial/haproxy-unreachable', 6]);
    expect(messages).toEqual(['HAProxy lb2:9999: nobody listens there']);
    const problem = { code: 'haproxy-not-allowed', message: 'no', subject: null, next: null };
    const refused = await drainWith({}, (world) => {
      world.balancers.reply = () => ({ kind: 'refused', problem });
    });
    expect(refused.line).toBe('partial/haproxy-not-allowed');
  });
});

describe('drain --undo --haproxy', () => {
  const typed = { undo: true };

  it('puts it back when it is back', async () => {
    const { line, report, world } = await drainWith({ typed, members: {} }, (playing) =>
      playing.balancers.change(STATS, 'demo_read', 'pg3', { admin: 'drain', isUp: false, status: 'DRAIN' }),
    );
    expect(line).toBe('done');
    expect(world.balancers.sent).toEqual([
      `${STATS} demo_write/pg3 state ready`,
      `${STATS} demo_read/pg3 state ready`,
    ]);
    expect(report?.haproxy?.map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  it('leaves it out while it is not', async () => {
    const { line, world } = await drainWith({ typed: { ...typed, deadlineMs: 2000 } });
    expect(line).toBe('partial/tags-left');
    expect(world.balancers.sent).toEqual([]);
  });

  it('comes after the tags are gone', async () => {
    const { line, world } = await drainWith({ typed }, (playing) =>
      playing.clock.after(4000, () => publish(playing, 'pg3', { tags: {} })),
    );
    expect(line).toBe('done');
    expect(world.balancers.sent).toHaveLength(2);
  });
});
