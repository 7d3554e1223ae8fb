import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { aMember, PRIMARY } from '../../support/clusters.js';
import type { ExpectedQuestion } from '../../support/fake-questions.js';
import { play, type Recipe } from './scenario.js';

const LEADER: ExpectedQuestion = ['Primary', ''];
const CANDIDATE = "Candidate ['pg1', 'pg3']";
const SURE = 'Are you sure you want to switchover cluster demo, demoting current leader pg2?';
const AT = '2030-01-01T10:00:00+01:00';
const CTRL_C = new Failure('cancelled', 'cancelled', 'Aborted!');

/** The question about the time, with an example one hour ahead in the local zone. */
function when(answer: string): ExpectedQuestion {
  const ahead = new Date(Date.parse('2026-11-22T19:07:00.000Z'));
  const local = new Date(ahead.getTime() - ahead.getTimezoneOffset() * 60_000);
  return [`When should the switchover take place (e.g. ${local.toISOString().slice(0, 16)} ) `, answer];
}

function asked(
  questions: readonly ExpectedQuestion[],
  typed: NonNullable<Recipe['typed']> = {},
  more: Recipe = {},
): Recipe {
  return { ...more, questions, typed: { unattended: false, candidate: null, ...typed } };
}

interface Row {
  readonly name: string;
  readonly recipe: Recipe;
  readonly line: string;
  /** Null if nothing is sent. */
  readonly order: object | null;
}

describe("patronictl's questions, in its order", () => {
  it.each<Row>([
    {
      name: 'all of them, answered',
      recipe: asked([['Primary', 'pg2'], [CANDIDATE, 'pg1'], when('now'), [SURE, true]]),
      line: 'done',
      order: { verb: 'switchover', leader: 'pg2', candidate: 'pg1', scheduledAt: null },
    },
    {
      name: 'all of them with Enter, but for the last',
      recipe: asked([LEADER, [CANDIDATE, ''], when(''), [SURE, true]]),
      line: 'done',
      order: { verb: 'switchover', leader: 'pg2', candidate: null, scheduledAt: null },
    },
    {
      name: 'a time',
      recipe: asked([
        LEADER,
        [CANDIDATE, 'pg1'],
        when(AT),
        [
          `Are you sure you want to schedule switchover of cluster demo at ${AT}, demoting current leader pg2?`,
          false,
        ],
      ]),
      line: 'cancelled/cancelled',
      order: null,
    },
    {
      name: 'only those that are open',
      recipe: asked([when('now'), [SURE, true]], { leader: 'pg2', candidate: 'pg1' }),
      line: 'done',
      order: { candidate: 'pg1' },
    },
    {
      name: 'a no',
      recipe: asked([LEADER, [CANDIDATE, ''], when(''), [SURE, false]]),
      line: 'cancelled/cancelled',
      order: null,
    },
    {
      name: 'a wrong leader',
      recipe: asked([['Primary', 'pg1']]),
      line: 'refused/not-the-leader',
      order: null,
    },
    {
      name: 'a wrong candidate',
      recipe: asked([LEADER, [CANDIDATE, 'pg9']]),
      line: 'not-found/unknown-member',
      order: null,
    },
    {
      name: 'a time that is none',
      recipe: asked([LEADER, [CANDIDATE, ''], when('later')]),
      line: 'usage/bad-schedule',
      order: null,
    },
    { name: 'Ctrl-C', recipe: asked([['Primary', CTRL_C]]), line: 'cancelled/cancelled', order: null },
    {
      name: 'input that ends half-way',
      recipe: asked([LEADER, [CANDIDATE, new Failure('usage', 'no-answer', 'nobody can be asked')]]),
      line: 'usage/no-answer',
      order: null,
    },
    {
      name: 'a standby cluster has a standby leader',
      recipe: asked(
        [['Standby Leader', 'pg1']],
        {},
        { cluster: { config: { standby_cluster: { host: 'x' } } } },
      ),
      line: 'refused/not-the-leader',
      order: null,
    },
    {
      name: 'a failover has neither leader nor time',
      recipe: asked(
        [
          [CANDIDATE, 'pg1'],
          ['Are you sure you want to failover cluster demo, demoting current leader pg2?', true],
        ],
        { kind: 'failover' },
      ),
      line: 'done',
      order: { verb: 'failover', candidate: 'pg1' },
    },
    {
      name: 'a failover to nobody',
      recipe: asked([[CANDIDATE, '']], { kind: 'failover' }),
      line: 'usage/no-candidate',
      order: null,
    },
    {
      name: 'a failover without a leader demotes nobody',
      recipe: asked(
        [['Are you sure you want to failover cluster demo?', false]],
        { kind: 'failover', candidate: 'pg1' },
        { cluster: { leader: null } },
      ),
      line: 'cancelled/cancelled',
      order: null,
    },
  ])('$name', async ({ recipe, line, order }) => {
    const { world, ...ended } = await play(recipe);
    expect({ line: ended.line, sent: ended.sent }).toEqual({ line, sent: order === null ? 0 : 1 });
    if (order !== null) expect(world.orders.sent).toMatchObject([{ order }]);
    if (line === 'cancelled/cancelled') expect(ended.exit).toBe(130);
  });

  it('says no in the words of patronictl', async () => {
    const messages = async (questions: readonly ExpectedQuestion[], typed: Recipe['typed']) =>
      (await play(asked(questions, { leader: 'pg2', candidate: 'pg1', ...typed }))).messages;
    expect(await messages([[SURE, false]], { scheduled: 'now' })).toEqual(['Aborting switchover']);
    const later = `Are you sure you want to schedule switchover of cluster demo at ${AT}, demoting current leader pg2?`;
    expect(await messages([[later, false]], { scheduled: AT })).toEqual(['Aborting scheduled switchover']);
  });
});

describe('an asynchronous candidate', () => {
  const cluster: NonNullable<Recipe['cluster']> = {
    config: { synchronous_mode: true },
    changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
  };
  const ASYNCHRONOUS = 'Are you sure you want to failover to the asynchronous node pg1?';
  const FAILOVER = 'Are you sure you want to failover cluster demo, demoting current leader pg2?';

  it.each<{
    name: string;
    questions: readonly ExpectedQuestion[];
    accepted?: true;
    line: string;
    sent: number;
  }>([
    {
      name: 'two times yes',
      questions: [
        [ASYNCHRONOUS, true],
        [FAILOVER, true],
      ],
      line: 'done',
      sent: 1,
    },
    { name: 'a no', questions: [[ASYNCHRONOUS, false]], line: 'cancelled/cancelled', sent: 0 },
    { name: 'accepted before', questions: [[FAILOVER, true]], accepted: true, line: 'done', sent: 1 },
  ])('is asked about first: $name', async ({ questions, accepted = false, line, sent }) => {
    const typed = { kind: 'failover', candidate: 'pg1', allowsDataLoss: accepted } as const;
    const ended = await play(asked(questions, typed, { cluster }));
    expect({ line: ended.line, sent: ended.sent }).toEqual({ line, sent });
  });
});

describe('the candidates to choose from', () => {
  async function choicesIn(typed: NonNullable<Recipe['typed']>): Promise<string[]> {
    const recipe = asked([[CANDIDATE, CTRL_C]], { leader: 'pg2', ...typed }, { agents: { pg1: null } });
    const [question] = (await play(recipe)).world.questions.asked;
    const choices = question !== undefined && 'choices' in question ? question.choices : [];
    return choices.map(
      ({ value, remark, disabled }) => `${value || '(any)'}: ${remark}${disabled ? ' (disabled)' : ''}`,
    );
  }

  it('come with what the rules say', async () => {
    expect(await choicesIn({})).toEqual([
      '(any): pg3 is the only eligible candidate',
      'pg1: agent-unreachable: 127.0.0.1:8008: no answer; Patroni takes no member whose agent does not answer (disabled)',
      'pg3: eligible',
    ]);
  });

  it('may all be named for a later time', async () => {
    const choices = await choicesIn({ scheduled: AT });
    expect(choices.length).toBe(3);
    expect(choices.filter((choice) => choice.endsWith('(disabled)'))).toEqual([]);
  });

  it('have names in a failover', async () => {
    const choices = await choicesIn({ kind: 'failover' });
    expect(choices.map((choice) => choice.split(':')[0])).toEqual(['pg1', 'pg3']);
  });

  it('are without those who are tagged, as patronictl lists them', async () => {
    const tagged = aMember('pg1', { tags: { nofailover: true } });
    const members = [tagged, aMember('pg2', PRIMARY), aMember('pg3'), aMember('pg10')];
    const { line } = await play(
      asked([["Candidate ['pg10', 'pg3']", 'pg1']], { leader: 'pg2' }, { cluster: { members } }),
    );
    expect(line).toBe('refused/nofailover-tag');
  });
});

describe('nobody who could be asked', () => {
  it.each<{ name: string; typed: NonNullable<Recipe['typed']>; options: string; next: string }>([
    {
      name: 'a switchover',
      typed: { candidate: null },
      options: '--yes',
      next: 'ctl switchover demo --yes',
    },
    {
      name: 'what was typed is kept',
      typed: { scheduled: AT },
      options: '--yes',
      next: `ctl switchover demo --candidate pg1 --scheduled ${AT} --yes`,
    },
    {
      name: 'a failover needs a name',
      typed: { kind: 'failover', candidate: null },
      options: '--candidate MEMBER --yes',
      next: 'ctl failover demo --candidate MEMBER --yes',
    },
    {
      name: 'a group',
      typed: { group: 1 },
      options: '--yes',
      next: 'ctl switchover demo --group 1 --candidate pg1 --yes',
    },
    {
      name: 'no cluster',
      typed: { scope: null },
      options: '--yes',
      next: 'ctl switchover CLUSTER --candidate pg1 --yes',
    },
  ])('$name: it ends before anything is read', async ({ typed, options, next }) => {
    const { world, ...ended } = await play({
      typed: { unattended: false, ...typed },
      prepare: ({ dcs }) => dcs.failWith(new Error('nothing may be read')),
    });
    expect({ line: ended.line, exit: ended.exit }).toEqual({ line: 'usage/no-answer', exit: 2 });
    expect(ended.messages).toEqual([
      `nobody can be asked, because standard input is at its end; give ${options}`,
    ]);
    expect(ended.next).toEqual([next]);
    expect(world.events).toEqual([]);
    expect(ended.sent).toBe(0);
  });
});
