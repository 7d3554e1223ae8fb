import { describe, expect, it } from 'vitest';
import { exitCodeOf, Failure, type Problem } from '../../../src/errors.js';
import { NOSPACE } from '../../support/fake-etcd-health.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { PauseWorld, type WorldRecipe } from './pausing.js';

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
  // Whether an agent has done it is open with all but those that say no or have not been asked.
  const answers = [
    ['200', answered(200, '{}'), 5, 'request-not-seen'],
    ['200 of a page', answered(200, ''), 5, 'request-not-seen'],
    ['204', answered(204, ''), 5, 'request-not-seen'],
    ['302', answered(302, 'elsewhere'), 5, 'request-not-seen'],
    ['307', answered(307, ''), 5, 'request-not-seen'],
    ['400', answered(400, 'bad request'), 1, 'agent-refused'],
    ['404', answered(404, 'not found'), 1, 'agent-refused'],
    ['405 of a page', answered(405, ''), 1, 'agent-refused'],
    ['408', answered(408, ''), 5, 'request-not-seen'],
    ['409', answered(409, 'Conflict'), 5, 'request-not-seen'],
    ['411', answered(411, 'no length'), 1, 'agent-refused'],
    ['412', answered(412, 'precondition'), 1, 'agent-refused'],
    ['500', answered(500, 'oops'), 5, 'request-not-seen'],
    ['501', answered(501, 'Unsupported method'), 1, 'agent-refused'],
    ['502', answered(502, 'bad gateway'), 5, 'request-not-seen'],
    ['503', answered(503, 'Service Unavailable'), 5, 'request-not-seen'],
    ['503 of a page', answered(503, ''), 5, 'request-not-seen'],
    ['504', answered(504, 'timeout'), 5, 'request-not-seen'],
    ['401 or 403', denied('pg2'), 4, 'agent-auth'],
    ['none', doubtful('pg2'), 5, 'request-not-seen'],
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

  it.each(answers)('%s, and etcd holds it: it goes on from there', async (_, reply) => {
    const world = new PauseWorld({ reply, storedAfterMs: 0 });
    expect(await world.pause()).toMatchObject({ outcome: 'done', paused: true });
    expect(world.orders.sent).toHaveLength(1);
  });

  it.each(answers)(
    '%s, and etcd cannot be read any more: nothing is claimed',
    async (_, reply, exit, code) => {
      const world = new PauseWorld({ reply });
      const { send } = world.orders;
      world.orders.send = async (...order) => {
        world.dcs.failWith(new Failure('unreachable', 'dcs-unreachable', 'no etcd'));
        return send.apply(world.orders, order);
      };
      expect(await world.pause()).toMatchObject({ code });
      expect(exitCodeOf((await new PauseWorld({ reply }).pause()).outcome)).toBe(exit);
    },
  );

  it.each([
    ['no answer', doubtful('pg2')],
    ['504', answered(504, '')],
    ['no word before the deadline', answered(502, '')],
  ])('%s, and etcd holds it later', async (_, reply) => {
    const world = new PauseWorld({ reply, storedAfterMs: 12_000 });
    expect(await world.pause()).toMatchObject({ outcome: 'done' });
  });

  it.each([
    ['no answer', doubtful('pg2'), 30_000],
    ['503', answered(503, 'Service Unavailable'), 1100],
  ])('%s names who else can be asked, with all that was typed', async (_, reply, limitMs) => {
    const world = new PauseWorld({ reply, agents: { pg1: 'silent' } });
    const report = await world.pause({ reason: "Ann's disks", forMs: 60_000, wait: true });
    expect(report.errors).toMatchObject([
      {
        subject: 'pg2',
        next: "ctl pause demo --wait --reason 'Ann'\\''s disks' --for 60000ms --via pg3 (another agent, which writes the same)",
      },
    ]);
    expect(report.elapsedMs).toBeLessThanOrEqual(limitMs);
  });

  it('names nobody else if nobody answers', async () => {
    const world = new PauseWorld({ reply: doubtful('pg2'), agents: { pg1: 'silent', pg3: 'silent' } });
    expect((await world.pause()).errors).toMatchObject([{ next: 'ctl list demo' }]);
  });

  it('503 is a refusal where etcd holds no configuration to write to', async () => {
    const reply = answered(503, 'Service Unavailable');
    const world = new PauseWorld({ reply, changes: { config: null } });
    expect(await world.pause()).toMatchObject({ outcome: 'refused', code: 'no-config' });
  });
});

describe('an answer of 409', () => {
  const reply = answered(409, 'Conflict');

  it('is a conflict if the configuration has changed', async () => {
    const world = new PauseWorld({ reply });
    const { send } = world.orders;
    world.orders.send = async (...order) => {
      world.touchConfig();
      return send.apply(world.orders, order);
    };
    expect(await world.pause({ via: 'pg3', reason: 'x' })).toMatchObject({
      outcome: 'conflict',
      code: 'state-changed',
      errors: [{ next: 'ctl pause demo --reason x --via pg3' }],
    });
  });

  it('is an alarm of etcd if it has one', async () => {
    const world = new PauseWorld({ reply, alarms: [NOSPACE] });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'unreachable', code: 'dcs-refused', paused: false });
    expect(report.errors).toMatchObject([
      {
        message:
          'etcd has the alarm NOSPACE and refuses writes: the agent of pg2 could not store the pause. (409, Conflict) Nothing was changed.',
        next: 'ctl doctor demo',
      },
    ]);
  });

  it.each([[[]], [null]])('is open if etcd tells the alarms %j', async (alarms) => {
    const report = await new PauseWorld({ reply, alarms }).pause();
    expect(report).toMatchObject({ outcome: 'unknown', code: 'request-not-seen' });
    expect(report.errors[0]?.message).toContain('the configuration is as it was');
    expect(report.errors[0]?.next).toContain('--via pg1');
  });

  it('is done if etcd holds it all the same, and does not claim who has begun it', async () => {
    const world = new PauseWorld({ reply, storedAfterMs: 500, alarms: [NOSPACE] });
    expect(await world.pause()).toMatchObject({
      outcome: 'done',
      pause: { by: 'postgres', since: null, known: 'noted' },
    });
    expect(world.etcdHealth.looks).toBe(0);
  });
});

describe('who is asked', () => {
  const REFUSED: Problem = {
    code: 'agent-unreachable',
    message: '127.0.0.1:8008: connection refused',
    subject: 'pg2',
    next: null,
  };
  const passed = [
    ['connection refused', REFUSED],
    ['no address', { ...REFUSED, message: 'publishes no address of its REST API' }],
    ['not resolved', { ...REFUSED, message: 'db2:8008: the name db2 cannot be resolved: no such name' }],
    ['no TLS', { ...REFUSED, code: 'agent-tls', message: 'db2:8008: its certificate has expired' }],
    ['somebody else', { ...REFUSED, code: 'agent-is-someone-else', message: 'db2:8008: is pg9 of other' }],
    ['no agent', { ...REFUSED, code: 'agent-answer', message: 'db2:8008: answers, but is no agent' }],
    ['frozen', { ...REFUSED, message: 'db2:8008: accepts the connection but does not answer' }],
  ] as const;

  it.each(passed)('is the next one if the agent of the leader has done nothing: %s', async (_, problem) => {
    const world = new PauseWorld({ agents: { pg2: problem }, acknowledge: { pg2: null } });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg1' }, paused: true });
    expect(report.warnings).toMatchObject([
      { code: problem.code, subject: 'pg2', message: `Member pg2 is not accessible: ${problem.message}` },
      {
        code: 'not-acknowledged',
        subject: 'pg2',
        message: expect.stringMatching(/^pg2 has not acknowledged the pause.*; its agent cannot be reached$/),
      },
    ]);
    expect(report.elapsedMs).toBeLessThan(2000);
    expect(Object.keys(world.notes.texts)).toEqual(['demo/pause']);
  });

  it.each(passed)('is the next one of a resume as well: %s', async (_, problem) => {
    const world = new PauseWorld({ paused: true, agents: { pg2: problem }, acknowledge: { pg2: null } });
    const report = await world.resume();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg1' }, paused: false });
  });

  it('is the next one if the request itself does not get there', async () => {
    const world = new PauseWorld({ replies: { pg2: notSent('pg2'), pg1: notSent('pg1') } });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg3' } });
    expect(world.orders.sent.map(({ member }) => member)).toEqual(['pg2', 'pg1', 'pg3']);
    expect(report.warnings.map(({ subject }) => subject)).toEqual(['pg2', 'pg1']);
  });

  it.each([
    ['says so when it is looked at', { agents: { pg2: { ...REFUSED, code: 'agent-auth' } } }, 0],
    ['says so to the request', { replies: { pg2: denied('pg2') } }, 1],
  ])('is nobody else if the login is refused, which %s', async (_, recipe, sent) => {
    const world = new PauseWorld(recipe);
    const end = await world
      .pause()
      .catch(({ outcome, problem }: Failure) => ({ outcome, code: problem.code }));
    expect(end).toMatchObject({ outcome: 'unreachable', code: 'agent-auth' });
    expect(world.orders.sent).toHaveLength(sent);
  });

  it('is nobody else once the request may have been received', async () => {
    const world = new PauseWorld({ replies: { pg2: doubtful('pg2') } });
    expect(await world.pause()).toMatchObject({ outcome: 'unknown', request: { member: 'pg2' } });
    expect(world.orders.sent).toHaveLength(1);
  });

  it('is nobody if nobody answers, and each is named', async () => {
    const agents = { pg1: 'silent', pg2: REFUSED, pg3: 'silent' } as const;
    const world = new PauseWorld({ agents });
    expect(await failureOf(world.pause())).toMatchObject({
      outcome: 'unreachable',
      code: 'agent-unreachable',
      message: 'Can not find accessible cluster member. Nothing was sent.',
      parts: [
        { subject: 'pg2', message: '127.0.0.1:8008: connection refused' },
        { subject: 'pg1' },
        { subject: 'pg3' },
      ],
    });
    expect(world.orders.sent).toEqual([]);
    const unsent = { pg1: notSent('pg1'), pg2: notSent('pg2'), pg3: notSent('pg3') };
    const cut = await failureOf(new PauseWorld({ replies: unsent }).pause());
    expect(cut).toMatchObject({ outcome: 'unreachable', parts: [{}, {}, {}] });
  });

  it('is nobody if nobody leads and nobody answers', async () => {
    const agents = { pg1: 'silent', pg2: 'silent', pg3: 'silent' } as const;
    const failure = await failureOf(new PauseWorld({ leader: null, agents }).pause());
    expect(failure).toMatchObject({
      outcome: 'unreachable',
      parts: [{ subject: 'pg1' }, { subject: 'pg2' }, { subject: 'pg3' }],
    });
  });

  it.each([
    ['pg9', { outcome: 'not-found', code: 'unknown-member' }],
    [
      'pg3',
      {
        outcome: 'unreachable',
        code: 'agent-unreachable',
        message: 'the agent of pg3 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.',
        next: 'ctl pause demo --reason disks --via pg2 (another agent, which writes the same)',
      },
    ],
  ])('is nobody if --via names %s', async (via, failure) => {
    const world = new PauseWorld({ agents: { pg3: 'silent' } });
    expect(await failureOf(world.pause({ via, reason: 'disks' }))).toMatchObject(failure);
    expect(world.orders.sent).toEqual([]);
  });

  it('is nobody if the configuration changes at the last moment', async () => {
    const world = new PauseWorld();
    const readStatus = world.agents.readStatus.bind(world.agents);
    world.agents.readStatus = async (member) => {
      world.store(true);
      return readStatus(member);
    };
    expect(await failureOf(world.pause())).toMatchObject({ outcome: 'conflict', code: 'state-changed' });
    expect(world.orders.sent).toEqual([]);
  });

  it('is whoever can be if the lock is lost at the last moment, which a resume does not take', async () => {
    const unlocked = (paused: boolean): PauseWorld => {
      const world = new PauseWorld({ paused, agents: { pg2: 'silent' }, acknowledge: { pg2: null } });
      const readStatus = world.agents.readStatus.bind(world.agents);
      world.agents.readStatus = async (member) => {
        world.unlock();
        return readStatus(member);
      };
      return world;
    };
    expect(await unlocked(false).pause()).toMatchObject({ outcome: 'done', request: { member: 'pg1' } });
    expect(await failureOf(unlocked(true).resume())).toMatchObject({ outcome: 'conflict' });
  });
});

describe('a leader whose agent is silent', () => {
  it.each([
    ['with --via', { agents: { pg2: 'silent' } as const, request: { via: 'pg3' } }],
    ['from the moment of the request on', { agents: {}, request: {} }],
  ])('is not waited for: %s', async (_, { agents, request }) => {
    const world = new PauseWorld({ agents, acknowledge: { pg2: null } });
    world.clock.after(50, () => world.silence('pg2'));
    const report = await world.pause(request);
    expect(report).toMatchObject({ outcome: 'done', code: null, errors: [] });
    expect(report.warnings).toMatchObject([{ code: 'not-acknowledged', subject: 'pg2' }]);
    expect(report.elapsedMs).toBeLessThan(2000);
  });

  it('may acknowledge it all the same', async () => {
    const report = await new PauseWorld({ agents: { pg2: 'silent' } }).pause({ via: 'pg3' });
    expect(report).toMatchObject({ outcome: 'done', warnings: [] });
  });

  it('is stood for by the next one who can, if whoever was asked is silent, too', async () => {
    const world = new PauseWorld({
      agents: { pg2: 'silent' },
      acknowledge: { pg1: null, pg2: null, pg3: 5000 },
    });
    world.clock.after(50, () => world.silence('pg1'));
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg1' } });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(5000);
    expect(report.warnings.filter(({ code }) => code === 'not-acknowledged')).toMatchObject([
      { subject: 'pg1' },
      { subject: 'pg2' },
    ]);
  });

  it('and nobody else who could: it is stored, and nobody has acknowledged it', async () => {
    const world = new PauseWorld({ acknowledge: { pg1: null, pg2: null, pg3: null } });
    world.clock.after(50, () => {
      for (const name of ['pg1', 'pg2', 'pg3']) world.silence(name);
    });
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', paused: true });
    expect(report.warnings).toHaveLength(3);
  });

  it('is waited for with --wait', async () => {
    const world = new PauseWorld({ agents: { pg2: 'silent' }, acknowledge: { pg2: null } });
    const report = await world.pause({ wait: true });
    expect(report).toMatchObject({ outcome: 'partial', code: 'not-acknowledged', elapsedMs: 30_000 });
    expect(report.errors).toMatchObject([{ subject: 'pg2' }]);
  });

  it('is waited for if it answers', async () => {
    const world = new PauseWorld({ acknowledge: { pg2: null } });
    expect(await world.pause({ via: 'pg3' })).toMatchObject({ outcome: 'unknown', code: 'not-acknowledged' });
  });

  it('holds the lock without a key of its own', async () => {
    const report = await new PauseWorld({ leader: 'pg9' }).pause();
    expect(report).toMatchObject({ outcome: 'done', request: { member: 'pg1' } });
    expect(report.warnings).toMatchObject([{ code: 'agent-unreachable', subject: 'pg9' }]);
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

describe('the note, and somebody else', () => {
  const theirs = (changes: object = {}): string =>
    JSON.stringify({ by: 'ann', host: 'db7', since: SINCE, reason: 'disks', configRevision: 41, ...changes });

  it('who has begun it at the same moment stays whoever began it', async () => {
    const world = new PauseWorld({ notes: { 'demo/pause': theirs() } });
    const report = await world.pause({ forMs: 1_800_000 });
    expect(report.pause).toMatchObject({ by: 'ann', since: SINCE, reason: 'disks', known: 'noted' });
    expect(report.pause?.until).not.toBeNull();
  });

  it('who has not begun it gives way to whoever has', async () => {
    const world = new PauseWorld({ notes: { 'demo/pause': theirs({ since: null }) } });
    expect((await world.pause()).pause).toMatchObject({ by: 'postgres', since: SINCE, reason: 'disks' });
  });

  it('of an earlier one is replaced', async () => {
    const world = new PauseWorld({ notes: { 'demo/pause': theirs({ configRevision: 30 }) } });
    expect((await world.pause()).pause).toMatchObject({ by: 'postgres', reason: null });
  });

  it.each([
    ['goes if somebody resumes meanwhile', null, []],
    ['of whoever pauses after that stays', theirs({ configRevision: 43 }), ['demo/pause']],
  ])('%s', async (_, next, kept) => {
    const world = new PauseWorld({ acknowledge: { pg2: null } });
    world.clock.after(2000, () => {
      world.store(false);
      if (next !== null) world.notes.put('demo/pause', next);
    });
    expect(await world.pause()).toMatchObject({ outcome: 'partial', code: 'turned-back', pause: null });
    expect(Object.keys(world.notes.texts)).toEqual(kept);
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

describe('the journal of the configuration', () => {
  const REFUSED = answered(403, 'forbidden');
  it('has the pause with its reason, and the resume', async () => {
    const world = new PauseWorld();
    await world.pause({ reason: 'kernel update' });
    await world.resume({ unattended: true });
    const own = { who: 'postgres', host: 'db1' };
    expect(world.configJournal.entries).toMatchObject([
      { ...own, revision: 42, command: 'resume', reason: null, changes: [{ path: ['pause'], before: true }] },
      {
        ...own,
        revision: 41,
        command: 'pause',
        reason: 'kernel update',
        changes: [{ path: ['pause'], after: true }],
      },
    ]);
  });

  it('finds its own change among those of others', async () => {
    const world = new PauseWorld({ acknowledge: { pg1: 900, pg2: 900, pg3: 900 } });
    world.clock.after(300, () => world.touchConfig());
    await world.pause({ reason: 'kernel update' });
    expect(world.configJournal.entries.map(({ revision }) => revision)).toEqual([41]);
  });

  it.each<[string, WorldRecipe]>([
    ['of somebody else, while the agent refused', { reply: REFUSED, storedAfterMs: 50 }],
    ['of a pause that is there already', { paused: true }],
  ])('has nothing %s', async (_, recipe) => {
    const world = new PauseWorld(recipe);
    await world.pause({ reason: 'kernel update' }).catch(() => null);
    expect(world.configJournal.entries).toEqual([]);
  });

  it('that cannot be written costs the entry and a warning, never the pause', async () => {
    const world = new PauseWorld();
    world.configJournal.problem = { code: 'notes-denied', message: 'denied', subject: null, next: null };
    const report = await world.pause();
    expect(report).toMatchObject({ outcome: 'done', paused: true });
    expect(report.warnings.map(({ code }) => code)).toEqual(['notes-denied']);
  });
});
