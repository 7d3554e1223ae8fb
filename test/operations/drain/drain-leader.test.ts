import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { answered } from '../../support/fake-orders.js';
import type { World } from '../change-leader/scenario.js';
import { ALL, type DrainRecipe, type Ended, play, publish } from './draining.js';

const QUESTION = 'Are you sure you want to switchover cluster demo to pg1, demoting current leader pg2?';
const WORDS = ['demo', 'pg2'];
/** pg1 wins, and pg2 gets its tags once it is back. */
const moves = (world: World): void =>
  world.clock.after(9000, () =>
    publish(world, 'pg2', { tags: ALL, role: 'replica', replicationState: 'streaming' }),
  );

function drainLeader(recipe: DrainRecipe = {}): Promise<Ended> {
  const typed = { words: WORDS, switchover: true, unattended: true, ...recipe.typed };
  return play({ meanwhile: moves, ...recipe, typed });
}

describe('drain of the leader', () => {
  it('is refused, with the way out', async () => {
    const ended = await drainLeader({ typed: { switchover: false } });
    expect(ended).toMatchObject({
      line: 'refused/member-is-leader',
      exit: 1,
      next: ['ctl drain demo pg2 --switchover'],
    });
    expect(ended.world.sent).toBe(0);
    expect(ended.report?.switchover).toBeNull();
  });

  it('--switchover moves leadership first, then waits for the tags', async () => {
    const ended = await drainLeader();
    expect(ended).toMatchObject({ line: 'done', exit: 0 });
    expect(ended.world.orders.sent).toMatchObject([
      { member: 'pg2', order: { verb: 'switchover', leader: 'pg2', candidate: 'pg1', scheduledAt: null } },
    ]);
    expect(ended.report).toMatchObject({
      ready: true,
      leader: 'pg1',
      rest: { leader: 'pg1', candidates: ['pg3'] },
      switchover: { outcome: 'done', from: 'pg2', candidate: 'pg1', newLeader: 'pg1', timeline: 5 },
    });
    const kinds = new Set(ended.events.map(({ kind }) => kind));
    expect([...kinds]).toEqual(['finding', 'change', 'changed', 'waiting', 'step']);
  });

  it('--switchover asks first', async () => {
    const typed = { unattended: false };
    const yes = await drainLeader({ typed, world: { questions: [[QUESTION, true]] } });
    expect(yes.line).toBe('done');
    const no = await drainLeader({ typed, world: { questions: [[QUESTION, false]] } });
    expect(no).toMatchObject({ line: 'cancelled/cancelled', exit: 130 });
    expect(no.world.sent).toBe(0);
  });

  it('--switchover without anybody to ask needs --yes', async () => {
    const typed = { args: ['pg2'], options: { switchover: true, haproxy: true } };
    const ended = await drainLeader({ typed: { unattended: false, typed } });
    expect(ended).toMatchObject({
      line: 'usage/no-answer',
      exit: 2,
      next: ['ctl drain demo pg2 --switchover --haproxy --yes'],
    });
    expect(ended.world.sent).toBe(0);
  });

  it('--switchover asks nobody if another one leads already', async () => {
    const typed = { words: ['demo', 'pg3'], unattended: false };
    const ended = await drainLeader({ typed, members: { pg3: { tags: ALL } }, meanwhile: () => {} });
    expect(ended).toMatchObject({ line: 'done', report: { switchover: null } });
    expect(ended.world.sent).toBe(0);
  });

  it('goes no further if the switchover is refused', async () => {
    const reply = () => answered(412, 'candidate has disappeared');
    const ended = await drainLeader({ world: { reply, course: {} } });
    expect(ended.line).toBe('refused/agent-refused');
    expect(ended.report).toMatchObject({ ready: false, switchover: { outcome: 'refused' }, elapsedMs: 0 });
  });

  it('goes no further if nobody can lead instead', async () => {
    const ended = await drainLeader({ world: { agents: { pg1: null, pg3: null } } });
    expect(ended).toMatchObject({ line: 'refused/no-candidate', exit: 1 });
    expect(ended.world.sent).toBe(0);
  });

  it('a dry run makes the checks of the switchover, too', async () => {
    const ended = await drainLeader({ typed: { dryRun: true } });
    expect(ended).toMatchObject({ line: 'done', exit: 0 });
    expect(ended.report).toMatchObject({
      ready: false,
      missing: [{ code: 'member-is-leader' }, { code: 'tags-missing' }],
      switchover: { outcome: 'done', candidate: 'pg1', newLeader: null },
    });
    expect(ended.world.sent).toBe(0);
  });

  it('is partial if the tags do not follow, or if it is interrupted then', async () => {
    const meanwhile = () => {};
    const late = await drainLeader({ typed: { deadlineMs: 5000 }, meanwhile });
    expect(late).toMatchObject({ line: 'partial/tags-missing', report: { switchover: { outcome: 'done' } } });
    const interrupted = await drainLeader({
      meanwhile: ({ clock, interruption }) => clock.after(20_000, () => interruption.interrupt()),
    });
    expect(interrupted).toMatchObject({ line: 'partial/interrupted', exit: 6 });
  });

  it('tells of the switchover although etcd is silent afterwards', async () => {
    const silent = new Failure('unreachable', 'dcs-unreachable', 'etcd does not answer');
    const ended = await drainLeader({
      meanwhile: ({ clock, dcs }) => clock.after(5900, () => dcs.failWith(silent)),
    });
    expect(ended.line).toBe('unreachable/dcs-unreachable');
    expect(ended.report).toMatchObject({ switchover: { newLeader: 'pg1' } });
  });

  it('tells of a maintenance mode once', async () => {
    const ended = await drainLeader({ config: { pause: true }, typed: { dryRun: true } });
    expect(ended.warnings.filter((code) => code === 'paused')).toHaveLength(1);
  });
});
