import { describe, expect, it } from 'vitest';
import { exitCodeOf, type Failure } from '../../../src/errors.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { PauseWorld } from './pausing.js';

const SINCE = '2026-11-22T18:07:00.100Z';

async function failureOf(running: Promise<unknown>): Promise<object> {
  return running.then(
    () => expect.unreachable('no failure'),
    ({ outcome, problem, parts }: Failure) => ({ outcome, ...problem, parts }),
  );
}

describe('pause', () => {
  it('is done when it is stored and all have acknowledged it', async () => {
    const world = new PauseWorld();
    const report = await world.pause();
    expect(world.orders.sent).toEqual([
      { member: 'pg2', order: { verb: 'patch-config', patch: { pause: true } }, timeoutMs: 30_000 },
    ]);
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      verb: 'pause',
      at: '2026-11-22T18:07:00.000Z',
      paused: true,
      request: { member: 'pg2', status: 200 },
      members: [
        { member: 'pg1', acknowledged: true },
        { member: 'pg2', acknowledged: true },
        { member: 'pg3', acknowledged: true },
      ],
    });
    expect(report.elapsedMs).toBeLessThan(500);
    expect(world.events).toEqual([]);
  });

  it('is done once the leader has acknowledged it, and names those who have not', async () => {
    const world = new PauseWorld({ acknowledge: { pg3: null } });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', code: null, errors: [] });
    expect(report.warnings).toMatchObject([
      {
        code: 'not-acknowledged',
        subject: 'pg3',
        next: 'ctl list demo',
        message: expect.stringContaining('pg3 has not acknowledged the pause'),
      },
    ]);
    expect(report.elapsedMs).toBeLessThan(2000);
  });

  it('is not known to have happened if the leader does not acknowledge it', async () => {
    const report = await new PauseWorld({ acknowledge: { pg2: null } }).pause();
    expect(report).toMatchObject({
      outcome: 'unknown',
      code: 'not-acknowledged',
      paused: true,
      elapsedMs: 30_000,
    });
    expect(report.errors).toMatchObject([{ subject: 'pg2' }]);
  });

  it.each([
    [{}, 30_000],
    [{ loop_wait: 3 }, 16_000],
  ])('with the configuration %j waits for %i ms at most', async (config, ms) => {
    const report = await new PauseWorld({ config, acknowledge: { pg2: null } }).pause();
    expect(report.elapsedMs).toBe(ms);
  });

  it('ends at the deadline that was given', async () => {
    const world = new PauseWorld({ acknowledge: { pg2: null } });
    expect(await world.pause({ deadlineMs: 3000 })).toMatchObject({ outcome: 'unknown', elapsedMs: 3000 });
    expect(world.orders.sent[0]?.timeoutMs).toBe(3000);
  });

  it('is acknowledged by the member that was asked where nobody leads', async () => {
    const world = new PauseWorld({
      leader: null,
      agents: { pg1: 'silent' },
      acknowledge: { pg1: null, pg3: null },
    });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg2' } });
    expect(report.warnings.map(({ message }) => message)).toEqual([
      'Member pg1 is not accessible: 127.0.0.1:8008: no answer',
      expect.stringMatching(/^pg1 has not acknowledged/),
      expect.stringMatching(/^pg3 has not acknowledged/),
    ]);
  });

  it('is partial if somebody resumes meanwhile', async () => {
    const world = new PauseWorld({ acknowledge: { pg2: null } });
    world.clock.after(2000, () => world.store(false));
    expect(await world.pause()).toMatchObject({ outcome: 'partial', code: 'turned-back', paused: false });
  });

  it('names what a paused standby cluster refuses', async () => {
    const report = await new PauseWorld({ config: { standby_cluster: { host: 'h' } } }).pause();
    expect(report.warnings).toMatchObject([{ code: 'paused-standby-cluster' }]);
  });
});

describe('pause --wait', () => {
  it('is done when every member has acknowledged it', async () => {
    const world = new PauseWorld({ acknowledge: { pg3: 9000 } });
    const report = await world.pause({ wait: true });
    expect(report).toMatchObject({ outcome: 'done', warnings: [], wait: true });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(9000);
    expect(world.events[0]).toEqual({ kind: 'sent', verb: 'pause' });
    expect(world.events).toContainEqual({
      kind: 'waiting',
      sentence: 'not yet acknowledged by pg3',
      elapsedMs: expect.any(Number),
      limitMs: 30_000,
    });
  });

  it('is partial if one has not at the deadline', async () => {
    const report = await new PauseWorld({ acknowledge: { pg3: null } }).pause({ wait: true });
    expect(report).toMatchObject({ outcome: 'partial', code: 'not-acknowledged', elapsedMs: 30_000 });
    expect(report.errors.map(({ message }) => message)).toEqual([
      'pg3 has not acknowledged the pause after 30 s',
    ]);
  });

  it('is partial, too, if its key expires meanwhile', async () => {
    const report = await new PauseWorld({ acknowledge: { pg3: null }, expiring: ['pg3'] }).pause({
      wait: true,
    });
    expect(report).toMatchObject({ outcome: 'partial', elapsedMs: 30_000 });
    expect(report.errors.map(({ subject, message }) => [subject, message])).toEqual([
      ['pg3', 'pg3 has not acknowledged the pause after 30 s; its key has expired meanwhile'],
    ]);
  });

  it('says what goes on when it is interrupted', async () => {
    const world = new PauseWorld({ acknowledge: { pg3: null } });
    world.clock.after(4000, () => world.interruption.interrupt());
    const report = await world.pause({ wait: true });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'interrupted' });
    expect(report.errors[0]?.message).toBe(
      'interrupted: the pause is stored, not acknowledged by pg3, and goes on',
    );
    expect(Object.keys(world.notes.texts)).toEqual(['demo/pause']);
  });
});

describe('the answer of the agent', () => {
  const answers = [
    ['200', answered(200, '{}'), 5, 'request-not-seen'],
    ['400', answered(400, 'bad request'), 1, 'agent-refused'],
    ['404', answered(404, 'not found'), 1, 'agent-refused'],
    ['409', answered(409, 'Conflict'), 8, 'state-changed'],
    ['411', answered(411, 'no length'), 1, 'agent-refused'],
    ['500', answered(500, 'oops'), 5, 'request-not-seen'],
    ['502', answered(502, 'bad gateway'), 5, 'request-not-seen'],
    ['503', answered(503, 'Service Unavailable'), 1, 'agent-refused'],
    ['504', answered(504, 'timeout'), 5, 'request-not-seen'],
    ['401 or 403', denied('pg2'), 4, 'agent-auth'],
    ['none', doubtful('pg2'), 5, 'request-not-seen'],
    ['none, not sent', notSent('pg2'), 4, 'agent-unreachable'],
  ] as const;

  it.each(answers)('to pause: %s, and etcd does not hold it', async (_, reply, exit, code) => {
    const world = new PauseWorld({ reply });
    const report = await world.pause();
    expect(report).toMatchObject({ verb: 'pause', code, paused: false, pause: null });
    expect(exitCodeOf(report.outcome)).toBe(exit);
    expect(world.orders.sent).toHaveLength(1);
    expect(world.notes.texts).toEqual({});
  });

  it.each(answers)('to resume: %s, and etcd does not hold it', async (_, reply, exit, code) => {
    const notes = { 'demo/pause': '{"by":"ann","host":"db7","configRevision":40}' };
    const world = new PauseWorld({ reply, paused: true, notes });
    const report = await world.resume();
    expect(report).toMatchObject({ verb: 'resume', code, paused: true });
    expect(exitCodeOf(report.outcome)).toBe(exit);
    expect(world.orders.sent).toHaveLength(1);
    expect(world.notes.texts).toEqual(notes);
  });

  it.each([
    ['none', doubtful('pg2')],
    ['500', answered(500, 'oops')],
    ['409', answered(409, 'Conflict')],
    ['503', answered(503, 'Service Unavailable')],
  ])('%s, and etcd holds it: it goes on from there', async (_, reply) => {
    const world = new PauseWorld({ reply, storedAfterMs: 0 });
    expect(await world.pause()).toMatchObject({ outcome: 'done', paused: true });
    expect(world.orders.sent).toHaveLength(1);
  });

  it('is missing, and etcd holds it later', async () => {
    const world = new PauseWorld({ reply: doubtful('pg2'), storedAfterMs: 12_000 });
    expect(await world.pause()).toMatchObject({ outcome: 'done' });
  });
});

describe('who is asked', () => {
  it('is nobody else if the agent of the leader is silent', async () => {
    const world = new PauseWorld({ agents: { pg1: 'silent', pg2: 'silent' } });
    expect(await failureOf(world.pause())).toMatchObject({
      outcome: 'unreachable',
      code: 'agent-unreachable',
      subject: 'pg2',
      message: 'the agent of pg2 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.',
      next: 'ctl pause demo --via pg3 (another agent, which writes the same)',
    });
    expect(world.orders.sent).toEqual([]);
  });

  it('is whoever --via names; the leader has to acknowledge it all the same', async () => {
    const world = new PauseWorld({ agents: { pg2: 'silent' }, acknowledge: { pg2: null } });
    expect(await world.pause({ via: 'pg3' })).toMatchObject({
      outcome: 'unknown',
      request: { member: 'pg3' },
    });
  });

  it.each([
    ['pg9', { outcome: 'not-found', code: 'unknown-member' }],
    [
      'pg3',
      { outcome: 'unreachable', code: 'agent-unreachable', next: expect.stringContaining('--via pg1') },
    ],
  ])('is nobody if --via names %s', async (via, failure) => {
    const world = new PauseWorld({ agents: { pg3: 'silent' } });
    expect(await failureOf(world.pause({ via }))).toMatchObject(failure);
  });

  it('is nobody if nobody leads and nobody answers', async () => {
    const agents = { pg1: 'silent', pg2: 'silent', pg3: 'silent' } as const;
    const failure = await failureOf(new PauseWorld({ leader: null, agents }).pause());
    expect(failure).toMatchObject({
      outcome: 'unreachable',
      message: 'Can not find accessible cluster member',
      parts: [{ subject: 'pg1' }, { subject: 'pg2' }, { subject: 'pg3' }],
    });
  });

  it('is nobody if the cluster changes at the last moment', async () => {
    const world = new PauseWorld();
    const readStatus = world.agents.readStatus.bind(world.agents);
    world.agents.readStatus = async (member) => {
      world.store(true);
      return readStatus(member);
    };
    expect(await failureOf(world.pause())).toMatchObject({ outcome: 'conflict', code: 'state-changed' });
    expect(world.orders.sent).toEqual([]);
  });
});

describe('the note', () => {
  it('tells who, when, why and until when', async () => {
    const world = new PauseWorld();
    const report = await world.pause({ reason: 'kernel update', forMs: 1_800_000 });
    const noted = {
      by: 'postgres',
      host: 'db1',
      since: SINCE,
      reason: 'kernel update',
      until: '2026-11-22T18:37:00.100Z',
    };
    expect(JSON.parse(world.notes.texts['demo/pause'] ?? '')).toEqual({ ...noted, configRevision: 41 });
    expect(report.pause).toEqual({ ...noted, overdue: false, known: 'noted' });
  });

  it('that cannot be written costs a warning', async () => {
    const world = new PauseWorld();
    world.notes.problem = { code: 'notes-denied', message: 'permission denied', subject: null, next: null };
    const report = await world.pause({ reason: 'kernel update' });
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'notes-denied' }],
      pause: { known: 'not-noted' },
    });
  });
});

describe('pause of a paused cluster', () => {
  const note = (changes: object = {}): Record<string, string> => ({
    'demo/pause': JSON.stringify({
      by: 'ann',
      host: 'db7',
      since: '2026-11-22T17:00:00.000Z',
      configRevision: 40,
      ...changes,
    }),
  });

  it('does nothing and says so', async () => {
    const world = new PauseWorld({ paused: true, notes: note() });
    expect(await world.pause()).toMatchObject({
      outcome: 'done',
      code: 'already-paused',
      warnings: [],
      paused: true,
      pause: { by: 'ann', known: 'noted' },
      request: null,
    });
    expect(world.orders.sent).toEqual([]);
    expect(world.notes.texts).toEqual(note());
  });

  it('waits for the members with --wait', async () => {
    const world = new PauseWorld({ paused: true });
    expect(await world.pause({ wait: true })).toMatchObject({ outcome: 'done', code: 'already-paused' });
  });

  it('changes reason and end if they are given, and not who began it', async () => {
    const world = new PauseWorld({ paused: true, notes: note({ reason: 'disks' }) });
    const report = await world.pause({ forMs: 60_000 });
    const noted = {
      by: 'ann',
      since: '2026-11-22T17:00:00.000Z',
      reason: 'disks',
      until: '2026-11-22T18:08:00.000Z',
    };
    expect(JSON.parse(world.notes.texts['demo/pause'] ?? '')).toMatchObject(noted);
    expect(report.pause).toMatchObject(noted);
  });

  it.each([
    ['none', {}],
    ['one of an earlier configuration', note({ configRevision: 39 })],
  ])('does not claim to know its begin with %s', async (_, notes) => {
    const world = new PauseWorld({ paused: true, notes });
    const report = await world.pause({ reason: 'kernel update' });
    expect(report.pause).toMatchObject({
      by: 'postgres',
      since: null,
      reason: 'kernel update',
      known: 'noted',
    });
  });
});

it('a dry run checks the agent, and sends and notes nothing', async () => {
  const world = new PauseWorld();
  const report = await world.pause({ dryRun: true, reason: 'kernel update' });
  expect(report).toMatchObject({ outcome: 'done', dryRun: true, paused: false, request: null, pause: null });
  expect(world.agents.asked.map(({ name }) => name)).toEqual(['pg2']);
  expect(world.orders.sent).toEqual([]);
  expect(world.notes.texts).toEqual({});
  const paused = new PauseWorld({ paused: true });
  await paused.pause({ dryRun: true, reason: 'kernel update', wait: true });
  expect(paused.notes.texts).toEqual({});
});
