import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { answered } from '../../support/fake-orders.js';
import { ALL_WELL, type Course, play, type World } from './scenario.js';

const SLOW = 3_600_000;
const SILENT_ETCD = new Failure('unreachable', 'dcs-unreachable', 'etcd: no answer');

/** From so many milliseconds after the start etcd is silent for so long. */
function silence(world: World, fromMs: number, ms: number): void {
  const { clock, dcs } = world;
  const readScope = dcs.readScope.bind(dcs);
  const begun = clock.monotonicMs();
  dcs.readScope = (scope) => {
    const elapsed = clock.monotonicMs() - begun;
    return elapsed >= fromMs && elapsed < fromMs + ms ? Promise.reject(SILENT_ETCD) : readScope(scope);
  };
}

describe('the deadline', () => {
  it.each<{ name: string; course: Course; deadlineMs?: number | null; atMs: number; message: string }>([
    {
      name: 'a checkpoint that takes long: ten minutes',
      course: { ...ALL_WELL, stopping: SLOW, released: SLOW, locked: SLOW, writable: SLOW },
      atMs: 600_000,
      message: 'pg2 has the request and has not begun to stop',
    },
    {
      name: 'a stop that takes long: 60 s and two cycles',
      course: { ...ALL_WELL, released: SLOW, locked: SLOW, writable: SLOW },
      atMs: 80_600,
      message: 'pg2 is still stopping, which cannot be cancelled any more',
    },
    {
      name: 'nobody takes the lock',
      course: { ...ALL_WELL, locked: SLOW, writable: SLOW },
      atMs: 80_600,
      message: 'pg2 has given up the lock, and nobody has taken it',
    },
    {
      name: 'a promotion that takes long',
      course: { ...ALL_WELL, writable: SLOW },
      atMs: 80_600,
      message: 'pg1 has the lock and was not seen to accept writes yet',
    },
    {
      name: 'one that was given counts from the stop',
      course: { ...ALL_WELL, stopping: 4000, released: SLOW, locked: SLOW, writable: SLOW },
      deadlineMs: 5000,
      atMs: 9000,
      message: 'pg2 is still stopping, which cannot be cancelled any more',
    },
    {
      name: 'one that was given holds for the time before, too',
      course: { ...ALL_WELL, stopping: SLOW, released: SLOW, locked: SLOW, writable: SLOW },
      deadlineMs: 5000,
      atMs: 5000,
      message: 'pg2 has the request and has not begun to stop',
    },
  ])('$name', async ({ course, deadlineMs = null, atMs, message }) => {
    const reply = () => new Promise<never>(() => {});
    const { line, exit, sent, messages, next, report } = await play({ course, reply, typed: { deadlineMs } });
    expect({ line, exit, sent }).toEqual({ line: 'unknown/deadline', exit: 5, sent: 1 });
    expect(messages).toEqual([`the deadline has passed: ${message}. It may still happen.`]);
    expect(next).toEqual(['ctl switchover demo --follow']);
    expect(report?.elapsedMs).toBeGreaterThan(atMs);
    expect(report?.elapsedMs).toBeLessThan(atMs + 500);
  });

  it('of a failover without a leader counts from the request', async () => {
    const { line, messages, report } = await play({
      cluster: { leader: null },
      typed: { kind: 'failover' },
      course: { requested: 100 },
      reply: () => new Promise(() => {}),
    });
    expect(line).toBe('unknown/deadline');
    expect(messages).toEqual(['the deadline has passed: nobody has taken the lock. It may still happen.']);
    expect(report?.elapsedMs).toBeLessThan(81_000);
  });

  it.each([
    [null, 32_000, 34_000],
    [5000, 7000, 9000],
  ])('of the former leader is 30 s, or %s', async (deadlineMs, atLeast, atMost) => {
    const { line, warnings, report } = await play({
      typed: { deadlineMs },
      course: { ...ALL_WELL, back: SLOW },
    });
    expect({ line, warnings }).toEqual({ line: 'done', warnings: ['former-leader-not-back'] });
    expect(report?.elapsedMs).toBeGreaterThan(atLeast);
    expect(report?.elapsedMs).toBeLessThan(atMost);
  });

  it('of everybody who streamed is the same again', async () => {
    const { line, report } = await play({
      typed: { wait: 'all-streaming', deadlineMs: 10_000 },
      course: { ...ALL_WELL, back: SLOW },
    });
    expect(line).toBe('partial/former-leader-not-back');
    expect(report?.elapsedMs).toBeLessThan(14_000);
  });
});

describe('an etcd that is silent', () => {
  it('for a while in the middle changes nothing', async () => {
    const { line, sent, world } = await play({
      typed: { wait: 'primary' },
      prepare: (each) => silence(each, 1000, 20_000),
    });
    expect({ line, sent }).toEqual({ line: 'done', sent: 1 });
    expect(world.events).toContainEqual(
      expect.objectContaining({ sentence: 'etcd does not answer; whatever goes on is not seen' }),
    );
  });

  it('right after the request does not mean that nobody has received it', async () => {
    const { line } = await play({
      typed: { wait: 'primary' },
      reply: (world) => world.later(3000, answered(200, 'Successfully switched over to "pg1"')),
      prepare: (each) => silence(each, 50, 25_000),
    });
    expect(line).toBe('done');
  });

  it('to the end: what was seen last is told as such', async () => {
    const { line, messages } = await play({ prepare: (each) => silence(each, 1000, SLOW) });
    expect(line).toBe('unknown/deadline');
    expect(messages).toEqual([
      'the deadline has passed: pg2 is still stopping, which cannot be cancelled any more; etcd does not answer, so that nothing newer is known. It may still happen.',
    ]);
  });

  it('also if it fails in a way that nobody expects', async () => {
    const { line } = await play({
      typed: { wait: 'primary' },
      prepare: ({ dcs, clock }) => {
        clock.after(1000, () => dcs.failWith(new TypeError('boom')));
      },
    });
    expect(line).toBe('done');
  });
});

describe('agents that fail in a way that nobody expects', () => {
  it('are silent ones', async () => {
    const { line } = await play({
      typed: { wait: 'primary' },
      prepare: ({ agents, clock }) => {
        const readStatus = agents.readStatus.bind(agents);
        let broken = false;
        clock.after(700, () => {
          broken = true;
        });
        clock.after(5000, () => {
          broken = false;
        });
        agents.readStatus = (member) => (broken ? Promise.reject(new TypeError('boom')) : readStatus(member));
      },
    });
    expect(line).toBe('done');
  });
});
