import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { aMember, PRIMARY } from '../../support/clusters.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';
import { someFacts } from '../../support/fake-servers.js';
import { aStatus } from '../../support/statuses.js';
import { ALL_WELL, type Course, LEADING, play, type Recipe } from './scenario.js';

const NEVER: Course = {};
const DROPPED: Course = { requested: 150, dropped: 300 };

interface Row {
  readonly name: string;
  readonly recipe: Recipe;
  readonly line: string;
  readonly exit: number;
  readonly messages?: readonly string[];
  readonly next?: readonly (string | null)[];
  readonly warnings?: readonly string[];
}

const OTHER_WAYS =
  'ctl switchover demo --candidate pg1 --via pg1 (another agent, the same checks), or ctl switchover demo --candidate pg1 --via-dcs (writes to etcd directly)';

describe('a switchover that ends well', () => {
  it('is done when the new leader accepts writes, and looks for the former one', async () => {
    const { line, exit, phases, sent, report, warnings, world } = await play();
    expect({ line, exit, sent, warnings }).toEqual({ line: 'done', exit: 0, sent: 1, warnings: [] });
    expect(phases).toEqual([
      'requested pg2',
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
      timeline: 5,
      formerLeaderStreaming: true,
      notStreaming: [],
      request: { via: 'agent', member: 'pg2', status: 200, text: 'Successfully switched over to "pg1"' },
    });
    expect(world.orders.sent).toMatchObject([
      { member: 'pg2', order: { verb: 'switchover', leader: 'pg2', candidate: 'pg1', scheduledAt: null } },
    ]);
  });

  it('does not wait for the former leader if the primary is enough', async () => {
    const { phases, report } = await play({ typed: { wait: 'primary' } });
    expect(phases.at(-1)).toBe('writable pg1');
    expect(report).toMatchObject({ formerLeaderStreaming: null, notStreaming: [] });
  });

  it('tells each stage once, and what it waits for every second', async () => {
    const { world } = await play();
    const told = world.events.flatMap((event) =>
      event.kind === 'phase' ? [event.entry.phase] : event.kind === 'waiting' ? [event.sentence] : [],
    );
    expect(told).toEqual([
      'requested',
      'checkpoint',
      'stopping',
      'pg2 is stopping: it waits for its clients and its receivers to end',
      'released',
      'locked',
      'pg1 has the lock and is still in recovery',
      'writable',
      'pg2 hangs in its shutdown',
      'pg2 hangs in its shutdown',
      'pg2 hangs in its shutdown',
      'former-leader-back',
    ]);
  });
});

describe('the verdict', () => {
  it.each<Row>([
    {
      name: 'the leader drops the request, and says so',
      recipe: { course: DROPPED, reply: (world) => world.later(1000, answered(503, 'Switchover failed')) },
      line: 'refused/request-dropped',
      exit: 1,
      messages: [
        'pg2 has dropped the request without stepping down (503, Switchover failed): in its own view nobody could take over, or somebody has cancelled it. Nothing was changed.',
      ],
      next: ['ctl switchover demo --candidate pg1 --dry-run'],
    },
    {
      name: 'the leader drops the request, and its agent says nothing',
      recipe: { course: DROPPED, reply: (world) => world.later(60_000, doubtful('pg2')) },
      line: 'refused/request-dropped',
      exit: 1,
      messages: [
        'pg2 has dropped the request without stepping down: in its own view nobody could take over, or somebody has cancelled it. Nothing was changed.',
      ],
    },
    {
      name: 'declined',
      recipe: { course: NEVER, reply: () => answered(412, 'no good candidates have been found') },
      line: 'refused/agent-refused',
      exit: 1,
      messages: [
        'the agent of pg2 has refused the switchover: 412, no good candidates have been found. Nothing was changed.',
      ],
      next: ['ctl switchover demo --candidate pg1 --dry-run'],
    },
    {
      name: 'an agent that knows no switchover',
      recipe: { course: NEVER, reply: () => answered(501, 'Server does not support this operation') },
      line: 'refused/agent-refused',
      exit: 1,
    },
    {
      name: 'the login is refused',
      recipe: { course: NEVER, reply: () => denied('pg2') },
      line: 'unreachable/agent-auth',
      exit: 4,
      messages: ['the agent of pg2 cannot be told: 127.0.0.1:8008: refuses the login. Nothing was changed.'],
      next: [null],
    },
    {
      name: '503 after it was accepted',
      recipe: { reply: (world) => world.later(2000, answered(503, 'Switchover status unknown')) },
      line: 'done',
      exit: 0,
    },
    {
      name: '500 after it was accepted',
      recipe: { reply: (world) => world.later(100, answered(500, '')) },
      line: 'done',
      exit: 0,
    },
    { name: 'the reply is lost', recipe: { reply: () => doubtful('pg2') }, line: 'done', exit: 0 },
    {
      name: 'the reply never comes',
      recipe: { reply: () => new Promise(() => {}) },
      line: 'done',
      exit: 0,
    },
    {
      name: 'the reply is lost, and nothing ever shows',
      recipe: { course: NEVER, reply: () => doubtful('pg2') },
      line: 'unknown/request-not-seen',
      exit: 5,
      messages: [
        'whether the agent of pg2 has received the request is not known (127.0.0.1:8008: no answer in 10 s); the request has not shown in etcd. It may still happen.',
      ],
      next: ['ctl switchover demo --follow'],
    },
    {
      name: 'the agent could not write it',
      recipe: { course: NEVER, reply: () => answered(503, 'failed to write failover key into DCS') },
      line: 'unknown/request-not-seen',
      exit: 5,
      messages: [
        'the agent of pg2 answered 503, failed to write failover key into DCS; the request has not shown in etcd. It may still happen.',
      ],
    },
    {
      name: 'the agent says nothing at all, and nothing ever shows',
      recipe: { course: NEVER, reply: () => new Promise(() => {}) },
      line: 'unknown/request-not-seen',
      exit: 5,
      messages: [
        'whether the agent of pg2 has received the request is not known (it has not answered); the request has not shown in etcd. It may still happen.',
      ],
    },
    {
      name: 'another member wins',
      recipe: { winner: 'pg3' },
      line: 'partial/other-winner',
      exit: 6,
      messages: ['pg3 leads, not pg1'],
      next: ['ctl history demo'],
    },
    {
      name: 'anybody may win',
      recipe: { winner: 'pg3', typed: { candidate: null } },
      line: 'done',
      exit: 0,
    },
    {
      name: 'the former leader takes the lock back',
      recipe: {
        winner: 'pg2',
        course: { requested: 150, stopping: 600, released: 1500, locked: 1750, writable: 2650 },
      },
      line: 'partial/other-winner',
      exit: 6,
      messages: ['pg2 leads again, not pg1'],
    },
    {
      name: 'the former leader takes the lock back, anybody could have won',
      recipe: { winner: 'pg2', typed: { candidate: null } },
      line: 'partial/other-winner',
      exit: 6,
      messages: ['pg2 leads again; nobody else has taken over'],
    },
    {
      name: 'the former leader does not come back',
      recipe: { course: { ...ALL_WELL, back: 3_600_000 } },
      line: 'done',
      exit: 0,
      warnings: ['former-leader-not-back'],
    },
    {
      name: 'the former leader does not come back, and everybody was waited for',
      recipe: { course: { ...ALL_WELL, back: 3_600_000 }, typed: { wait: 'all-streaming' } },
      line: 'partial/former-leader-not-back',
      exit: 6,
      messages: ['the former leader pg2 did not stream in time', 'pg3 did not stream in time'],
      next: ['ctl list demo', 'ctl list demo'],
    },
    {
      name: 'the request cannot be sent any more',
      recipe: { course: NEVER, reply: () => notSent('pg2') },
      line: 'unreachable/agent-unreachable',
      exit: 4,
      messages: ['the agent of pg2 cannot be told: 127.0.0.1:8008: no answer. Nothing was sent.'],
      next: [OTHER_WAYS],
    },
    {
      name: 'sending fails in a way that nobody expects: what becomes of it is looked at',
      recipe: {
        reply: () => {
          throw new TypeError('boom');
        },
      },
      line: 'done',
      exit: 0,
      warnings: ['bug'],
    },
    {
      name: 'a certificate of the settings cannot be read',
      recipe: {
        course: NEVER,
        reply: () => {
          throw new Failure('usage', 'bad-settings', 'ctl.cacert cannot be read');
        },
      },
      line: 'unreachable/bad-settings',
      exit: 4,
      messages: ['the agent of pg2 cannot be told: ctl.cacert cannot be read. Nothing was sent.'],
    },
  ])('$name', async ({ recipe, line, exit, messages = [], next, warnings = [] }) => {
    const ended = await play(recipe);
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 1 });
    if (exit !== 0) expect(ended.messages.length).toBeGreaterThan(0);
    if (messages.length > 0) expect(ended.messages).toEqual(messages);
    if (next !== undefined) expect(ended.next).toEqual(next);
    expect(ended.warnings).toEqual(warnings);
  });

  it('names nobody who was told if nothing could be sent', async () => {
    const { report } = await play({ course: NEVER, reply: () => notSent('pg2') });
    expect(report?.request).toBeNull();
  });
});

describe('a former leader that takes the lock back', () => {
  it('is not believed for what it said before, however late that arrives', async () => {
    const { line, report } = await play({
      winner: 'pg2',
      course: { requested: 150, released: 1500, locked: 1750 },
      reply: (world) => {
        world.clock.after(1800, () => world.say('pg2', { ...LEADING, state: 'starting' }));
        world.clock.after(9000, () => world.say('pg2', { ...LEADING, timeline: 5 }));
        return doubtful('pg2');
      },
      prepare: ({ agents, clock }) => {
        const readStatus = agents.readStatus.bind(agents);
        agents.readStatus = async (member) => {
          const answer = await readStatus(member);
          await clock.sleep(1300);
          return answer;
        };
      },
    });
    expect(line).toBe('partial/other-winner');
    expect(report?.elapsedMs).toBeGreaterThanOrEqual(9000);
  });
});

describe('everybody who streamed before', () => {
  it('has to stream again', async () => {
    const { line, report } = await play({
      typed: { wait: 'all-streaming' },
      prepare: (world) => world.clock.after(9000, () => world.say('pg3', { timeline: 5 })),
    });
    expect(line).toBe('done');
    expect(report?.elapsedMs).toBeGreaterThanOrEqual(9000);
  });

  it('and nobody who did not', async () => {
    const members = [aMember('pg1'), aMember('pg2', PRIMARY), aMember('pg3', { replicationState: null })];
    const { line } = await play({ cluster: { members }, typed: { wait: 'all-streaming' } });
    expect(line).toBe('done');
  });

  it('also among old members, which leave it to their leader to say who streams', async () => {
    const old = { patroniVersion: '3.0.2', replicationState: null };
    const members = [aMember('pg1', old), aMember('pg2', { ...PRIMARY, ...old }), aMember('pg3', old)];
    const said = { ...old, name: null };
    const recipe = (streaming: readonly string[]): Recipe => ({
      cluster: { members },
      typed: { wait: 'all-streaming' },
      agents: { pg1: said, pg2: said, pg3: said },
      course: { ...ALL_WELL, back: 3_600_000 },
      prepare: (world) =>
        world.clock.after(7000, () => {
          const replication = streaming.map((name) => ({ name, state: 'streaming', syncState: 'async' }));
          world.say('pg1', { ...LEADING, ...said, timeline: 5, replication });
          for (const name of ['pg2', 'pg3']) world.say(name, { ...said, timeline: 5 });
        }),
    });
    expect((await play(recipe(['pg2', 'pg3']))).line).toBe('done');
    const { line, report } = await play(recipe(['pg2']));
    expect([line, report?.notStreaming]).toEqual(['partial/not-streaming', ['pg3']]);
  });
});

describe('a new leader whose agent is silent', () => {
  const silentAfterwards: Recipe = {
    typed: { wait: 'primary' },
    course: { requested: 150, stopping: 600, released: 1500, locked: 1750 },
    prepare: (world) => world.clock.after(1600, () => world.say('pg1', null)),
  };

  it('leads when its PostgreSQL takes writes', async () => {
    const { line, report } = await play({
      ...silentAfterwards,
      servers: new Map([[15401, 'standby']]),
      prepare: (world) => {
        silentAfterwards.prepare?.(world);
        world.servers.facts.set(15401, someFacts({ inRecovery: true }));
        world.clock.after(4000, () => world.servers.facts.set(15401, someFacts()));
      },
    });
    expect(line).toBe('done');
    expect(report).toMatchObject({ newLeader: 'pg1', timeline: null });
    expect(report?.elapsedMs).toBeGreaterThanOrEqual(3900);
  });

  it('is not believed to lead without that', async () => {
    const { line, messages } = await play(silentAfterwards);
    expect(line).toBe('unknown/deadline');
    expect(messages).toEqual([
      'the deadline has passed: pg1 has the lock and was not seen to accept writes yet. It may still happen.',
    ]);
  });
});

describe('a standby cluster', () => {
  it('has a new leader when that one follows the remote', async () => {
    const { line, report, world } = await play({
      cluster: { config: { standby_cluster: { host: '10.0.0.1' } } },
      typed: { wait: 'primary' },
      agents: { pg2: { role: 'standby_leader' } },
      course: { ...ALL_WELL, writable: 3_600_000 },
      prepare: ({ clock, statuses }) =>
        clock.after(4000, () => {
          statuses.pg1 = aStatus('pg1', { role: 'standby_leader', replicationState: 'streaming' });
        }),
    });
    expect(line).toBe('done');
    expect(report?.elapsedMs).toBeGreaterThanOrEqual(3900);
    const told = world.events.flatMap((event) => (event.kind === 'phase' ? [event.isStandbyCluster] : []));
    expect(told.length).toBe(report?.phases.length);
    expect(new Set(told)).toEqual(new Set([true]));
    expect(world.events).toContainEqual(
      expect.objectContaining({ sentence: 'pg1 has the lock and does not follow the remote yet' }),
    );
  });
});

describe('what is probably lost after a failover', () => {
  const ended = { timeline: 4, reason: null, at: null, newLeader: 'pg1' };
  const playFailover = (switchPoint: number) =>
    play({
      cluster: { leader: null },
      typed: { kind: 'failover', leader: null, allowsDataLoss: true, viaDcs: true },
      course: { requested: 150, locked: 1750, writable: 2650 },
      prepare: (world) =>
        world.clock.after(4000, () => world.become(() => ({ history: [{ ...ended, switchPoint }] }))),
    });

  it('is told once the history tells where the new leader went on', async () => {
    const { line, report } = await playFailover(0x4a3c1f8);
    expect(line).toBe('done');
    expect(report?.warnings).toContainEqual({
      code: 'loss-probable',
      message: expect.stringContaining('pg1 went on from 0/4A3C1F8: at least 16 MB of it are probably lost'),
      subject: 'pg1',
      next: 'ctl history demo',
    });
  });

  it('is nothing if the new leader had all that etcd had sampled', async () => {
    const { line, warnings } = await playFailover(0x5a3c1f8);
    expect({ line, warnings }).toEqual({ line: 'done', warnings: [] });
  });
});
