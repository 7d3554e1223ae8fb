import { describe, expect, it } from 'vitest';
import { findAll } from '../../../src/cluster/findings/index.js';
import { syncMismatch } from '../../../src/cluster/findings/sync-mismatch.js';
import { syncStrictNoStandby, syncTooFew } from '../../../src/cluster/findings/sync-standbys.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { anEvidence, type EvidenceRecipe, seenTwice } from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const connected = (name: string, syncState: string, state = 'streaming') => ({ name, state, syncState });
const KEY = (...standbys: readonly string[]) => ({ sync: { leader: 'pg2', standbys, quorum: 0 } });

function inMode(config: ValueMap, changes: Partial<Cluster>, more: EvidenceRecipe = {}): EvidenceRecipe {
  return { config, changes, ...more };
}

const ON = { synchronous_mode: true };
const STRICT = { ...ON, synchronous_mode_strict: true };
const SYNC_PG1 = { pg2: { agent: { replication: [connected('pg1', 'sync'), connected('pg3', 'async')] } } };

describe('sync-strict-no-standby', () => {
  findsIn(syncStrictNoStandby, [
    { name: 'not synchronous', evidence: anEvidence(), found: [] },
    { name: 'a standby', evidence: anEvidence(inMode(STRICT, KEY('pg1'))), found: [] },
    { name: 'none', evidence: seenTwice(inMode(STRICT, KEY())), found: ['error'] },
    { name: 'the key is not there', evidence: anEvidence(inMode(STRICT, { sync: null })), found: ['error'] },
    {
      name: 'none for a moment',
      evidence: seenTwice(inMode(STRICT, KEY('pg1')), { changes: KEY() }),
      found: [],
    },
    { name: 'none, but not strict', evidence: anEvidence(inMode(ON, KEY())), found: [] },
    { name: 'nobody leads', evidence: anEvidence(inMode(STRICT, KEY(), { leader: null })), found: [] },
    {
      name: 'the leader is being promoted',
      evidence: anEvidence(inMode(STRICT, KEY(), { members: { pg2: { agent: { role: 'replica' } } } })),
      found: [],
    },
    {
      name: 'a standby cluster',
      evidence: anEvidence(inMode({ ...STRICT, standby_cluster: { host: 'remote' } }, KEY())),
      found: [],
    },
  ]);

  it.each([
    ['those that wait', { pg2: { saturation: { syncWaits: 3 } } }, '3 sessions wait for it'],
    ['those that confirm', {}, 'commits are acknowledged by pg1 and pg3, which may not take over'],
    ['that everything waits', { pg2: { agent: { replication: [] } } }, 'every commit waits'],
  ])('tells %s', (_, members, words) => {
    expect(messagesOf(syncStrictNoStandby, anEvidence(inMode(STRICT, KEY(), { members })))[0]).toContain(
      words,
    );
  });
});

describe('sync-too-few', () => {
  findsIn(syncTooFew, [
    { name: 'not synchronous', evidence: anEvidence(), found: [] },
    { name: 'enough', evidence: anEvidence(inMode(ON, KEY('pg1'))), found: [] },
    { name: 'none', evidence: seenTwice(inMode(ON, KEY())), found: ['warning'] },
    {
      name: 'one of two',
      evidence: anEvidence(inMode({ ...STRICT, synchronous_node_count: 2 }, KEY('pg1'))),
      found: ['warning'],
    },
    {
      name: 'two of two',
      evidence: anEvidence(inMode({ ...ON, synchronous_node_count: 2 }, KEY('pg1', 'pg3'))),
      found: [],
    },
    { name: 'none for a moment', evidence: seenTwice(inMode(ON, KEY('pg1')), { changes: KEY() }), found: [] },
    {
      name: 'none in strict mode is the worse finding',
      evidence: anEvidence(inMode(STRICT, KEY())),
      found: [],
    },
    {
      name: 'more voters than are waited for',
      evidence: anEvidence(inMode({ synchronous_mode: 'quorum' }, KEY('pg1', 'pg3'))),
      found: [],
    },
  ]);
});

describe('sync-mismatch', () => {
  const foreign = { sync: { leader: 'pg3', standbys: ['pg1'], quorum: 0 } };
  findsIn(syncMismatch, [
    {
      name: 'not synchronous, and a key left behind',
      evidence: anEvidence({ changes: KEY('pg1') }),
      found: [],
    },
    { name: 'the same', evidence: anEvidence(inMode(ON, KEY('pg1'), { members: SYNC_PG1 })), found: [] },
    {
      name: 'the same, spelled otherwise',
      evidence: anEvidence(inMode(ON, KEY('PG1'), { members: SYNC_PG1 })),
      found: [],
    },
    {
      name: 'asynchronous',
      evidence: seenTwice(inMode(ON, KEY('pg3'), { members: SYNC_PG1 })),
      found: ['warning pg3'],
    },
    {
      name: 'potential',
      evidence: anEvidence(
        inMode(ON, KEY('pg1'), {
          members: { pg2: { agent: { replication: [connected('pg1', 'potential')] } } },
        }),
      ),
      found: ['warning pg1'],
    },
    {
      name: 'two connections, one of them synchronous',
      evidence: anEvidence(
        inMode(ON, KEY('pg1'), {
          members: {
            pg2: { agent: { replication: [connected('pg1', 'async', 'backup'), connected('pg1', 'sync')] } },
          },
        }),
      ),
      found: [],
    },
    {
      name: 'not connected',
      evidence: anEvidence(inMode(ON, KEY('pg1'), { members: { pg2: { agent: { replication: [] } } } })),
      found: ['warning pg1'],
    },
    {
      name: 'corrected meanwhile',
      evidence: seenTwice(inMode(ON, KEY('pg1'), { members: SYNC_PG1 }), { changes: KEY('pg3') }),
      found: [],
    },
    {
      name: 'PostgreSQL also waits for somebody that is not in the key yet',
      evidence: anEvidence(inMode(ON, KEY(), { members: SYNC_PG1 })),
      found: [],
    },
    {
      name: 'the leader does not answer',
      evidence: anEvidence(inMode(ON, KEY('pg3'), { members: { pg2: { agent: null } } })),
      found: [],
    },
    { name: 'the key of another leader', evidence: seenTwice(inMode(ON, foreign)), found: ['warning'] },
    {
      name: 'for a moment',
      evidence: seenTwice(inMode(ON, KEY('pg1'), { members: SYNC_PG1 }), { changes: foreign }),
      found: [],
    },
  ]);

  it('follows from a standby that is silent or does not stream', () => {
    const recipe = inMode(ON, KEY('pg1'), {
      members: {
        pg1: { key: { replicationState: null }, agent: { replicationState: null } },
        pg2: { agent: { replication: [] } },
      },
    });
    expect(findAll(seenTwice(recipe)).map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'not-streaming pg1',
    ]);
  });
});
