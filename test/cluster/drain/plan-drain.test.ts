import { describe, expect, it } from 'vitest';
import { planDrain } from '../../../src/cluster/drain/plan-drain.js';
import { type EvidenceRecipe, MB, someEvidence } from '../change-leader/some-evidence.js';

const SYNC = { synchronous_mode: true };
const STRICT = { ...SYNC, synchronous_mode_strict: true };
const set = (...standbys: string[]) => ({ sync: { leader: 'pg2', standbys, quorum: 0 } });
const FOUR = ['pg1', 'pg2', 'pg3', 'pg4'];

interface Options {
  readonly member?: string;
  readonly switchover?: boolean;
  readonly allowsStop?: boolean;
  readonly allowsDataLoss?: boolean;
}

function plan(
  recipe: EvidenceRecipe,
  { member = 'pg3', switchover = false, allowsStop = false, allowsDataLoss = false }: Options = {},
) {
  const request = { scope: 'demo', group: null, member, switchover, allowsStop, allowsDataLoss };
  const planned = planDrain(request, someEvidence(recipe));
  const { rest, warnings, refusal } = planned;
  return {
    ...planned,
    rest: { leader: null, candidates: null, synchronous: null, reads: null, cascading: null, ...rest },
    codes: warnings.map(({ code }) => code),
    refusal: refusal?.code ?? null,
    message: refusal?.message ?? null,
    next: refusal?.next ?? null,
  };
}

describe('what is left without a member', () => {
  it('is everybody else', () => {
    expect(plan({})).toMatchObject({
      rest: { leader: 'pg2', candidates: ['pg1'], synchronous: null, reads: ['pg1'], cascading: [] },
      candidate: null,
      syncWanted: null,
      codes: [],
      refusal: null,
    });
  });

  it.each<[string, EvidenceRecipe, readonly string[]]>([
    ['whose agent is silent', { agents: { pg1: null } }, []],
    ['that is excluded by a tag', { members: { pg1: { tags: { nofailover: true } } } }, []],
    ['that is far behind', { agents: { pg1: { receivePosition: 1, replayPosition: 1 } } }, []],
    ['that is not in the sync set yet', { config: SYNC, changes: set('pg3') }, ['pg1']],
    [
      'whose leader is of 3.0',
      { config: SYNC, changes: set('pg3'), members: { pg2: { patroniVersion: '3.0.2' } } },
      ['pg1'],
    ],
    [
      'that never is synchronous',
      { config: SYNC, changes: set('pg3'), members: { pg1: { tags: { nosync: true } } } },
      [],
    ],
    [
      'that never has a vote, which needs more of them',
      {
        config: { synchronous_mode: 'quorum' },
        changes: set('pg3'),
        members: { pg1: { tags: { nosync: true } } },
      },
      ['pg1'],
    ],
  ])('takes over or not, %s', (_, recipe, candidates) => {
    const planned = plan(recipe);
    expect(planned.rest.candidates).toEqual(candidates);
    expect(planned.codes.includes('no-candidate-left')).toBe(candidates.length === 0);
    expect(planned.refusal).toBeNull();
  });

  it.each<[string, EvidenceRecipe['members'], readonly string[]]>([
    ['streams', {}, ['pg1']],
    ['receives from the archive only', { pg1: { replicationState: 'in archive recovery' } }, []],
    ['does not run', { pg1: { state: 'stopped', replicationState: null } }, []],
    ['tells nothing and is of 3.0.2', { pg1: { replicationState: null, patroniVersion: '3.0.2' } }, ['pg1']],
    ['tells nothing and could', { pg1: { replicationState: null } }, []],
    ['has the tag', { pg1: { tags: { nosync: true } } }, []],
    ['has no priority', { pg1: { tags: { sync_priority: 0 } } }, []],
    [
      'has none, and 4.0 does not know that',
      { pg1: { tags: { sync_priority: 0 }, patroniVersion: '4.0.7' } },
      ['pg1'],
    ],
    ['replicates from the member', { pg1: { tags: { replicatefrom: 'pg3' } } }, []],
  ])('can be synchronous or not: who %s', (_, members = {}, able) => {
    expect(plan({ config: SYNC, changes: set('pg3'), members }).rest.synchronous).toEqual(able);
  });

  it('serves reads if it runs and has no tag against it', () => {
    expect(plan({ members: { pg1: { tags: { noloadbalance: true } } } })).toMatchObject({
      rest: { reads: [] },
      codes: ['no-replica-for-reads'],
    });
    expect(plan({ members: { pg1: { state: 'starting' } } }).rest.reads).toEqual([]);
  });

  it('names who replicates from the member', () => {
    const members = { pg4: { tags: { replicatefrom: 'pg3' } } };
    const planned = plan({ names: FOUR, members });
    expect(planned).toMatchObject({ rest: { cascading: ['pg4'] }, codes: ['cascading-replica'] });
    expect(planned.warnings[0]?.message).toContain('pg4 replicates from pg3 (replicatefrom)');
  });

  it('names a switchover to the member, which would not happen', () => {
    const failover = {
      leader: 'pg2',
      candidate: 'pg3',
      scheduledAt: '2030-01-01T03:00:00+00:00',
      revision: 1,
    };
    expect(plan({ changes: { failover } }).warnings).toMatchObject([
      { code: 'switchover-to-it', next: 'to see it: ctl list demo' },
    ]);
    expect(plan({ changes: { failover: { ...failover, candidate: 'pg1' } } }).codes).toEqual([]);
  });
});

describe('the sync set without a member', () => {
  const away = { pg1: { state: 'stopped', replicationState: null } };
  it.each<[string, EvidenceRecipe, number, readonly string[], string | null]>([
    ['another takes its place', { config: SYNC }, 1, [], null],
    ['the same with a quorum', { config: { synchronous_mode: 'quorum' } }, 1, [], null],
    ['one of two is left', { config: { ...SYNC, synchronous_node_count: 2 } }, 1, ['sync-set-smaller'], null],
    ['two of four', { names: FOUR, config: { ...SYNC, synchronous_node_count: 2 } }, 2, [], null],
    ['nobody is left', { config: SYNC, members: away }, 0, ['sync-set-empty'], null],
    ['strict, another takes its place', { config: STRICT }, 1, [], null],
    [
      'strict, one of two is left',
      { config: { ...STRICT, synchronous_node_count: 2 } },
      1,
      ['sync-set-smaller'],
      null,
    ],
    ['strict, nobody is left', { config: STRICT, members: away }, 0, [], 'sync-set-too-small'],
    [
      'strict counts at least one',
      { config: { ...STRICT, synchronous_node_count: 0 }, members: away },
      0,
      [],
      'sync-set-too-small',
    ],
    ['nobody is asked for', { config: { ...SYNC, synchronous_node_count: 0 }, members: away }, 0, [], null],
  ])('%s', (_, recipe, syncWanted, codes, refusal) => {
    const planned = plan({ changes: set('pg3'), ...recipe });
    const sync = planned.codes.filter((code) => code.startsWith('sync-set'));
    expect({ syncWanted: planned.syncWanted, sync, refusal: planned.refusal }).toEqual({
      syncWanted,
      sync: codes,
      refusal,
    });
  });

  it('may be empty in strict mode if that is asked for', () => {
    const recipe = { config: STRICT, members: away, changes: set('pg3') };
    expect(plan(recipe).next).toContain('ctl drain demo pg3 --even-if-writes-stop');
    expect(plan(recipe, { allowsStop: true })).toMatchObject({
      refusal: null,
      codes: expect.arrayContaining(['sync-set-too-small']),
    });
  });
});

describe('the leader', () => {
  it('is refused, and told how it could be', () => {
    expect(plan({}, { member: 'pg2' })).toMatchObject({
      refusal: 'member-is-leader',
      candidate: null,
      next: 'ctl drain demo pg2 --switchover',
    });
  });

  it('is moved away on request; what is left is seen from then', () => {
    expect(plan({ config: SYNC, changes: set('pg3') }, { member: 'pg2', switchover: true })).toMatchObject({
      refusal: null,
      candidate: 'pg3',
      rest: { leader: 'pg3', candidates: ['pg1'], synchronous: ['pg1'], reads: ['pg1'] },
      syncWanted: 1,
    });
  });

  it('is refused before the switchover if writes would stop afterwards', () => {
    const names = ['pg1', 'pg2'];
    const recipe = { names, config: STRICT, changes: set('pg1') };
    expect(plan(recipe, { member: 'pg2', switchover: true }).refusal).toBe('sync-set-too-small');
  });

  describe('of whom all others have diverged', () => {
    const past = { timeline: 3, position: 1005 * MB, receivePosition: 1005 * MB, replayPosition: 1005 * MB };
    const apart: EvidenceRecipe = {
      members: { pg1: past, pg3: past },
      agents: { pg1: { ...past, position: null }, pg3: { ...past, position: null } },
      changes: {
        history: [{ timeline: 3, switchPoint: 900 * MB, reason: null, at: null, newLeader: 'pg2' }],
      },
    };

    it('stays, and the loss is named', () => {
      const { refusal, candidate, ...planned } = plan(apart, { member: 'pg2', switchover: true });
      expect({ refusal, candidate }).toEqual({ refusal: 'diverged', candidate: null });
      expect(planned.message).toContain('pg1 has diverged: all of timeline 4 would be lost');
    });

    it('is moved away with a word about the loss', () => {
      const { refusal, candidate } = plan(apart, { member: 'pg2', switchover: true, allowsDataLoss: true });
      expect({ refusal, candidate }).toEqual({ refusal: null, candidate: 'pg1' });
    });

    it('goes to a sound one all the same', () => {
      const sound = { ...apart, members: { pg1: past }, agents: { pg1: { ...past, position: null } } };
      expect(plan(sound, { member: 'pg2', switchover: true, allowsDataLoss: true }).candidate).toBe('pg3');
    });
  });

  it('stays if nobody can lead', () => {
    const agents = { pg1: null, pg3: null };
    expect(plan({ agents }, { member: 'pg2', switchover: true }).refusal).toBe('no-candidate');
    expect(plan({ agents }, { member: 'pg2' }).refusal).toBe('no-candidate');
  });

  it('is there, or nobody is taken away', () => {
    expect(plan({ leader: null })).toMatchObject({ refusal: 'no-leader', codes: [] });
  });
});
