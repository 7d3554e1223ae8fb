import { describe, expect, it } from 'vitest';
import type { BalancedRequest } from '../../../src/operations/haproxy/balanced-member.js';
import { aBalancer, aPool, aState } from '../../support/fake-balancers.js';
import { type Recipe, type RestartWorld, ROLL, restartIn } from './restart-world.js';

const STATS = '/run/haproxy/admin.sock';
const haproxy: BalancedRequest = { balancers: [aBalancer({ stats: STATS })], by: 'ann@desk' };

function rollWith(recipe: Recipe, prepare: (world: RestartWorld) => void = () => {}) {
  return restartIn({
    ...recipe,
    request: { rolling: ROLL, haproxy, ...recipe.request },
    prepare: (world) => {
      world.balancers.states.set(STATS, aState(aPool('demo_write', 'pg1'), aPool('demo_read', 'pg2', 'pg3')));
      prepare(world);
    },
  });
}

const orders = ({ balancers }: RestartWorld): string[] =>
  balancers.sent.map((each) => each.replace(`${STATS} `, ''));

describe('restart --rolling --haproxy', () => {
  it('takes each member out of the pools for reads for its turn', async () => {
    const { line, world } = await rollWith({});
    expect(line).toBe('0 done');
    expect(orders(world)).toEqual([
      ...['demo_read/pg2 state drain', 'demo_read/pg2 state ready'],
      ...['demo_read/pg3 state drain', 'demo_read/pg3 state ready'],
      ...['demo_read/pg1 state drain', 'demo_read/pg1 state ready'],
    ]);
  });

  it('waits for its clients, and not for ever', async () => {
    const restarted: number[] = [];
    const { line, world } = await rollWith(
      {
        request: { names: ['pg2', 'pg3'] },
        course: (playing) => {
          restarted.push(playing.clock.monotonicMs());
          return null;
        },
      },
      (playing) => {
        playing.balancers.change(STATS, 'demo_read', 'pg2', { sessions: 1 });
        playing.clock.after(10_000, () =>
          playing.balancers.change(STATS, 'demo_read', 'pg2', { sessions: 0 }),
        );
        playing.balancers.change(STATS, 'demo_read', 'pg3', { sessions: 1 });
      },
    );
    expect(line).toBe('0 done');
    const [first = 0, second = 0] = restarted;
    expect(second - first).toBeGreaterThan(30_000);
    expect(second - first).toBeLessThan(45_000);
    expect(world.events.flatMap((event) => (event.kind === 'waiting' ? event.reason : []))).toContain(
      `1 session of demo_read/pg2 in HAProxy ${STATS} has not ended`,
    );
  });

  it('does not take a member after an interruption, and puts it back', async () => {
    const { sent, world, report } = await rollWith({}, (playing) => {
      playing.balancers.change(STATS, 'demo_read', 'pg2', { sessions: 1 });
      playing.clock.after(5000, () => playing.interruption.interrupt());
    });
    expect(sent).toEqual([]);
    expect(report?.errors.map(({ code }) => code)).toContain('interrupted');
    expect(orders(world)).toEqual(['demo_read/pg2 state drain', 'demo_read/pg2 state ready']);
  });

  it('takes nobody if HAProxy cannot be told', async () => {
    const { line, sent, world } = await rollWith({}, (playing) => playing.balancers.states.clear());
    expect(line).toBe('1 refused haproxy-unreachable');
    expect(sent).toEqual([]);
    expect(world.balancers.sent).toEqual([]);
  });

  it('puts a member back that did not come back: its checks are in charge', async () => {
    const { line, world } = await rollWith({
      request: { names: ['pg2'] },
      course: async (playing, { member }) => {
        playing.silence(member);
        return { kind: 'answered', status: 503, text: 'restart failed' };
      },
    });
    expect(line.startsWith('0')).toBe(false);
    expect(orders(world)).toEqual(['demo_read/pg2 state drain', 'demo_read/pg2 state ready']);
  });

  it('stops if a member stays drained', async () => {
    const problem = { code: 'haproxy-not-allowed', message: 'no', subject: null, next: null };
    const { line, sent, report } = await rollWith({}, (playing) => {
      playing.balancers.reply = ({ set }) =>
        set === 'state ready' ? { kind: 'refused', problem } : { kind: 'done' };
    });
    expect(line).toBe('6 partial haproxy-left-drained');
    expect(sent).toEqual(['pg2']);
    expect(report?.resume).toContain('--haproxy');
  });
});
