import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { NOSPACE } from '../../support/fake-etcd-health.js';
import { someFacts } from '../../support/fake-servers.js';
import { LEADING, play, type Recipe, type World } from './scenario.js';

const SYNCHRONOUS: Recipe['cluster'] = {
  config: { synchronous_mode: true },
  changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
};
const full = (world: World): void => {
  world.etcdHealth.alarms = [NOSPACE];
};
const FAR = '2030-01-01T10:00:00+00:00';

interface Row {
  readonly name: string;
  readonly recipe: Recipe;
  readonly line: string;
  readonly exit: number;
  readonly next?: string | null;
}

describe('refused before anything is sent', () => {
  it.each<Row>([
    {
      name: 'a cluster without a leader',
      recipe: { cluster: { leader: null } },
      line: 'refused/no-leader',
      exit: 1,
      next: 'ctl failover demo --candidate pg1 --dry-run',
    },
    {
      name: 'another leader',
      recipe: { typed: { leader: 'pg3' } },
      line: 'refused/not-the-leader',
      exit: 1,
      next: 'ctl list demo',
    },
    {
      name: 'the leader as candidate',
      recipe: { typed: { candidate: 'pg2' } },
      line: 'refused/candidate-is-leader',
      exit: 1,
    },
    {
      name: 'nobody',
      recipe: { typed: { candidate: 'pg9' } },
      line: 'not-found/unknown-member',
      exit: 7,
      next: 'ctl list demo',
    },
    {
      name: 'a failover to anybody',
      recipe: { typed: { kind: 'failover', candidate: null } },
      line: 'usage/no-candidate',
      exit: 2,
    },
    {
      name: 'a candidate whose agent is silent',
      recipe: { agents: { pg1: null } },
      line: 'refused/agent-unreachable',
      exit: 1,
      next: 'ctl switchover demo --candidate pg3 --dry-run',
    },
    {
      name: 'one outside the sync set',
      recipe: { cluster: SYNCHRONOUS },
      line: 'refused/not-in-sync-set',
      exit: 1,
      next: 'ctl switchover demo --candidate pg3 --dry-run',
    },
    {
      name: 'a paused standby cluster',
      recipe: { cluster: { config: { pause: true, standby_cluster: { host: '10.0.0.1' } } } },
      line: 'refused/paused-standby-cluster',
      exit: 1,
    },
    {
      name: 'anybody in a paused cluster',
      recipe: { cluster: { config: { pause: true } }, typed: { candidate: null } },
      line: 'refused/paused-needs-candidate',
      exit: 1,
    },
    {
      name: 'a schedule in a paused cluster',
      recipe: { cluster: { config: { pause: true } }, typed: { scheduled: FAR } },
      line: 'refused/paused-no-schedule',
      exit: 1,
    },
    {
      name: 'a schedule in the past',
      recipe: { typed: { scheduled: '2020-01-01T10:00:00Z' } },
      line: 'refused/schedule-in-past',
      exit: 1,
    },
    {
      name: 'a schedule without an offset',
      recipe: { typed: { scheduled: '2030-01-01T10:00:00' } },
      line: 'usage/schedule-without-offset',
      exit: 2,
    },
    {
      name: 'no time at all',
      recipe: { typed: { scheduled: 'tomorrow' } },
      line: 'usage/bad-schedule',
      exit: 2,
      next: null,
    },
    {
      name: 'an unknown cluster',
      recipe: { typed: { scope: 'dmo' } },
      line: 'not-found/unknown-cluster',
      exit: 7,
      next: 'did you mean demo?',
    },
    {
      name: 'no cluster',
      recipe: { typed: { scope: null, typed: { args: [], options: { candidate: 'pg1' } } } },
      line: 'usage/no-cluster',
      exit: 2,
      next: 'ctl switchover CLUSTER --candidate pg1, or set scope in the configuration',
    },
    {
      name: 'an etcd that stores nothing',
      recipe: { prepare: full },
      line: 'refused/dcs-alarm',
      exit: 1,
      next: 'see what etcd says: ctl doctor demo',
    },
    {
      name: 'an etcd that stores nothing, whoever asks',
      recipe: { prepare: full, typed: { kind: 'failover', viaDcs: true } },
      line: 'refused/dcs-alarm',
      exit: 1,
    },
    {
      name: 'a leader whose PostgreSQL is silent',
      recipe: { agents: { pg2: { ...LEADING, position: null } } },
      line: 'refused/leader-silent',
      exit: 1,
    },
    {
      name: 'a lease that has just ended',
      recipe: { typed: { viaDcs: true }, lease: () => 'ended' },
      line: 'refused/lease-ended',
      exit: 1,
      next: 'ctl wait demo --for leader',
    },
    {
      name: 'a failover that may lose commits, about which nobody was asked',
      recipe: { cluster: SYNCHRONOUS, typed: { kind: 'failover' } },
      line: 'usage/may-lose-commits',
      exit: 2,
      next: 'ctl failover demo --candidate pg1 --yes --allow-data-loss',
    },
  ])('$name', async ({ recipe, line, exit, next }) => {
    const ended = await play(recipe);
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 0 });
    if (next !== undefined) expect(ended.next).toEqual([next]);
  });

  it('has the plan in its document, too', async () => {
    const { report, world } = await play({ agents: { pg1: null } });
    expect(report?.plan?.candidates.map(({ member, eligible }) => [member, eligible])).toEqual([
      ['pg1', false],
      ['pg3', true],
    ]);
    expect(world.events.map(({ kind }) => kind)).toEqual(['topology', 'plan']);
  });

  it('but not a failover whose loss is accepted', async () => {
    const { line, sent } = await play({
      cluster: SYNCHRONOUS,
      typed: { kind: 'failover', allowsDataLoss: true },
    });
    expect({ line, sent }).toEqual({ line: 'done', sent: 1 });
  });

  it('also if agents cannot even be asked, while a question waits', async () => {
    const { line, sent } = await play({
      typed: { unattended: false, scheduled: 'now' },
      questions: [['Primary', '']],
      prepare: ({ agents, questions, clock }) => {
        agents.readStatus = () => Promise.reject(new Failure('usage', 'bad-settings', 'no such file'));
        const askText = questions.askText.bind(questions);
        questions.askText = async (question) => {
          await clock.sleep(5000);
          return askText(question);
        };
        questions.askChoice = () => Promise.reject(new Error('nobody is asked any more'));
      },
      course: {},
    });
    expect({ line, sent }).toEqual({ line: 'usage/bad-settings', sent: 0 });
  });
});

describe('a dry run', () => {
  it.each<Row>([
    { name: 'of what would be asked for', recipe: {}, line: 'done', exit: 0 },
    {
      name: 'of what would be asked about first',
      recipe: { cluster: SYNCHRONOUS, typed: { kind: 'failover', unattended: false } },
      line: 'done',
      exit: 0,
    },
    {
      name: 'of what nobody could be asked about',
      recipe: { cluster: SYNCHRONOUS, typed: { kind: 'failover' } },
      line: 'usage/may-lose-commits',
      exit: 2,
    },
    {
      name: 'of a refusal',
      recipe: { agents: { pg1: null } },
      line: 'refused/agent-unreachable',
      exit: 1,
    },
    {
      name: 'where the agent of the leader is silent',
      recipe: { agents: { pg2: null } },
      line: 'unreachable/agent-unreachable',
      exit: 4,
    },
    { name: 'by etcd', recipe: { typed: { viaDcs: true } }, line: 'done', exit: 0 },
    { name: 'of a schedule', recipe: { typed: { scheduled: FAR } }, line: 'done', exit: 0 },
  ])('$name asks nobody and sends nothing', async ({ recipe, line, exit }) => {
    const typed = { unattended: true, routes: [], ...recipe.typed, dryRun: true };
    const ended = await play({ ...recipe, typed });
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({ line, exit, sent: 0 });
    expect(ended.report).toMatchObject({ dryRun: true, request: null, phases: [], downtime: null });
    expect(ended.world.servers.begun).toEqual([]);
    expect(ended.world.questions.asked).toEqual([]);
  });
});

describe('the warnings', () => {
  const withSlot =
    (active: boolean): NonNullable<Recipe['prepare']> =>
    (world) => {
      const logicalSlots = [{ name: 'cdc', active, failover: false, synced: false, invalid: false }];
      world.servers.become(15402, 'writable');
      world.servers.facts.set(15402, someFacts({ logicalSlots }));
    };

  it.each<{ name: string; recipe: Recipe; warnings: string[] }>([
    {
      name: 'a probe in what a slot decodes',
      recipe: { typed: { routes: [] }, prepare: withSlot(true) },
      warnings: ['probe-in-logical-slots'],
    },
    { name: 'no probe', recipe: { prepare: withSlot(true) }, warnings: [] },
    {
      name: 'nobody reads the slot',
      recipe: { typed: { routes: [] }, prepare: withSlot(false) },
      warnings: [],
    },
    {
      name: 'nobody waits, so that nothing is probed',
      recipe: { typed: { routes: [], wait: 'none' }, prepare: withSlot(true) },
      warnings: [],
    },
    {
      name: 'maintenance mode, once',
      recipe: { cluster: { config: { pause: true } } },
      warnings: ['paused'],
    },
    {
      name: 'a failover of a leader that is well',
      recipe: { typed: { kind: 'failover' } },
      warnings: ['switchover-is-safer'],
    },
  ])('$name', async ({ recipe, warnings }) => {
    const { world, report } = await play({ ...recipe, typed: { ...recipe.typed, dryRun: true } });
    expect(report?.warnings.map(({ code }) => code)).toEqual(warnings);
    const told = world.events.flatMap((event) => (event.kind === 'plan' ? event.warnings : []));
    expect(told.length).toBe(warnings.length);
    // The same objects, so that nobody is told twice.
    for (const [index, warning] of told.entries()) expect(report?.warnings[index]).toBe(warning);
  });

  it('name the slot and the way out', async () => {
    const { report } = await play({ typed: { routes: [], dryRun: true }, prepare: withSlot(true) });
    expect(report?.warnings).toEqual([
      {
        code: 'probe-in-logical-slots',
        message: 'the write probe shows in logical slot cdc as messages with the prefix ctl',
        subject: 'pg2',
        next: '--no-probe',
      },
    ]);
  });
});
