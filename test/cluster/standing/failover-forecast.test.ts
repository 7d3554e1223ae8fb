import { describe, expect, it } from 'vitest';
import { forecastFailover } from '../../../src/cluster/standing/failover-forecast.js';
import type { EvidenceRecipe } from '../../support/evidence.js';
import { anEvidence, LEADER_POSITION, unanswered } from '../../support/evidence.js';

const MB = 1024 ** 2;
const behind = (bytes: number) => ({
  receivePosition: LEADER_POSITION - bytes,
  replayPosition: LEADER_POSITION - bytes,
});
/** A leader from which nobody streams. */
const UNFED = { agent: { replication: [] } };
const VOTERS = { sync: { leader: 'pg2', standbys: ['pg1', 'pg3'], quorum: 1 } };
const SYNC_PG1 = { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } };
const QUORUM = { synchronous_mode: 'quorum' };

interface Row {
  readonly name: string;
  readonly recipe: EvidenceRecipe;
  readonly winners: readonly string[];
  readonly cannot?: readonly string[];
}

const ROWS: readonly Row[] = [
  { name: 'two that stream are equal', recipe: {}, winners: ['pg1', 'pg3'] },
  {
    name: 'a tag',
    recipe: { members: { pg3: { key: { tags: { nofailover: true } } } } },
    winners: ['pg1'],
    cannot: ['pg3 nofailover-tag'],
  },
  {
    name: 'a tag that only the agent tells',
    recipe: { members: { pg3: { agent: { tags: { nofailover: true } } } } },
    winners: ['pg1'],
    cannot: ['pg3 nofailover-tag'],
  },
  {
    name: 'a priority decides among equals',
    recipe: { members: { pg3: { key: { tags: { failover_priority: 2 } } } } },
    winners: ['pg3'],
  },
  {
    name: 'a silent agent',
    recipe: { members: { pg3: { agent: null } } },
    winners: ['pg1'],
    cannot: ['pg3 agent-unreachable'],
  },
  {
    name: 'somebody else answers',
    recipe: { members: { pg3: { agent: unanswered('agent-is-someone-else') } } },
    winners: ['pg1'],
    cannot: ['pg3 agent-is-someone-else'],
  },
  {
    name: 'it starts',
    recipe: { members: { pg3: { agent: { state: 'starting' } } } },
    winners: ['pg1'],
    cannot: ['pg3 not-running'],
  },
  {
    name: 'no watchdog',
    recipe: { members: { pg3: { agent: { watchdogFailed: true } } } },
    winners: ['pg1'],
    cannot: ['pg3 watchdog-failed'],
  },
  {
    name: 'too far behind',
    recipe: { members: { pg3: { agent: behind(2 * MB) } } },
    winners: ['pg1'],
    cannot: ['pg3 lag-over-limit'],
  },
  {
    name: 'as far behind as is allowed, streaming',
    recipe: { members: { pg3: { agent: behind(MB) } } },
    winners: ['pg1', 'pg3'],
  },
  {
    name: 'it does not stream: what it has is all',
    recipe: { members: { pg2: UNFED, pg3: { agent: { ...behind(1000), replicationState: null } } } },
    winners: ['pg1'],
  },
  {
    name: 'nobody streams: the furthest',
    recipe: {
      members: {
        pg1: { agent: { ...behind(2000), replicationState: null } },
        pg2: UNFED,
        pg3: { agent: { ...behind(1000), replicationState: null } },
      },
    },
    winners: ['pg3'],
  },
  {
    name: 'not in the sync set',
    recipe: { config: { synchronous_mode: true }, changes: SYNC_PG1 },
    winners: ['pg1'],
    cannot: ['pg3 not-in-sync-set'],
  },
  { name: 'a quorum', recipe: { config: QUORUM, changes: VOTERS }, winners: ['pg1', 'pg3'] },
  {
    name: 'a quorum that one voter cannot give alone',
    recipe: { config: QUORUM, changes: VOTERS, members: { pg3: { agent: null } } },
    winners: [],
    cannot: ['pg1 quorum-not-met', 'pg3 agent-unreachable'],
  },
  {
    name: 'an outsider needs one vote more',
    recipe: { config: QUORUM, changes: { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } } },
    winners: ['pg1', 'pg3'],
  },
  {
    name: 'an outsider without that vote',
    recipe: {
      config: QUORUM,
      changes: { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } },
      members: { pg1: { agent: null } },
    },
    winners: [],
    cannot: ['pg1 agent-unreachable', 'pg3 quorum-not-met'],
  },
  {
    name: 'not in the failsafe list',
    recipe: {
      config: { failsafe_mode: true },
      changes: {
        failsafe: new Map([
          ['pg1', 'x'],
          ['pg2', 'x'],
        ]),
      },
    },
    winners: ['pg1'],
    cannot: ['pg3 not-in-failsafe-list'],
  },
  {
    name: 'paused',
    recipe: { config: { pause: true } },
    winners: [],
    cannot: ['pg1 paused-needs-candidate', 'pg3 paused-needs-candidate'],
  },
  {
    name: 'etcd refuses writes',
    recipe: { etcd: { alarms: [{ memberId: 'e1', alarm: 'NOSPACE' }] } },
    winners: [],
    cannot: ['pg1 dcs-alarm', 'pg3 dcs-alarm'],
  },
  { name: 'alone', recipe: { names: ['pg2'] }, winners: [] },
];

describe('forecastFailover', () => {
  it.each(ROWS)('$name', ({ recipe, winners, cannot = [] }) => {
    const forecast = forecastFailover(anEvidence(recipe));
    expect(forecast?.winners).toEqual(winners);
    expect(forecast?.cannot.map(({ member, obstacle }) => `${member} ${obstacle.code}`)).toEqual(cannot);
    expect(forecast?.why === null).toBe(winners.length === 0);
  });

  it('tells what would be lost, against what the leader has written by now', () => {
    const forecast = forecastFailover(
      anEvidence({ members: { pg2: { agent: { position: LEADER_POSITION + 5000 } }, pg3: { agent: null } } }),
    );
    expect(forecast).toMatchObject({
      leader: 'pg2',
      winners: ['pg1'],
      why: 'nobody else can',
      lossBytes: 5000,
      keepsAcknowledged: false,
    });
  });

  it('loses nothing that was acknowledged in synchronous mode', () => {
    const forecast = forecastFailover(anEvidence({ config: { synchronous_mode: true }, changes: SYNC_PG1 }));
    expect(forecast?.keepsAcknowledged).toBe(true);
  });

  it('tells how long the winner would replay', () => {
    const backlog = { replayPosition: LEADER_POSITION - 80 * MB };
    const forecast = forecastFailover(
      anEvidence({ members: { pg1: { agent: null }, pg3: { agent: backlog } } }),
    );
    expect(forecast?.replaySeconds).toBe(10);
  });

  it('says nothing while nobody leads, or unless etcd tells how it is now', () => {
    expect(forecastFailover(anEvidence({ leader: null }))).toBeNull();
    const look = { kind: 'unread', code: 'dcs-unreachable', message: '', next: null } as const;
    expect(forecastFailover(anEvidence({ look }))).toBeNull();
  });
});
