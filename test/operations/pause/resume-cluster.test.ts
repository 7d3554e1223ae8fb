import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/errors.js';
import { PauseWorld } from './pausing.js';

const STOPPED = { agents: { pg3: { state: 'stopped', replicationState: null } } };
const QUESTION = 'Are you sure you want to resume cluster demo?';
const NOTE = {
  'demo/pause': '{"by":"ann","host":"db7","since":"2026-11-22T17:00:00.000Z","configRevision":40}',
};

async function failureOf(running: Promise<unknown>): Promise<object> {
  return running.then(
    () => expect.unreachable('no failure'),
    ({ outcome, problem }: Failure) => ({ outcome, ...problem }),
  );
}

describe('resume', () => {
  it('tells what it will do, does it without a question, and takes the note away', async () => {
    const world = new PauseWorld({ paused: true, notes: NOTE });
    const report = await world.resume();
    expect(world.events[0]).toMatchObject({
      kind: 'plan',
      pause: { by: 'ann', known: 'noted' },
      plan: { members: [{ effect: 'none' }, { effect: 'keeps-leading' }, { effect: 'none' }] },
    });
    expect(world.orders.sent.map(({ order }) => order)).toEqual([
      { verb: 'patch-config', patch: { pause: null } },
    ]);
    expect(report).toMatchObject({
      outcome: 'done',
      verb: 'resume',
      paused: false,
      warnings: [],
      pause: { by: 'ann' },
      plan: { schedules: [] },
    });
    expect(world.notes.texts).toEqual({});
  });

  it.each([
    [false, 'done', []],
    [true, 'partial', [{ code: 'not-acknowledged', subject: 'pg3' }]],
  ])('with --wait %s and a member that does not notice is %s', async (wait, outcome, errors) => {
    const world = new PauseWorld({ paused: true, acknowledge: { pg3: null }, expiring: ['pg3'] });
    expect(await world.resume({ wait })).toMatchObject({ outcome, errors });
  });

  it('of a cluster that is not paused does nothing and says so', async () => {
    const world = new PauseWorld();
    expect(await world.resume()).toMatchObject({
      outcome: 'done',
      code: 'not-paused',
      plan: null,
      request: null,
    });
    expect(world.orders.sent).toEqual([]);
  });

  it('warns if the note stays behind', async () => {
    const world = new PauseWorld({ paused: true, notes: NOTE });
    const problem = { code: 'notes-denied', message: 'permission denied', subject: null, next: null };
    world.notes.remove = async () => problem;
    expect(await world.resume()).toMatchObject({ outcome: 'done', warnings: [problem] });
  });

  it('does not say twice that the notes may not be read', async () => {
    const world = new PauseWorld({ paused: true });
    world.notes.problem = { code: 'notes-denied', message: 'permission denied', subject: null, next: null };
    expect((await world.resume()).warnings).toHaveLength(1);
  });
});

describe('a resume that harms a member', () => {
  it('asks', async () => {
    const world = new PauseWorld({ paused: true, ...STOPPED, questions: [[QUESTION, true]] });
    expect(await world.resume()).toMatchObject({ outcome: 'done' });
  });

  it('is cancelled by a no', async () => {
    const world = new PauseWorld({ paused: true, ...STOPPED, questions: [[QUESTION, false]] });
    expect(await failureOf(world.resume())).toMatchObject({ outcome: 'cancelled' });
    expect(world.orders.sent).toEqual([]);
  });

  it('needs --yes if nobody can be asked', async () => {
    const world = new PauseWorld({ paused: true, ...STOPPED });
    expect(await failureOf(world.resume())).toMatchObject({
      outcome: 'usage',
      code: 'no-answer',
      subject: '--yes',
      next: 'ctl resume demo --yes',
      message: expect.stringContaining('pg3: PostgreSQL is started as a replica of pg2'),
    });
    expect(world.orders.sent).toEqual([]);
    expect(await world.resume({ unattended: true })).toMatchObject({ outcome: 'done' });
  });

  it('is only shown by a dry run', async () => {
    const world = new PauseWorld({ paused: true, ...STOPPED, notes: NOTE });
    const report = await world.resume({ dryRun: true });
    expect(report).toMatchObject({
      outcome: 'done',
      dryRun: true,
      paused: true,
      request: null,
      pause: { by: 'ann' },
    });
    expect(report.plan?.members[2]).toMatchObject({ member: 'pg3', effect: 'started', harmful: true });
    expect(world.orders.sent).toEqual([]);
    expect(world.notes.texts).toEqual(NOTE);
  });
});
