import { describe, expect, it } from 'vitest';
import type { ChangeKind } from '../../../src/cluster/change-leader/change-request.js';
import { judgeCandidates } from '../../../src/cluster/change-leader/judge-candidate.js';
import {
  aSlot,
  codesOf,
  END,
  type EvidenceRecipe,
  MB,
  NO_POSTGRES,
  PARAMETERS,
  RUNNING_PRIMARY,
  someEvidence,
} from './some-evidence.js';

/** A switchover, a failover while the leader lives, and a failover without one: the same state in the three cases. */
type Outcome = readonly string[] | 'fine';
interface Row {
  readonly name: string;
  readonly recipe?: EvidenceRecipe;
  readonly switchover: Outcome;
  readonly failover: Outcome;
  readonly leaderless: Outcome;
}

const POSITION = (position: number) => ({ receivePosition: position, replayPosition: position });
const HISTORY = [{ timeline: 4, switchPoint: END, reason: null, at: null, newLeader: 'pg2' }];
const SYNC_PG3 = { leader: 'pg2', standbys: ['pg3'], quorum: 0 };
const VOTERS = { leader: 'pg2', standbys: ['pg1', 'pg3'], quorum: 1 };

function always(...outcome: readonly string[]): Pick<Row, 'switchover' | 'failover' | 'leaderless'> {
  return { switchover: outcome, failover: outcome, leaderless: outcome };
}

const ROWS: readonly Row[] = [
  { name: 'a replica that has everything', switchover: 'fine', failover: 'fine', leaderless: 'fine' },
  // What failover_limitation says, always.
  {
    name: 'a tag in the DCS',
    recipe: { members: { pg1: { tags: { nofailover: true } } } },
    ...always('refuses nofailover-tag'),
  },
  {
    name: 'a tag that only the agent tells yet',
    recipe: { agents: { pg1: { tags: { nofailover: true } } } },
    ...always('refuses nofailover-tag'),
  },
  {
    name: 'priority 0',
    recipe: { members: { pg1: { tags: { failover_priority: 0 } } } },
    ...always('refuses failover-priority-zero'),
  },
  {
    name: 'priority 0 that nofailover: false outweighs',
    recipe: { members: { pg1: { tags: { nofailover: false, failover_priority: 0 } } } },
    ...always(),
  },
  { name: 'a silent agent', recipe: { agents: { pg1: null } }, ...always('refuses agent-unreachable') },
  {
    name: 'an agent slower than Patroni waits',
    recipe: { agentMs: 2400 },
    ...always('warns agent-unreachable'),
  },
  { name: 'an agent that takes the 2 s', recipe: { agentMs: 2000 }, ...always() },
  {
    name: 'another cluster',
    recipe: { agents: { pg1: { systemIdentifier: '1' } } },
    ...always('refuses agent-is-someone-else'),
  },
  {
    name: 'a cluster whose identifier is not stored yet',
    recipe: {
      agents: { pg1: { systemIdentifier: '1' } },
      changes: { initialization: { state: 'initializing' } },
    },
    ...always(),
  },
  {
    name: 'a PostgreSQL that starts',
    recipe: { agents: { pg1: { ...NO_POSTGRES, state: 'starting' } } },
    ...always('refuses not-running'),
  },
  {
    name: 'a PostgreSQL that answers while it restarts',
    recipe: { agents: { pg1: { state: 'restarting' } } },
    ...always('warns not-running'),
  },
  {
    name: 'a watchdog that fails',
    recipe: { agents: { pg1: { watchdogFailed: true } } },
    ...always('refuses watchdog-failed'),
  },
  // What the leader checks, if there is one.
  { name: 'the limit of lag', recipe: { agents: { pg1: POSITION(END - MB) } }, ...always() },
  {
    name: 'a byte beyond the limit',
    recipe: { agents: { pg1: POSITION(END - MB - 1) } },
    switchover: ['refuses lag-over-limit'],
    failover: ['refuses lag-over-limit'],
    leaderless: ['warns lag-over-limit'],
  },
  {
    name: 'a limit of its own',
    recipe: { agents: { pg1: POSITION(END - MB - 1) }, config: { maximum_lag_on_failover: 2 * MB } },
    ...always(),
  },
  {
    name: 'a lag that the DCS shows and the agent does not',
    recipe: { members: { pg1: { position: 1, receivePosition: 1, replayPosition: 1 } } },
    ...always(),
  },
  {
    name: 'everything received, much to replay: lag is the larger of the two',
    recipe: { agents: { pg1: { receivePosition: END, replayPosition: END - 142 * MB } } },
    ...always('warns slow-replay'),
  },
  {
    name: 'no position',
    recipe: { agents: { pg1: { receivePosition: 0, replayPosition: 0 } } },
    switchover: ['refuses position-unknown'],
    failover: ['refuses position-unknown'],
    leaderless: ['warns position-unknown'],
  },
  {
    name: 'a primary without the lock: no position to the leader',
    recipe: { agents: { pg1: RUNNING_PRIMARY } },
    switchover: ['refuses position-unknown'],
    failover: ['refuses position-unknown'],
    leaderless: 'fine',
  },
  {
    name: 'an unknown position of the leader, with which Patroni lets everybody pass',
    recipe: { changes: { status: { position: null, slots: new Map(), retainSlots: [] } } },
    ...always('warns position-unknown'),
  },
  {
    name: 'an older timeline',
    recipe: { agents: { pg1: { timeline: 4 } }, changes: { history: HISTORY } },
    ...always('warns timeline-behind'),
  },
  {
    name: 'an older timeline with check_timeline',
    recipe: {
      agents: { pg1: { timeline: 4 } },
      changes: { history: HISTORY },
      config: { check_timeline: true },
    },
    switchover: ['refuses timeline-behind'],
    failover: ['refuses timeline-behind'],
    leaderless: ['warns timeline-behind'],
  },
  {
    name: 'the timeline that follows the history',
    recipe: {
      agents: { pg1: { timeline: 5 }, pg2: { ...RUNNING_PRIMARY, timeline: 5 } },
      changes: { history: HISTORY },
      config: { check_timeline: true },
    },
    ...always(),
  },
  {
    name: 'no timeline with check_timeline',
    recipe: { agents: { pg1: { timeline: null } }, config: { check_timeline: true } },
    switchover: ['refuses timeline-behind'],
    failover: ['refuses timeline-behind'],
    leaderless: 'fine',
  },
  // The sync set.
  {
    name: 'an asynchronous standby',
    recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
    switchover: ['refuses not-in-sync-set'],
    failover: ['endangers not-in-sync-set'],
    leaderless: ['endangers not-in-sync-set'],
  },
  {
    name: 'an asynchronous standby of a leader before 3.2.2',
    recipe: {
      config: { synchronous_mode: true },
      changes: { sync: SYNC_PG3 },
      members: { pg2: { patroniVersion: '3.0.2' } },
    },
    switchover: ['refuses not-in-sync-set'],
    failover: ['refuses not-in-sync-set'],
    leaderless: ['endangers not-in-sync-set'],
  },
  {
    name: 'an asynchronous standby of a leader of 3.2.2',
    recipe: {
      config: { synchronous_mode: true },
      changes: { sync: SYNC_PG3 },
      members: { pg2: { patroniVersion: '3.2.2' } },
    },
    switchover: ['refuses not-in-sync-set'],
    failover: ['endangers not-in-sync-set'],
    leaderless: ['endangers not-in-sync-set'],
  },
  {
    name: 'a synchronous standby, its name in any case',
    recipe: { config: { synchronous_mode: true }, changes: { sync: { ...SYNC_PG3, standbys: ['PG1'] } } },
    ...always(),
  },
  {
    name: 'the last leader, who has everything but is nobody to switch over to',
    recipe: { config: { synchronous_mode: true }, changes: { sync: { ...SYNC_PG3, leader: 'pg1' } } },
    switchover: ['refuses not-in-sync-set'],
    failover: 'fine',
    leaderless: 'fine',
  },
  {
    name: 'a sync key that is not there yet',
    recipe: { config: { synchronous_mode: true } },
    switchover: ['refuses not-in-sync-set'],
    failover: 'fine',
    leaderless: 'fine',
  },
  {
    name: 'a sync key left over from before',
    recipe: { changes: { sync: SYNC_PG3 } },
    ...always(),
  },
  {
    name: 'a sync key in a standby cluster',
    recipe: {
      config: { synchronous_mode: true, standby_cluster: { host: 'a' } },
      changes: { sync: SYNC_PG3 },
    },
    ...always(),
  },
  // The quorum.
  {
    name: 'a voter, the other one level with it',
    recipe: { config: { synchronous_mode: 'quorum' }, changes: { sync: VOTERS } },
    ...always(),
  },
  {
    name: 'a voter, the other one silent',
    recipe: { config: { synchronous_mode: 'quorum' }, changes: { sync: VOTERS }, agents: { pg3: null } },
    switchover: 'fine',
    failover: 'fine',
    leaderless: ['endangers quorum-not-met'],
  },
  {
    name: 'a voter, the other one ahead of it',
    recipe: {
      config: { synchronous_mode: 'quorum' },
      changes: { sync: VOTERS },
      agents: { pg1: POSITION(END - 8), pg3: POSITION(END) },
    },
    switchover: 'fine',
    failover: 'fine',
    leaderless: ['endangers quorum-not-met'],
  },
  {
    name: 'a voter that needs nobody else',
    recipe: {
      config: { synchronous_mode: 'quorum' },
      changes: { sync: { ...VOTERS, quorum: 0 } },
      agents: { pg3: null },
    },
    ...always(),
  },
  {
    name: 'one who has no vote',
    recipe: { config: { synchronous_mode: 'quorum' }, changes: { sync: SYNC_PG3 } },
    switchover: ['refuses not-in-sync-set'],
    failover: ['endangers not-in-sync-set'],
    leaderless: ['endangers not-in-sync-set'],
  },
  {
    name: 'a quorum that is not established yet',
    recipe: { config: { synchronous_mode: 'quorum' } },
    ...always(),
  },
  // What Patroni does not ask about.
  {
    name: 'an archive instead of a stream',
    recipe: { agents: { pg1: { replicationState: 'in archive recovery' } } },
    switchover: ['warns not-streaming'],
    failover: ['warns not-streaming'],
    leaderless: 'fine',
  },
  {
    name: 'no replication',
    recipe: { agents: { pg1: { replicationState: null } } },
    switchover: ['warns not-streaming'],
    failover: ['warns not-streaming'],
    leaderless: 'fine',
  },
  {
    name: 'an agent too old to tell whether it streams',
    recipe: { agents: { pg1: { replicationState: null, patroniVersion: '3.0.2' } } },
    ...always(),
  },
  {
    name: 'a failsafe list without it, which counts in automatic failovers only',
    recipe: { config: { failsafe_mode: true }, changes: { failsafe: new Map([['pg2', 'http://b']]) } },
    ...always('warns not-in-failsafe-list'),
  },
  {
    name: 'a failsafe list with it',
    recipe: { config: { failsafe_mode: true }, changes: { failsafe: new Map([['pg1', 'http://a']]) } },
    ...always(),
  },
  {
    name: 'a failsafe list that is empty',
    recipe: { config: { failsafe_mode: true }, changes: { failsafe: new Map() } },
    ...always(),
  },
  {
    name: 'a failsafe list left over from before',
    recipe: { changes: { failsafe: new Map([['pg2', 'http://b']]) } },
    ...always(),
  },
  {
    name: 'fewer connections than the leader',
    recipe: { facts: { pg1: { parameters: { ...PARAMETERS, max_connections: 50 } }, pg2: {} } },
    switchover: ['warns max-connections-lower'],
    failover: ['warns max-connections-lower'],
    leaderless: 'fine',
  },
  {
    name: 'more connections than the leader',
    recipe: { facts: { pg1: { parameters: { ...PARAMETERS, max_connections: 200 } }, pg2: {} } },
    ...always(),
  },
  {
    name: 'a pending restart',
    recipe: { agents: { pg1: { pendingRestart: true } } },
    ...always('warns pending-restart'),
  },
  {
    name: 'a paused replay',
    recipe: { agents: { pg1: { replayPaused: true } } },
    ...always('warns replay-paused'),
  },
  {
    name: 'a logical slot that nobody keeps',
    recipe: { facts: { pg1: {}, pg2: { logicalSlots: [aSlot('cdc')] } } },
    switchover: ['warns slot-will-be-lost'],
    failover: ['warns slot-will-be-lost'],
    leaderless: 'fine',
  },
  {
    name: 'several at once, refusals before dangers before warnings',
    recipe: {
      config: { synchronous_mode: true },
      changes: { sync: SYNC_PG3 },
      agents: { pg1: { ...POSITION(END - 20 * MB), replayPaused: true } },
    },
    switchover: [
      'refuses not-in-sync-set',
      'refuses lag-over-limit',
      'warns slow-replay',
      'warns replay-paused',
    ],
    failover: [
      'refuses lag-over-limit',
      'endangers not-in-sync-set',
      'warns slow-replay',
      'warns replay-paused',
    ],
    leaderless: ['endangers not-in-sync-set', 'warns lag-over-limit', 'warns replay-paused'],
  },
];

const CASES = ROWS.flatMap(({ name, recipe = {}, ...outcomes }) => [
  { case: 'a switchover', kind: 'switchover' as ChangeKind, name, recipe, outcome: outcomes.switchover },
  { case: 'a failover', kind: 'failover' as ChangeKind, name, recipe, outcome: outcomes.failover },
  {
    case: 'a failover without a leader',
    kind: 'failover' as ChangeKind,
    name,
    recipe: withoutLeader(recipe),
    outcome: outcomes.leaderless,
  },
]);

/** The leader is gone, and so are its key, its agent and its PostgreSQL. */
function withoutLeader(recipe: EvidenceRecipe): EvidenceRecipe {
  return { ...recipe, leader: null, names: ['pg1', 'pg3'] };
}

describe('judgeCandidates', () => {
  it.each(CASES)('for $case and $name says $outcome', ({ kind, recipe, outcome }) => {
    const verdicts = judgeCandidates({ kind, candidate: 'pg1' }, someEvidence(recipe));
    const verdict = verdicts.find(({ member }) => member === 'pg1');
    const expected = outcome === 'fine' ? [] : [...outcome];
    expect(codesOf(verdict)).toEqual(expected);
    expect(verdict?.eligible).toBe(!expected.some((each) => each.startsWith('refuses')));
  });

  it('judges everybody but the leader', () => {
    const verdicts = judgeCandidates({ kind: 'switchover', candidate: null }, someEvidence());
    expect(verdicts.map(({ member }) => member)).toEqual(['pg1', 'pg3']);
  });

  it('gives figures beside the reasons', () => {
    const evidence = someEvidence({
      config: { synchronous_mode: true },
      changes: { sync: SYNC_PG3 },
      agents: { pg3: { receivePosition: END - MB, replayPosition: END - 17 * MB } },
    });
    const [, verdict] = judgeCandidates({ kind: 'switchover', candidate: 'pg3' }, evidence);
    expect(verdict).toMatchObject({
      member: 'pg3',
      eligible: true,
      receiveLag: MB,
      replayLag: 17 * MB,
      lag: MB,
      replaySeconds: 2.1,
      sync: 'sync',
      agentMs: 3,
    });
  });

  it('gives the figures of the DCS for a silent agent', () => {
    const position = END - 5 * MB;
    const evidence = someEvidence({
      members: { pg1: { position, receivePosition: position, replayPosition: position - MB } },
      agents: { pg1: null },
    });
    const [verdict] = judgeCandidates({ kind: 'failover', candidate: 'pg1' }, evidence);
    expect(verdict).toMatchObject({ receiveLag: 5 * MB, replayLag: 6 * MB, lag: 5 * MB, agentMs: null });
  });

  it('takes a position of 0 for none', () => {
    const evidence = someEvidence({ agents: { pg1: { receivePosition: 0, replayPosition: END } } });
    const [verdict] = judgeCandidates({ kind: 'switchover', candidate: 'pg1' }, evidence);
    expect(verdict).toMatchObject({ receiveLag: null, replayLag: 0, lag: 0, eligible: true });
  });

  it('says who answered instead', () => {
    const evidence = someEvidence();
    const members = evidence.members.map((each) => ({
      ...each,
      agent: { answered: false as const, code: 'agent-is-someone-else', reason: 'is pg9 of demo, not pg1' },
    }));
    const [verdict] = judgeCandidates({ kind: 'switchover', candidate: 'pg1' }, { ...evidence, members });
    expect(codesOf(verdict)).toEqual(['refuses agent-is-someone-else']);
    expect(verdict?.reasons[0]?.sentence).toContain('is pg9 of demo, not pg1');
  });

  describe('in quorum mode without a named candidate', () => {
    const config = { synchronous_mode: 'quorum' };
    const any = { kind: 'switchover' as const, candidate: null };

    it('lets the voters race if enough of them are well', () => {
      const evidence = someEvidence({ config, changes: { sync: VOTERS } });
      expect(judgeCandidates(any, evidence).map(codesOf)).toEqual([[], []]);
    });

    it('refuses the rest if not', () => {
      const evidence = someEvidence({ config, changes: { sync: VOTERS }, agents: { pg3: null } });
      expect(judgeCandidates(any, evidence).map(codesOf)).toEqual([
        ['refuses quorum-not-met'],
        ['refuses agent-unreachable'],
      ]);
    });
  });
});

describe('the sentences', () => {
  it.each<{ recipe: EvidenceRecipe; kind?: ChangeKind; sentence: string }>([
    {
      recipe: { agents: { pg1: null } },
      sentence: '127.0.0.1:8001: connection refused; Patroni takes no member whose agent does not answer',
    },
    {
      recipe: { agents: { pg1: POSITION(END - 12 * MB) } },
      sentence: '12 MB behind, more than maximum_lag_on_failover (1 MB)',
    },
    {
      kind: 'failover',
      recipe: { leader: null, names: ['pg1'], agents: { pg1: POSITION(END - 12 * MB) } },
      sentence:
        'at least 12 MB behind the last known position of the leader, more than maximum_lag_on_failover (1 MB); a failover without a leader does not check it',
    },
    {
      recipe: { agents: { pg1: { receivePosition: END, replayPosition: END - 142 * MB } } },
      sentence: '142 MB to replay: read-only for about 18 s after it has the lock',
    },
    {
      recipe: { agents: { pg1: { timeline: 4 } }, changes: { history: HISTORY } },
      sentence: 'on timeline 4, the cluster is on 5; check_timeline is off',
    },
    {
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      sentence: 'not synchronous (the sync set is pg3); a switchover goes to the sync set only',
    },
    {
      recipe: { config: { synchronous_mode: true } },
      sentence: 'not synchronous (nobody is); a switchover goes to the sync set only',
    },
    {
      kind: 'failover',
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC_PG3 } },
      sentence: 'not in the sync set (pg2, pg3): it may lack acknowledged commits',
    },
    {
      recipe: { agents: { pg1: { ...NO_POSTGRES, state: 'unknown' } } },
      sentence:
        'its PostgreSQL does not answer; Patroni takes no member whose PostgreSQL does not report its position',
    },
    {
      recipe: {
        facts: { pg1: { parameters: { ...PARAMETERS, max_connections: 50, max_wal_senders: 5 } }, pg2: {} },
      },
      sentence: 'max_connections 50 (the leader has 100), max_wal_senders 5 (the leader has 10)',
    },
    {
      recipe: {
        members: {
          pg1: {
            pendingRestart: true,
            pendingRestartReasons: [{ parameter: 'max_connections', oldValue: '100', newValue: '200' }],
          },
        },
        agents: { pg1: { pendingRestart: true } },
      },
      sentence: 'it waits for a restart: max_connections 100 → 200',
    },
    {
      recipe: { agents: { pg1: { replicationState: 'in archive recovery' } } },
      sentence: 'it is in archive recovery; a leader that stops waits only for those that stream',
    },
    {
      recipe: { agentMs: 2400 },
      sentence: 'its agent answered after 2.4 s; Patroni gives up after 2 s',
    },
    {
      recipe: { agents: { pg1: { replayPaused: true } } },
      sentence: 'its replay is paused; the promotion resumes it',
    },
    {
      recipe: { agents: { pg1: { replayPaused: true, serverVersion: 120022 } } },
      sentence: 'its replay is paused; the promotion waits until it is resumed',
    },
  ])('say the input and the rule: $sentence', ({ recipe, kind = 'switchover', sentence }) => {
    const verdicts = judgeCandidates({ kind, candidate: 'pg1' }, someEvidence(recipe));
    expect(verdicts[0]?.reasons.map((reason) => reason.sentence)).toEqual([sentence]);
  });
});
