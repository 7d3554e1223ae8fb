import { describe, expect, it } from 'vitest';
import type { ChangeRequest, Refusal } from '../../../src/cluster/change-leader/change-request.js';
import { planChange } from '../../../src/cluster/change-leader/plan-change.js';
import {
  aRequest,
  END,
  type EvidenceRecipe,
  MB,
  NO_POSTGRES,
  RUNNING_PRIMARY,
  someEvidence,
} from './some-evidence.js';

const SYNC_PG3 = { leader: 'pg2', standbys: ['pg3'], quorum: 0 };
const VOTERS = { leader: 'pg2', standbys: ['pg1', 'pg3'], quorum: 1 };
const LATER = Date.UTC(2030, 0, 1);
const BEHIND = { receivePosition: END - 12 * MB, replayPosition: END - 12 * MB };
const FAILOVER = { kind: 'failover' } as const;
const SCHEDULED = {
  failover: { leader: 'pg2', candidate: null, scheduledAt: '2030-01-01T00:00:00+00:00', revision: 7 },
};

function lineOf(refusal: Refusal | null): string | null {
  return refusal && `${refusal.outcome}/${refusal.code} | ${refusal.message} | ${refusal.next}`;
}

describe('the refusal of a plan', () => {
  it.each<{ name: string; request?: Partial<ChangeRequest>; recipe?: EvidenceRecipe; line: string | null }>([
    { name: 'all is well', line: null },
    { name: 'any may win', request: { candidate: null }, line: null },
    {
      name: 'the named one is behind',
      recipe: { agents: { pg1: BEHIND } },
      line: 'refused/lag-over-limit | pg1 cannot take over: 12 MB behind, more than maximum_lag_on_failover (1 MB) | ctl switchover demo --candidate pg3 --dry-run',
    },
    {
      name: 'the named one is behind, and nobody leads',
      request: FAILOVER,
      recipe: { leader: null, names: ['pg1'], agents: { pg1: BEHIND } },
      line: null,
    },
    {
      name: 'nobody else could be named',
      recipe: { agents: { pg1: null, pg3: BEHIND } },
      line: 'refused/agent-unreachable | pg1 cannot take over: 127.0.0.1:8001: connection refused; Patroni takes no member whose agent does not answer | ctl list demo',
    },
    {
      name: 'the named one starts',
      recipe: { agents: { pg1: { ...NO_POSTGRES, state: 'starting' } }, names: ['pg1', 'pg2'] },
      line: 'refused/not-running | pg1 cannot take over: its PostgreSQL is starting; Patroni takes no member whose PostgreSQL does not report its position | ctl list demo',
    },
    {
      name: 'the named one is asynchronous: the synchronous one is suggested',
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      line: 'refused/not-in-sync-set | pg1 cannot take over: not synchronous (the sync set is pg3); a switchover goes to the sync set only | ctl switchover demo --candidate pg3 --dry-run',
    },
    {
      name: 'the named one is asynchronous, for a failover',
      request: FAILOVER,
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      line: null,
    },
    {
      name: 'nobody is eligible',
      request: { candidate: null },
      recipe: { agents: { pg1: null }, members: { pg3: { tags: { nofailover: true } } } },
      line: 'refused/no-candidate | No candidates found to switchover to: pg1 agent-unreachable, pg3 nofailover-tag | ctl list demo',
    },
    {
      name: 'nobody else is there',
      request: { candidate: null },
      recipe: { names: ['pg2'] },
      line: 'refused/no-candidate | No candidates found to switchover to | ctl list demo',
    },
    {
      name: 'a quorum is missing: to name one helps',
      request: { candidate: null },
      recipe: { config: { synchronous_mode: 'quorum' }, changes: { sync: VOTERS }, agents: { pg3: null } },
      line: 'refused/no-candidate | No candidates found to switchover to: pg1 quorum-not-met, pg3 agent-unreachable | ctl switchover demo --candidate pg1',
    },
    {
      name: 'the candidate leads',
      request: { candidate: 'pg2' },
      line: 'refused/candidate-is-leader | Member pg2 is already the leader of cluster demo | ctl switchover demo --candidate pg1 --dry-run',
    },
    {
      name: 'nobody has that name',
      request: { candidate: 'pg9' },
      line: 'not-found/unknown-member | Member pg9 does not exist in cluster demo or is tagged as nofailover | ctl list demo',
    },
    {
      name: 'a failover names nobody',
      request: { ...FAILOVER, candidate: null },
      line: 'usage/no-candidate | Failover could be performed only to a specific candidate | add --candidate NAME',
    },
    {
      name: 'a scheduled one, behind now',
      request: { scheduledAt: LATER },
      recipe: { agents: { pg1: BEHIND } },
      line: null,
    },
    {
      name: 'a scheduled one, nobody eligible now',
      request: { scheduledAt: LATER, candidate: null },
      recipe: { agents: { pg1: null, pg3: null } },
      line: null,
    },
    {
      name: 'a scheduled one to an unknown member',
      request: { scheduledAt: LATER, candidate: 'pg9' },
      line: 'not-found/unknown-member | Member pg9 does not exist in cluster demo or is tagged as nofailover | ctl list demo',
    },
    {
      name: 'a scheduled one to a member that is tagged',
      request: { scheduledAt: LATER },
      recipe: { members: { pg1: { tags: { nofailover: true } } } },
      line: 'refused/nofailover-tag | Member pg1 does not exist in cluster demo or is tagged as nofailover | ctl switchover demo --candidate pg3 --dry-run',
    },
  ])('$name', ({ request, recipe, line }) => {
    const { plan, refusal } = planChange(aRequest(request), someEvidence(recipe));
    expect(lineOf(refusal)).toBe(line);
    expect(plan.candidate).toBe(aRequest(request).candidate);
  });

  it('refuses a member of which there is no evidence', () => {
    const evidence = someEvidence();
    const { refusal } = planChange(aRequest(), { ...evidence, members: evidence.members.slice(1) });
    expect(refusal).toMatchObject({
      code: 'agent-unreachable',
      message: 'pg1 cannot take over: its agent was not asked',
    });
  });
});

describe('planChange', () => {
  it('says who leads, who wins and how everybody fares, also when it is refused', () => {
    const evidence = someEvidence({ agents: { pg1: null } });
    const { plan, refusal } = planChange(aRequest({ candidate: null }), evidence);
    expect(refusal).toBeNull();
    expect(plan).toMatchObject({
      from: 'pg2',
      candidate: null,
      expectedWinner: 'pg3',
      whyWinner: 'pg3 is the only eligible candidate',
      mayLoseCommits: false,
      lossBytes: null,
      warnings: [],
    });
    const refused = planChange(aRequest(), evidence);
    expect(refused.refusal?.code).toBe('agent-unreachable');
    expect(refused.plan.verdicts.map(({ member, eligible }) => [member, eligible])).toEqual([
      ['pg1', false],
      ['pg3', true],
    ]);
  });

  it.each<{
    name: string;
    request?: Partial<ChangeRequest>;
    recipe: EvidenceRecipe;
    loses: boolean;
    bytes: number | null;
  }>([
    { name: 'a switchover', recipe: {}, loses: false, bytes: null },
    { name: 'a failover to one that has everything', request: FAILOVER, recipe: {}, loses: false, bytes: 0 },
    {
      name: 'a failover to one that is behind',
      request: FAILOVER,
      recipe: { leader: null, names: ['pg1'], agents: { pg1: BEHIND } },
      loses: false,
      bytes: 12 * MB,
    },
    {
      name: 'a failover to an asynchronous one',
      request: FAILOVER,
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      loses: true,
      bytes: 0,
    },
    {
      name: 'a failover to a voter whom nobody confirms',
      request: FAILOVER,
      recipe: {
        leader: null,
        names: ['pg1', 'pg3'],
        config: { synchronous_mode: 'quorum' },
        changes: { sync: VOTERS },
        agents: { pg3: null },
      },
      loses: true,
      bytes: 0,
    },
    {
      name: 'a failover while the last position of the leader is unknown',
      request: FAILOVER,
      recipe: {
        leader: null,
        names: ['pg1'],
        changes: { status: { position: null, slots: new Map(), retainSlots: [] } },
      },
      loses: false,
      bytes: null,
    },
  ])('knows what $name may lose', ({ request, recipe, loses, bytes }) => {
    const { plan } = planChange(aRequest(request), someEvidence(recipe));
    expect({ loses: plan.mayLoseCommits, bytes: plan.lossBytes }).toEqual({ loses, bytes });
  });
});

describe('the warnings of a plan', () => {
  it.each<{
    name: string;
    request?: Partial<ChangeRequest>;
    recipe?: EvidenceRecipe;
    lines: readonly string[];
  }>([
    { name: 'nothing', lines: [] },
    {
      name: 'a failover while the leader is well',
      request: FAILOVER,
      lines: [
        'switchover-is-safer | the leader pg2 is healthy: a switchover does the same and respects the sync set | ctl switchover demo --candidate pg1',
      ],
    },
    {
      name: 'a failover that no switchover could do',
      request: FAILOVER,
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      lines: [],
    },
    {
      name: 'a failover from a silent leader',
      request: FAILOVER,
      recipe: { agents: { pg2: null } },
      lines: [],
    },
    {
      name: 'a failover from a leader that does not run',
      request: FAILOVER,
      recipe: { agents: { pg2: { ...NO_POSTGRES, position: null, state: 'crashed' } } },
      lines: [],
    },
    { name: 'a failover without a leader', request: FAILOVER, recipe: { leader: null }, lines: [] },
    {
      name: 'a primary that has lost the lock',
      request: FAILOVER,
      recipe: { leader: null, agents: { pg2: RUNNING_PRIMARY } },
      lines: ['primary-still-runs | pg2 still runs as a primary: it may take the lock back by itself | null'],
    },
    {
      name: 'a primary that has lost the lock while paused',
      request: FAILOVER,
      recipe: { leader: null, agents: { pg2: RUNNING_PRIMARY }, config: { pause: true } },
      lines: [
        'primary-still-runs | pg2 still runs as a primary: while paused nobody stops it, and both would accept writes | null',
      ],
    },
    {
      name: 'that primary as the candidate',
      request: { ...FAILOVER, candidate: 'pg2' },
      recipe: { leader: null, agents: { pg2: RUNNING_PRIMARY } },
      lines: [],
    },
    {
      name: 'a stored schedule that this replaces',
      recipe: { changes: SCHEDULED },
      lines: [
        'already-scheduled | this switchover takes the place of the switchover scheduled for 2030-01-01T00:00:00+00:00 | null',
      ],
    },
    {
      name: 'a stored schedule that another one replaces, as was said',
      request: { scheduledAt: LATER, replacesSchedule: true },
      recipe: { changes: SCHEDULED },
      lines: [],
    },
    {
      name: 'a schedule whose candidate is behind now',
      request: { scheduledAt: LATER },
      recipe: { agents: { pg1: BEHIND } },
      lines: [
        'lag-over-limit | as things are now: pg1 cannot take over: 12 MB behind, more than maximum_lag_on_failover (1 MB); the leader checks it at its time | null',
      ],
    },
    {
      name: 'a schedule with nobody eligible now',
      request: { scheduledAt: LATER, candidate: null },
      recipe: { agents: { pg1: null, pg3: null } },
      lines: [
        'no-candidate | as things are now: No candidates found to switchover to: pg1 agent-unreachable, pg3 agent-unreachable; the leader checks it at its time | null',
      ],
    },
  ])('$name', ({ request, recipe, lines }) => {
    const { plan } = planChange(aRequest(request), someEvidence(recipe));
    expect(plan.warnings.map(({ code, message, next }) => `${code} | ${message} | ${next}`)).toEqual(lines);
  });
});
