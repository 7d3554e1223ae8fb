import { describe, expect, it } from 'vitest';
import { answered, doubtful, notSent } from '../../support/fake-orders.js';
import { follow, play, type Recipe } from './scenario.js';

const ONE: Recipe = { group: 1 };
const PLACE = { scope: 'demo', group: 1 };

describe('a group of a Citus cluster', () => {
  it('is asked for, with all groups in sight', async () => {
    const { line, report, world } = await play({
      ...ONE,
      typed: { unattended: false, leader: 'pg2', scheduled: 'now' },
      questions: [
        ['Citus group', '1'],
        ['Are you sure you want to switchover cluster demo, demoting current leader pg2?', true],
      ],
    });
    expect(line).toBe('done');
    expect(report).toMatchObject(PLACE);
    const [topology, plan] = world.events;
    expect(topology?.kind === 'topology' && topology.clusters.map(({ group }) => group)).toEqual([0, 1]);
    expect(plan?.kind === 'plan' && plan.group).toBe(1);
  });

  it.each<{ name: string; recipe: Recipe; messages: string[] }>([
    {
      name: 'of which the settings know nothing',
      recipe: ONE,
      messages: ['For Citus clusters the --group must me specified'],
    },
    {
      name: 'of which the settings know',
      recipe: { ...ONE, typed: { citus: true } },
      messages: ['For Citus clusters the --group must me specified'],
    },
    {
      name: 'and a dry run',
      recipe: { ...ONE, typed: { dryRun: true, unattended: false } },
      messages: ['For Citus clusters the --group must me specified'],
    },
    {
      name: 'and a wrong answer',
      recipe: { ...ONE, typed: { unattended: false }, questions: [['Citus group', 'one']] },
      messages: ['"one" is not the number of a Citus group'],
    },
  ])('is not guessed where nobody names it, $name', async ({ recipe, messages }) => {
    const { world, ...ended } = await play(recipe);
    expect({ line: ended.line, exit: ended.exit, sent: ended.sent }).toEqual({
      line: 'usage/no-group',
      exit: 2,
      sent: 0,
    });
    expect(ended.messages).toEqual(messages);
    expect(ended.next).toEqual(['ctl switchover demo --candidate pg1 --group N, N of 0, 1']);
    expect(world.events.map(({ kind }) => kind)).toEqual(['topology']);
  });

  it('that is not there', async () => {
    const { line, exit } = await play({ ...ONE, typed: { group: 7 } });
    expect({ line, exit }).toEqual({ line: 'not-found/unknown-group', exit: 7 });
  });

  it('does not exist in an ordinary cluster, whatever the settings say', async () => {
    expect((await play({ typed: { citus: true } })).line).toBe('done');
  });
});

describe('with a group that was named', () => {
  it('the key is written there', async () => {
    const { line, world } = await play({ ...ONE, typed: { group: 1, viaDcs: true } });
    expect(line).toBe('done');
    expect(world.key.written.map(({ place }) => place)).toEqual([PLACE]);
  });

  it.each<{ name: string; recipe: Recipe; next: string }>([
    {
      name: 'a refusal by the rules',
      recipe: { agents: { pg1: null } },
      next: 'ctl switchover demo --group 1 --candidate pg3 --dry-run',
    },
    {
      name: 'a refusal before that',
      recipe: { typed: { candidate: 'pg9' } },
      next: 'ctl list demo --group 1',
    },
    {
      name: 'a silent leader',
      recipe: { agents: { pg2: null } },
      next: 'ctl switchover demo --group 1 --candidate pg1 --via pg1 (another agent, the same checks), or ctl switchover demo --group 1 --candidate pg1 --via-dcs (writes to etcd directly)',
    },
    {
      name: 'a request that is declined',
      recipe: { course: {}, reply: () => answered(412, 'no') },
      next: 'ctl switchover demo --group 1 --candidate pg1 --dry-run',
    },
    {
      name: 'one that cannot be sent any more',
      recipe: { typed: { viaDcs: true }, keyWritten: () => ({ kind: 'changed-meanwhile' }), course: {} },
      next: 'ctl list demo --group 1',
    },
    {
      name: 'one that does not show',
      recipe: { course: {}, reply: () => doubtful('pg2') },
      next: 'ctl switchover demo --group 1 --follow',
    },
    {
      name: 'one that is dropped',
      recipe: { course: { requested: 100, dropped: 300 }, reply: () => doubtful('pg2') },
      next: 'ctl switchover demo --group 1 --candidate pg1 --dry-run',
    },
    { name: 'another winner', recipe: { winner: 'pg3' }, next: 'ctl history demo --group 1' },
  ])('every hint names it: $name', async ({ recipe, next }) => {
    const ended = await play({ ...ONE, ...recipe, typed: { ...recipe.typed, group: 1 } });
    expect(ended.next).toEqual([next]);
  });

  it('also the warnings', async () => {
    const failover = await play({ ...ONE, typed: { group: 1, kind: 'failover', dryRun: true } });
    expect(failover.report?.warnings.map(({ next }) => next)).toEqual([
      'ctl switchover demo --group 1 --candidate pg1',
    ]);
    const late = await play({ ...ONE, typed: { group: 1 }, course: { locked: 500, writable: 800 } });
    expect(late.report?.warnings.map(({ next }) => next)).toEqual(['ctl list demo --group 1']);
  });

  it('and looking on', async () => {
    const { line, next } = await follow({ ...ONE, cluster: { leader: null } }, { group: 1 });
    expect([line, ...next]).toEqual(['unknown/deadline', 'ctl switchover demo --group 1 --follow']);
  });

  it('has nothing to do with what could not be sent', async () => {
    const { report } = await play({ ...ONE, typed: { group: 1 }, course: {}, reply: () => notSent('pg2') });
    expect(report).toMatchObject({ ...PLACE, request: null });
  });
});
