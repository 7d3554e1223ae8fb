import { describe, expect, it } from 'vitest';
import { planChange } from '../../../src/cluster/change-leader/plan-change.js';
import { planReport } from '../../../src/operations/change-leader/plan-report.js';
import {
  aRequest,
  END,
  type EvidenceRecipe,
  MB,
  RUNNING_PRIMARY,
  someEvidence,
} from '../../cluster/change-leader/some-evidence.js';

function report(recipe: EvidenceRecipe, kind: 'switchover' | 'failover' = 'switchover') {
  const evidence = someEvidence(recipe);
  return planReport(kind, planChange(aRequest({ kind }), evidence).plan, evidence);
}

describe('what a failover may lose', () => {
  const SYNC = { leader: 'pg2', standbys: ['pg3'], quorum: 0 };
  const BEHIND = { receivePosition: END - 12 * MB, replayPosition: END - 13 * MB };

  it.each<{ name: string; recipe: EvidenceRecipe; basis: object }>([
    {
      name: 'by its agent',
      recipe: { agents: { pg1: BEHIND } },
      basis: { leaderLsn: '0/3E800000', candidateLsn: '0/3DC00000', candidateSource: 'agent' },
    },
    {
      name: 'by the DCS if its agent is silent',
      recipe: { agents: { pg1: null } },
      basis: { candidateLsn: '0/3E800000', candidateSource: 'dcs' },
    },
    {
      name: 'as a primary that has lost the lock',
      recipe: { leader: null, agents: { pg1: { ...RUNNING_PRIMARY, position: END + MB } } },
      basis: { candidateLsn: '0/3E900000' },
    },
    {
      name: 'nothing is known of the leader',
      recipe: { changes: { status: { position: null, slots: new Map(), retainSlots: [] } } },
      basis: { leaderLsn: null },
    },
    {
      name: 'the sample is as old as a cycle',
      recipe: { config: { loop_wait: 7 } },
      basis: { sampleSeconds: 7 },
    },
    {
      name: 'a cluster that is not synchronous',
      recipe: {},
      basis: { isSynchronous: null, sampleSeconds: 10 },
    },
    {
      name: 'a candidate outside the sync set',
      recipe: { config: { synchronous_mode: true }, changes: { sync: SYNC } },
      basis: { isSynchronous: false },
    },
    {
      name: 'a candidate in the sync set',
      recipe: { config: { synchronous_mode: true }, changes: { sync: { ...SYNC, standbys: ['pg1'] } } },
      basis: { isSynchronous: true },
    },
  ])('$name', ({ recipe, basis }) => {
    expect(report(recipe, 'failover').lossBasis).toMatchObject(basis);
  });

  it('is no question of a switchover', () => {
    expect(report({}).lossBasis).toBeNull();
  });
});

describe('what a change does to the leader', () => {
  it('is not known without SQL', () => {
    expect(report({}).leader).toEqual({
      member: 'pg2',
      clients: null,
      openTransactions: null,
      oldestTransactionAge: null,
      checkpointBytes: null,
      slowReceivers: [],
    });
  });

  it('concerns nobody without a leader', () => {
    expect(report({ leader: null }, 'failover').leader).toBeNull();
  });

  it('is held up by receivers that are behind what the leader has written by now', () => {
    const sender = (name: string, behind: number) => ({
      name,
      state: 'streaming',
      sentPosition: END + 40 * MB - behind,
      logical: false,
    });
    const { leader } = report({
      agents: { pg2: { position: END + 40 * MB } },
      facts: { pg2: { clients: 3, walSenders: [sender('pg1', MB), sender('backup', 20 * MB)] } },
    });
    expect(leader).toMatchObject({ clients: 3, slowReceivers: ['backup'] });
  });
});
