import { describe, expect, it } from 'vitest';
import { exitCodeOf, type Failure } from '../../../src/errors.js';
import { NOSPACE } from '../../support/fake-etcd-health.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { ARCHIVE, DEMOTED, FOLLOWS, PROMOTED, REMOTE, REMOTE_PORT, RoleWorld } from './role-world.js';

async function failureOf(running: Promise<unknown>): Promise<object> {
  return running.then(
    () => expect.unreachable('no failure'),
    ({ outcome, problem }: Failure) => ({ outcome, ...problem }),
  );
}

const IN_ARCHIVE = { role: 'standby_leader', replicationState: 'in archive recovery' };

describe('a demotion', () => {
  it('is done when the leader follows', async () => {
    const world = new RoleWorld({ remote: 'standby', course: [DEMOTED] });
    const report = await world.demote({ ...REMOTE, primarySlotName: 'demo' });
    expect(world.orders.sent).toEqual([
      {
        member: 'pg2',
        order: {
          verb: 'patch-config',
          patch: { standby_cluster: { host: '10.0.0.9', port: REMOTE_PORT, primary_slot_name: 'demo' } },
        },
        timeoutMs: 30_000,
      },
    ]);
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      errors: [],
      warnings: [{ code: 'remote-is-standby' }],
      verb: 'demote-cluster',
      remotes: [{ host: '10.0.0.9', port: REMOTE_PORT, state: 'standby', reason: null }],
      followsArchive: false,
      request: { member: 'pg2', status: 200, text: null },
      formerLeader: 'pg2',
      leader: 'pg2',
      role: 'standby_leader',
      timeline: 4,
      formerLeaderBack: null,
    });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(1000);
    expect(report.elapsedMs).toBeLessThan(1300);
    expect(world.events.map(({ kind }) => kind).filter((kind) => kind !== 'standing')).toEqual([
      'topology',
      'plan',
      'changed',
    ]);
  });

  it('to an archive that moves the lock waits for the former leader', async () => {
    const world = new RoleWorld({
      course: [
        { atMs: 500, leader: null, agents: { pg2: { state: 'stopping', role: 'primary' } } },
        {
          atMs: 1500,
          leader: 'pg3',
          agents: { pg3: IN_ARCHIVE, pg2: { state: 'stopped', role: 'demoted' } },
        },
        { atMs: 4000, agents: { pg2: { role: 'replica' } } },
      ],
    });
    const report = await world.demote(ARCHIVE);
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'archive-only' }],
      followsArchive: true,
      remotes: [],
      formerLeader: 'pg2',
      leader: 'pg3',
      formerLeaderBack: true,
    });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(4000);
    const told = world.events.flatMap((event) => (event.kind === 'standing' && event.isNew ? [event] : []));
    expect(
      told.map((each) => [each.isUnlocked, each.leaderRole, each.leaderState, each.formerLeaderState]),
    ).toEqual([
      [false, 'primary', 'running', null],
      [true, null, null, null],
      [false, 'standby_leader', 'running', 'stopped'],
    ]);
    const sentences = world.events.flatMap((event) => (event.kind === 'standing' ? [event.sentence] : []));
    expect(sentences.at(-1)).toBe(
      'pg3 is standby leader; pg2 is stopped; Patroni rewinds it if it has to, and starts it',
    );
  });

  it('with an inactive section keeps the rest of it, as Patroni merges', async () => {
    const config = { standby_cluster: { create_replica_methods: ['basebackup'], restore_command: '' } };
    const world = new RoleWorld({
      config,
      agents: { pg2: { role: 'primary' } },
      course: [{ atMs: 1000, agents: { pg2: IN_ARCHIVE } }],
    });
    await world.demote(ARCHIVE);
    expect(world.orders.sent[0]?.order).toEqual({
      verb: 'patch-config',
      patch: { standby_cluster: { restore_command: '/bin/false' } },
    });
  });

  it('that does not follow in time is not known to have come to its end', async () => {
    const pg2 = { role: 'standby_leader', replicationState: null };
    const world = new RoleWorld({ remote: 'standby', course: [{ atMs: 1000, agents: { pg2 } }] });
    expect(await world.demote(REMOTE)).toMatchObject({
      outcome: 'unknown',
      code: 'not-following',
      leader: 'pg2',
      role: 'standby_leader',
      errors: [
        {
          message:
            'the deadline has passed: the demotion is stored; pg2 is standby leader and does not follow yet. It may still happen.',
          next: 'ctl list demo',
        },
      ],
    });
  });

  it('whose former leader does not come back is not either', async () => {
    const world = new RoleWorld({
      remote: 'standby',
      course: [
        {
          atMs: 1000,
          leader: 'pg3',
          agents: { pg3: { role: 'standby_leader' }, pg2: { state: 'start failed' } },
        },
      ],
    });
    expect(await world.demote(REMOTE)).toMatchObject({
      outcome: 'unknown',
      code: 'former-leader-not-back',
      formerLeaderBack: false,
      errors: [{ message: expect.stringContaining('pg3 is standby leader; pg2: start failed') }],
    });
  });

  it('by an old Patroni is warned of', async () => {
    const world = new RoleWorld({ remote: 'standby', patroniVersion: '4.0.7' });
    const report = await world.demote(REMOTE, { dryRun: true });
    expect(report.warnings.map(({ code }) => code)).toEqual(['remote-is-standby', 'abrupt-demotion']);
  });

  it.each([{}, { host: '' }, { primarySlotName: 'demo' }])(
    'with no more than %j is refused',
    async (source) => {
      expect(await failureOf(new RoleWorld().demote(source))).toMatchObject({
        outcome: 'usage',
        code: 'no-source',
        message: 'At least --host, --port or --restore-command should be specified',
      });
    },
  );

  it('to one of its own members is refused', async () => {
    const world = new RoleWorld();
    const report = await world.demote({ host: '127.0.0.1', port: 15403 });
    expect(report).toMatchObject({ outcome: 'refused', code: 'remote-is-own-member', request: null });
    expect(world.orders.sent).toEqual([]);
  });
});

describe('a promotion', () => {
  it('is done when the leader is primary on a new timeline', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      course: [{ atMs: 500, agents: { pg2: { role: 'primary', timeline: 4 } } }, PROMOTED],
    });
    const report = await world.promote();
    expect(world.orders.sent.map(({ order }) => order)).toEqual([
      { verb: 'patch-config', patch: { standby_cluster: null } },
    ]);
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [],
      remotes: [{ state: 'standby' }],
      leader: 'pg2',
      role: 'primary',
      timeline: 5,
    });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(1000);
    expect(world.events.at(-1)).toMatchObject({
      kind: 'changed',
      clusters: [{ scope: 'demo', leader: 'pg2' }],
    });
  });

  it.each([
    ['until then', [{ atMs: 2500 }], 5],
    ['for 3 s at most', [{ atMs: 6000 }], 4],
  ])('whose leader writes its key later waits with the closing table %s', async (_, later, timeline) => {
    const course = [{ ...PROMOTED, isUnpublished: true }, ...later];
    const world = new RoleWorld({ config: FOLLOWS, remote: 'standby', course });
    const report = await world.promote();
    expect(report).toMatchObject({ outcome: 'done', timeline: 5 });
    expect(report.elapsedMs).toBeLessThan(1300);
    expect(world.events.at(-1)).toMatchObject({ kind: 'changed', clusters: [{ timeline }] });
  });

  it('on an older timeline than the leader itself tells is none', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      agents: { pg2: { role: 'standby_leader', timeline: 5 } },
      course: [PROMOTED],
    });
    expect(await world.promote({ deadlineMs: 5000 })).toMatchObject({ outcome: 'unknown', code: 'deadline' });
  });

  it('is refused while the other side is a primary', async () => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'writable' });
    expect(await world.promote()).toMatchObject({
      outcome: 'refused',
      code: 'remote-is-primary',
      remotes: [{ state: 'primary' }],
      errors: [{ subject: '10.0.0.9:5499' }],
      request: null,
    });
    expect(world.orders.sent).toEqual([]);
  });

  it('is not refused if it is told', async () => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'writable', course: [PROMOTED] });
    expect(await world.promote({ evenIfPrimary: true })).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'remote-is-primary' }],
    });
  });

  it('needs a word of its own while the other side is silent', async () => {
    const world = new RoleWorld({ config: FOLLOWS });
    expect(await world.promote()).toMatchObject({
      outcome: 'usage',
      code: 'remote-unreachable',
      remotes: [{ state: 'unreachable', reason: 'Connection refused' }],
      errors: [
        {
          subject: '--even-if-remote-is-unreachable',
          next: 'ctl promote-cluster demo --yes --even-if-remote-is-unreachable',
        },
      ],
    });
    expect(world.orders.sent).toEqual([]);
    const told = new RoleWorld({ config: FOLLOWS, course: [PROMOTED] });
    expect(await told.promote({ evenIfUnreachable: true })).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'remote-unreachable' }],
    });
  });

  it('of a cluster that follows an archive says that nothing can be looked at', async () => {
    const config = { standby_cluster: { restore_command: '/bin/false' } };
    const world = new RoleWorld({ config, course: [PROMOTED] });
    expect(await world.promote()).toMatchObject({ outcome: 'done', warnings: [{ code: 'archive-only' }] });
  });

  it('that was undone by somebody else is told so', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      course: [{ atMs: 1000, config: FOLLOWS }],
    });
    expect(await world.promote()).toMatchObject({ outcome: 'partial', code: 'turned-back' });
  });

  it('of one group of a Citus cluster needs to know which', async () => {
    expect(await failureOf(new RoleWorld({ config: FOLLOWS }).promote({ citus: true }))).toMatchObject({
      outcome: 'usage',
      code: 'no-group',
      message: 'For Citus clusters the --group must me specified',
      next: 'ctl promote-cluster demo --group N',
    });
  });
});

describe('what is so already', () => {
  it('is left alone and said', async () => {
    const primary = new RoleWorld();
    expect(await primary.promote()).toMatchObject({ outcome: 'done', code: 'already-so', request: null });
    const standby = new RoleWorld({ config: FOLLOWS });
    expect(await standby.demote(REMOTE)).toMatchObject({
      outcome: 'done',
      code: 'already-so',
      request: null,
    });
    expect([...primary.orders.sent, ...standby.orders.sent]).toEqual([]);
  });

  it('is so with a pause, which is told', async () => {
    expect(await new RoleWorld({ config: { pause: true } }).promote()).toMatchObject({
      outcome: 'done',
      code: 'already-so',
      warnings: [{ code: 'paused' }],
    });
  });

  it('is followed without a second request if it is under way', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      agents: { pg2: { role: 'primary', replicationState: null } },
      course: [DEMOTED],
    });
    world.play();
    expect(await world.demote(REMOTE)).toMatchObject({
      outcome: 'done',
      request: null,
      role: 'standby_leader',
      warnings: [{ code: 'under-way' }],
    });
    expect(world.orders.sent).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    [{ config: { pause: true } }, 'paused'],
    [{ config: { ...FOLLOWS, pause: true } }, 'paused-standby-cluster'],
    [{ leader: null }, 'no-leader'],
    [{ config: { standby_cluster: { host: 'other' } } }, 'other-source'],
  ])('of a demotion with %j: %s', async (recipe, code) => {
    const world = new RoleWorld(recipe);
    expect(await world.demote(REMOTE)).toMatchObject({ outcome: 'refused', code, errors: [{ code }] });
    expect(world.orders.sent).toEqual([]);
  });

  it('of a promotion in a pause', async () => {
    const world = new RoleWorld({ config: { ...FOLLOWS, pause: true } });
    const report = await world.promote({ evenIfUnreachable: true });
    expect(report).toMatchObject({
      outcome: 'refused',
      code: 'paused-standby-cluster',
      warnings: [{ code: 'paused' }],
    });
    expect(world.orders.sent).toEqual([]);
  });

  it('because the cluster has changed meanwhile', async () => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'standby', questions: [[SURE, true]] });
    const confirm = world.questions.confirm.bind(world.questions);
    world.questions.confirm = async (question, option) => {
      world.store({ ...FOLLOWS, ttl: 20 });
      return confirm(question, option);
    };
    const report = await world.promote({ unattended: false });
    expect(report).toMatchObject({ outcome: 'conflict', code: 'state-changed', request: null });
    expect(world.orders.sent).toEqual([]);
  });
});

const SURE = 'Are you sure you want to promote demo cluster?';
const UNSEEN =
  '10.0.0.9:5499 cannot be looked at and may still be a primary. Do you want to promote demo all the same?';

describe('the questions', () => {
  it("are patronictl's", async () => {
    const yes = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      questions: [[SURE, true]],
      course: [PROMOTED],
    });
    expect(await yes.promote({ unattended: false })).toMatchObject({ outcome: 'done' });
    const no = new RoleWorld({ questions: [['Are you sure you want to demote demo cluster?', false]] });
    expect(await no.demote(ARCHIVE, { unattended: false })).toMatchObject({
      outcome: 'cancelled',
      errors: [{ message: 'Aborted cluster demotion' }],
    });
    expect(no.orders.sent).toEqual([]);
  });

  it('are two if the other side is silent, unless that is said', async () => {
    const both: [string, boolean][] = [
      [UNSEEN, true],
      [SURE, true],
    ];
    const world = new RoleWorld({ config: FOLLOWS, questions: both, course: [PROMOTED] });
    expect(await world.promote({ unattended: false })).toMatchObject({ outcome: 'done' });
    expect(world.questions.asked.map(({ option }) => option)).toEqual([
      '--even-if-remote-is-unreachable',
      '--yes',
    ]);
    const refusing = new RoleWorld({ config: FOLLOWS, questions: [[UNSEEN, false]] });
    expect(await refusing.promote({ unattended: false })).toMatchObject({ outcome: 'cancelled' });
    const said = new RoleWorld({ config: FOLLOWS, questions: [[SURE, true]], course: [PROMOTED] });
    expect(await said.promote({ unattended: false, evenIfUnreachable: true })).toMatchObject({
      outcome: 'done',
    });
  });

  it('are not asked where nobody answers', async () => {
    const world = new RoleWorld({ config: FOLLOWS });
    const typed = { args: [], options: { host: ['x y'], port: ['1'] } };
    expect(
      await failureOf(world.demote({ host: 'x y', port: 1 }, { unattended: false, typed })),
    ).toMatchObject({
      outcome: 'usage',
      code: 'no-answer',
      subject: '--yes',
      next: "ctl demote-cluster demo --host 'x y' --port 1 --yes",
    });
    expect(world.events).toEqual([]);
  });

  it('are not asked by a dry run, which sends nothing', async () => {
    const world = new RoleWorld({ config: FOLLOWS });
    expect(await world.promote({ unattended: false, dryRun: true })).toMatchObject({
      outcome: 'done',
      code: null,
      dryRun: true,
      warnings: [{ code: 'remote-unreachable' }],
      request: null,
    });
    expect(world.orders.sent).toEqual([]);
    const writable = new RoleWorld({ config: FOLLOWS, remote: 'writable' });
    expect(await writable.promote({ dryRun: true })).toMatchObject({
      outcome: 'refused',
      code: 'remote-is-primary',
    });
  });
});

describe('who is asked', () => {
  const recipe = { config: FOLLOWS, remote: 'standby' } as const;

  it('is nobody if the agent of the leader is silent', async () => {
    const world = new RoleWorld({ ...recipe, agents: { pg1: 'silent', pg2: 'silent' } });
    expect(await world.promote()).toMatchObject({
      outcome: 'unreachable',
      code: 'agent-unreachable',
      errors: [
        {
          subject: 'pg2',
          message: 'the agent of pg2 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.',
          next: 'ctl promote-cluster demo --via pg3 (another agent, which writes the same)',
        },
      ],
    });
    expect(world.orders.sent).toEqual([]);
  });

  it('is whoever --via names; the leader is followed all the same', async () => {
    const course = [{ ...PROMOTED, leader: 'pg3', agents: { pg3: { role: 'primary', timeline: 5 } } }];
    const world = new RoleWorld({ ...recipe, agents: { pg2: 'silent' }, course });
    expect(await world.promote({ via: 'pg1' })).toMatchObject({
      outcome: 'done',
      request: { member: 'pg1' },
      formerLeader: 'pg2',
      leader: 'pg3',
    });
  });

  it('must be a member', async () => {
    expect(await new RoleWorld(recipe).promote({ via: 'pg9' })).toMatchObject({
      outcome: 'not-found',
      code: 'unknown-member',
      errors: [{ next: 'ctl promote-cluster demo --via pg1' }],
    });
  });
});

describe('the answer of the agent', () => {
  const answers = [
    ['200', answered(200, '{}'), 5, 'request-not-seen'],
    ['400', answered(400, 'bad request'), 1, 'agent-refused'],
    ['404', answered(404, 'not found'), 1, 'agent-refused'],
    ['302', answered(302, ''), 5, 'request-not-seen'],
    ['409', answered(409, 'Conflict'), 5, 'request-not-seen'],
    ['411', answered(411, 'no length'), 1, 'agent-refused'],
    ['500', answered(500, 'oops'), 5, 'request-not-seen'],
    ['502', answered(502, 'bad gateway'), 5, 'request-not-seen'],
    ['501', answered(501, 'Unsupported method'), 1, 'agent-refused'],
    ['503', answered(503, 'Service Unavailable'), 5, 'request-not-seen'],
    ['504', answered(504, 'timeout'), 5, 'request-not-seen'],
    ['401 or 403', denied('pg2'), 4, 'agent-auth'],
    ['none', doubtful('pg2'), 5, 'request-not-seen'],
    ['none, not sent', notSent('pg2'), 4, 'agent-unreachable'],
  ] as const;

  it.each(answers)('to a promotion: %s, and etcd does not hold it', async (_, reply, exit, code) => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'standby', reply });
    const report = await world.promote();
    expect([exitCodeOf(report.outcome), report.code]).toEqual([exit, code]);
    expect(world.orders.sent).toHaveLength(1);
  });

  it.each(answers)('to a demotion: %s, and etcd does not hold it', async (_, reply, exit, code) => {
    const world = new RoleWorld({ remote: 'standby', reply });
    const report = await world.demote(REMOTE);
    expect([exitCodeOf(report.outcome), report.code]).toEqual([exit, code]);
    expect(world.orders.sent).toHaveLength(1);
  });

  it.each(answers)('%s, and etcd holds it: it goes on from there', async (_, reply) => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      reply,
      isStored: true,
      course: [PROMOTED],
    });
    const { outcome } = await world.promote();
    expect(outcome).toBe('done');
    expect(world.orders.sent).toHaveLength(1);
  });

  it("is told in patronictl's words", async () => {
    const world = new RoleWorld({ remote: 'standby', reply: answered(400, 'Bad Request') });
    expect((await world.demote(REMOTE)).errors[0]?.message).toBe(
      'Failed to demote demo cluster: /config PATCH status code=400, (Bad Request)',
    );
  });

  it('is a conflict, an alarm of etcd, or open if it is 409', async () => {
    const conflict = answered(409, 'Conflict');
    const typed = { args: [], options: { ...REMOTE } };
    const ended = async (world: RoleWorld) => {
      const { outcome, code, errors } = await world.demote(REMOTE, { typed });
      return [exitCodeOf(outcome), code, errors[0]?.message, errors[0]?.next];
    };
    const said = 'Failed to demote demo cluster: /config PATCH status code=409, (Conflict). ';
    const changed = new RoleWorld({
      remote: 'standby',
      reply: conflict,
      course: [{ atMs: 100, config: { ttl: 40 } }],
    });
    expect(await ended(changed)).toEqual([
      8,
      'state-changed',
      `${said}somebody else has changed the configuration at the same moment; nothing was written.`,
      'ctl demote-cluster demo --host 10.0.0.9 --port 5499',
    ]);
    const full = new RoleWorld({ remote: 'standby', reply: conflict });
    full.etcdHealth.alarms = [NOSPACE];
    expect(await ended(full)).toEqual([
      4,
      'dcs-refused',
      `${said}etcd has the alarm NOSPACE and refuses writes: the agent of pg2 could not store the demotion. Nothing was changed.`,
      'ctl doctor demo',
    ]);
    expect(await ended(new RoleWorld({ remote: 'standby', reply: conflict }))).toEqual([
      5,
      'request-not-seen',
      `${said}the agent of pg2 could not store the demotion, and the configuration is as it was. It may still happen.`,
      'ctl demote-cluster demo --host 10.0.0.9 --port 5499 --via pg1',
    ]);
  });

  it('that leaves it open names who else can be asked', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      reply: answered(503, ''),
      agents: { pg1: 'silent' },
    });
    expect((await world.promote()).errors).toMatchObject([
      { next: 'ctl promote-cluster demo --via pg3 (another agent, which writes the same)' },
    ]);
  });

  it('that never comes leaves the end open', async () => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'standby', reply: new Promise(() => {}) });
    expect(await world.promote()).toMatchObject({
      outcome: 'unknown',
      code: 'request-not-seen',
      request: { member: 'pg2', status: null },
      elapsedMs: 30_000,
      errors: [
        {
          message:
            'the promotion has been asked for and is not stored in etcd yet after 30 s. It may still happen.',
        },
      ],
    });
  });
});

describe('the time', () => {
  it.each([
    [{}, null, 80_000],
    [{ loop_wait: 3 }, null, 66_000],
    [{}, 7000, 7000],
  ])('with %j and %s is bounded by %i ms after it is stored', async (config, deadlineMs, ms) => {
    const world = new RoleWorld({ config: { ...FOLLOWS, ...config }, remote: 'standby' });
    const report = await world.promote({ deadlineMs });
    expect(report).toMatchObject({
      outcome: 'unknown',
      code: 'deadline',
      errors: [
        {
          message:
            'the deadline has passed: the promotion is stored; pg2 has the lock and is standby_leader (running). It may still happen.',
        },
      ],
    });
    expect(report.elapsedMs).toBeGreaterThanOrEqual(ms);
    expect(report.elapsedMs).toBeLessThan(ms + 500);
  });

  it('is ended by Ctrl-C, and it goes on', async () => {
    const world = new RoleWorld({ config: FOLLOWS, remote: 'standby' });
    world.clock.after(5000, () => world.interruption.interrupt());
    expect(await world.promote()).toMatchObject({
      outcome: 'unknown',
      code: 'interrupted',
      errors: [
        { message: expect.stringMatching(/^interrupted: the promotion is stored and goes on; pg2 has/) },
      ],
    });
  });

  it('goes on while etcd is silent', async () => {
    const world = new RoleWorld({
      config: FOLLOWS,
      remote: 'standby',
      course: [
        { atMs: 500, run: () => world.dcs.failWith(new Error('no etcd')) },
        { ...PROMOTED, atMs: 9000 },
      ],
    });
    const report = await world.promote();
    expect(report.outcome).toBe('done');
    expect(report.elapsedMs).toBeGreaterThanOrEqual(9000);
  });
});

it('Ctrl-C before anything is sent cancels', async () => {
  const world = new RoleWorld({ config: FOLLOWS, remote: 'standby' });
  world.servers.latencyMs = 2000;
  world.clock.after(1000, () => world.interruption.interrupt());
  expect(await failureOf(world.promote())).toMatchObject({ outcome: 'cancelled', code: 'interrupted' });
  expect(world.orders.sent).toEqual([]);
});

describe('the journal of the configuration', () => {
  it.each([
    [
      'demote-cluster',
      async () => {
        const world = new RoleWorld({ course: [DEMOTED] });
        await world.demote(ARCHIVE);
        return world;
      },
    ],
    [
      'promote-cluster',
      async () => {
        const world = new RoleWorld({ config: FOLLOWS, remote: 'standby', course: [PROMOTED] });
        await world.promote();
        return world;
      },
    ],
  ])('has a %s', async (command, change) => {
    const { configJournal } = await change();
    expect(configJournal.entries).toMatchObject([{ who: 'postgres', command, revision: 41 }]);
    expect(configJournal.entries[0]?.changes.map(({ path }) => path[0])).toContain('standby_cluster');
  });
});
