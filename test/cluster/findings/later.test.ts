import { describe, expect, it } from 'vitest';
import type { Saturation } from '../../../src/cluster/evidence/evidence.js';
import type { LogicalSlot, ServerFacts } from '../../../src/cluster/evidence/server-facts.js';
import { orphanFailoverKey, requestPending } from '../../../src/cluster/findings/failover-request.js';
import { findAll } from '../../../src/cluster/findings/index.js';
import { orphanSlot } from '../../../src/cluster/findings/orphan-slot.js';
import { connectionsExhausted, saturation } from '../../../src/cluster/findings/saturation.js';
import { scheduleLapsed, scheduleWillLapse } from '../../../src/cluster/findings/schedules.js';
import { slotHoldsWal } from '../../../src/cluster/findings/slots.js';
import { slotsNotFailoverSafe } from '../../../src/cluster/findings/slots-not-failover-safe.js';
import type { FailoverRequest } from '../../../src/cluster/model/cluster.js';
import { verdictOf } from '../../../src/cluster/standing/verdict.js';
import {
  anEvidence,
  type EvidenceRecipe,
  LEADER_POSITION,
  seenTwice,
  unanswered,
} from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const GB = 1024 ** 3;

function aRequest(changes: Partial<FailoverRequest> = {}): FailoverRequest {
  return { leader: 'pg2', candidate: 'pg1', scheduledAt: null, revision: 90, ...changes };
}

function asked(changes: Partial<FailoverRequest>, recipe: EvidenceRecipe = {}) {
  return anEvidence({ ...recipe, changes: { failover: aRequest(changes) } });
}

describe('schedule-lapsed and schedule-will-lapse', () => {
  const PAUSED = { config: { pause: true } };
  const restartAt = (at: string, config = {}) =>
    anEvidence({
      config,
      members: {
        pg3: {
          key: { scheduledRestart: { at, postgresVersion: null, filters: {} } },
          agent: { scheduledRestartAt: at },
        },
      },
    });
  const ROWS = [
    { name: 'nothing is scheduled', evidence: anEvidence() },
    { name: 'in an hour', evidence: asked({ scheduledAt: '2026-11-22T13:00:00Z' }) },
    { name: 'an hour ago', evidence: asked({ scheduledAt: '2026-11-22T11:00:00Z' }), lapsed: 'pg1' },
    { name: 'a moment ago: it is being done', evidence: asked({ scheduledAt: '2026-11-22T11:59:50Z' }) },
    { name: 'paused', evidence: asked({ scheduledAt: '2026-11-22T13:00:00Z' }, PAUSED), will: 'pg1' },
    {
      name: 'paused, an hour ago',
      evidence: asked({ scheduledAt: '2026-11-22T11:00:00Z' }, PAUSED),
      lapsed: 'pg1',
    },
    {
      name: 'its candidate is tagged',
      evidence: asked(
        { scheduledAt: '2026-11-22T13:00:00Z' },
        { members: { pg1: { key: { tags: { nofailover: true } } } } },
      ),
      will: 'pg1',
    },
    {
      name: 'another one leads',
      evidence: asked({ leader: 'pg3', scheduledAt: '2026-11-22T13:00:00Z' }),
      will: 'pg1',
    },
    { name: 'a restart in an hour', evidence: restartAt('2026-11-22T13:00:00Z') },
    {
      name: 'a restart in an hour, paused',
      evidence: restartAt('2026-11-22T13:00:00Z', { pause: true }),
      will: 'pg3',
    },
    { name: 'a restart an hour ago', evidence: restartAt('2026-11-22T11:00:00Z'), lapsed: 'pg3' },
    {
      name: 'a restart an hour ago that the agent has done: its key is old',
      evidence: anEvidence({
        members: {
          pg3: {
            key: { scheduledRestart: { at: '2026-11-22T11:00:00Z', postgresVersion: null, filters: {} } },
          },
        },
      }),
    },
  ];
  findsIn(
    scheduleLapsed,
    ROWS.map((row) => ({ ...row, found: row.lapsed === undefined ? [] : [`warning ${row.lapsed}`] })),
  );
  findsIn(
    scheduleWillLapse,
    ROWS.map((row) => ({ ...row, found: row.will === undefined ? [] : [`warning ${row.will}`] })),
  );

  it('tells why', () => {
    expect(messagesOf(scheduleWillLapse, asked({ scheduledAt: '2026-11-22T13:00:00Z' }, PAUSED))).toEqual([
      'the switchover to pg1 scheduled for 2026-11-22T13:00:00Z will not happen: the cluster is paused',
    ]);
  });
});

describe('request-pending and orphan-failover-key', () => {
  const ROWS = [
    { name: 'nothing, the key is {}', evidence: anEvidence({ changes: { failoverRevision: 80 } }) },
    { name: 'a switchover', evidence: asked({}), pending: ['info pg1'] },
    { name: 'a failover', evidence: asked({ leader: null }), pending: ['info pg1'] },
    { name: 'any candidate', evidence: asked({ candidate: null }), pending: ['info'] },
    { name: 'a schedule is told by others', evidence: asked({ scheduledAt: '2026-11-22T13:00:00Z' }) },
    { name: 'another one leads', evidence: asked({ leader: 'pg3' }), orphan: ['info pg1'] },
    {
      name: 'its candidate leads',
      evidence: asked({ leader: null, candidate: 'pg2' }),
      orphan: ['info pg2'],
    },
    { name: 'nobody knows its candidate', evidence: asked({ candidate: 'pg9' }), orphan: ['info pg9'] },
    {
      name: 'nobody leads, and it waits',
      evidence: asked({ leader: null }, { leader: null }),
      pending: ['info pg1'],
    },
  ];
  findsIn(
    requestPending,
    ROWS.map((row) => ({ ...row, found: row.pending ?? [] })),
  );
  findsIn(
    orphanFailoverKey,
    ROWS.map((row) => ({ ...row, found: row.orphan ?? [] })),
  );
});

describe('slot-holds-wal', () => {
  const slots = (name: string, heldBytes: number, active: boolean, recipe: EvidenceRecipe = {}) =>
    anEvidence({ ...recipe, members: { pg2: { saturation: { slots: [{ name, heldBytes, active }] } } } });
  const published = (name: string, behind: number) =>
    anEvidence({
      changes: {
        status: {
          position: LEADER_POSITION + 4 * GB,
          slots: new Map([[name, LEADER_POSITION + 4 * GB - behind]]),
          retainSlots: [name],
        },
      },
    });
  findsIn(slotHoldsWal, [
    { name: 'none', evidence: anEvidence(), found: [] },
    { name: 'unused, 1 GB', evidence: slots('debezium', GB, false), found: [] },
    { name: 'unused, more', evidence: slots('debezium', GB + 1, false), found: ['warning debezium'] },
    { name: 'used, 8 GB', evidence: slots('debezium', 8 * GB, true), found: [] },
    { name: 'used, more', evidence: slots('debezium', 8 * GB + 1, true), found: ['warning debezium'] },
    { name: 'no SQL: of an absent member', evidence: published('pg9', 2 * GB), found: ['warning pg9'] },
    { name: 'no SQL: of a member that is there', evidence: published('pg3', 2 * GB), found: [] },
    { name: 'no SQL: not far', evidence: published('pg9', 5), found: [] },
  ]);

  it.each([
    ['pg3', {}, 'the slot pg3 (of pg3) holds back 2 GB of WAL on pg2, nobody uses it'],
    [
      'debezium',
      { config: { slots: { debezium: { type: 'physical' } } } },
      '(a permanent slot of the configuration)',
    ],
    ['other', {}, '(of no member)'],
  ])('tells whose it is: %s', (name, recipe, words) => {
    expect(messagesOf(slotHoldsWal, slots(name, 2 * GB, false, recipe))[0]).toContain(words);
  });
});

describe('orphan-slot', () => {
  const slots = (name: string, active: boolean, config: EvidenceRecipe['config'] = { pause: true }) =>
    anEvidence({ config, members: { pg2: { saturation: { slots: [{ name, heldBytes: 0, active }] } } } });
  findsIn(orphanSlot, [
    { name: 'of a member', evidence: slots('pg3', false), found: [] },
    { name: 'of nobody', evidence: slots('old', false), found: ['info old'] },
    { name: 'in use', evidence: slots('old', true), found: [] },
    {
      name: 'permanent',
      evidence: slots('old', false, { pause: true, slots: { old: { type: 'physical' } } }),
      found: [],
    },
    {
      name: 'ignored',
      evidence: slots('old', false, { pause: true, ignore_slots: [{ name: 'old' }] }),
      found: [],
    },
    { name: 'Patroni drops it itself', evidence: slots('old', false, {}), found: [] },
  ]);
});

describe('slots-not-failover-safe', () => {
  const slot = (name: string, changes: Partial<LogicalSlot> = {}): LogicalSlot => ({
    name,
    active: true,
    failover: false,
    synced: false,
    invalid: false,
    ...changes,
  });
  const leads = (logicalSlots: readonly LogicalSlot[], recipe: EvidenceRecipe = {}) =>
    anEvidence({ ...recipe, members: { pg2: { facts: { logicalSlots } }, ...recipe.members } });
  const PERMANENT = { config: { slots: { cdc: { type: 'logical', database: 'app', plugin: 'pgoutput' } } } };
  findsIn(slotsNotFailoverSafe, [
    { name: 'no SQL', evidence: anEvidence(PERMANENT), found: [] },
    { name: 'no logical slots', evidence: leads([]), found: [] },
    { name: 'nobody keeps it', evidence: leads([slot('cdc')]), found: ['warning pg2'] },
    { name: 'a permanent one', evidence: leads([slot('cdc')], PERMANENT), found: [] },
    { name: 'a failover slot of PostgreSQL', evidence: leads([slot('cdc', { failover: true })]), found: [] },
    { name: 'one that cannot be used anyway', evidence: leads([slot('cdc', { invalid: true })]), found: [] },
    {
      name: 'a subscription copies a table',
      evidence: leads([slot('pg_16394_sync_16385_7394839483')]),
      found: [],
    },
    {
      name: 'a candidate does not have it',
      evidence: leads([slot('cdc')], { ...PERMANENT, members: { pg3: { facts: {} } } }),
      found: ['warning pg3'],
    },
    {
      name: 'a candidate has it',
      evidence: leads([slot('cdc')], {
        ...PERMANENT,
        members: { pg3: { facts: { logicalSlots: [slot('cdc')] } } },
      }),
      found: [],
    },
    {
      name: 'it is no candidate',
      evidence: leads([slot('cdc')], {
        ...PERMANENT,
        members: { pg3: { facts: {}, key: { tags: { nofailover: true } } } },
      }),
      found: [],
    },
    { name: 'there is nobody to change to', evidence: leads([slot('cdc')], { names: ['pg2'] }), found: [] },
  ]);
});

describe('connections-exhausted', () => {
  const server = (connections: number, changes: Partial<Saturation> = {}) => ({
    members: { pg2: { saturation: { connections, ...changes } } },
  });
  const refusing = (code: string) => ({
    members: { pg2: { facts: unanswered<ServerFacts>(code, 'FATAL:  sorry, too many clients already') } },
  });
  findsIn(connectionsExhausted, [
    { name: 'no SQL', evidence: anEvidence(), found: [] },
    { name: 'the last but those that are kept', evidence: anEvidence(server(97)), found: [] },
    { name: 'one that is kept', evidence: anEvidence(server(98)), found: ['error pg2'] },
    {
      name: 'nobody tells what is kept',
      evidence: anEvidence(server(100, { reservedConnections: null })),
      found: [],
    },
    { name: 'refused', evidence: anEvidence(refusing('sql-too-many-clients')), found: ['error pg2'] },
    { name: 'refused for another reason', evidence: anEvidence(refusing('sql-refused')), found: [] },
  ]);

  it('names who has them, and makes the cluster degraded', () => {
    const holders = [
      { user: 'app', application: 'pgbench', connections: 90 },
      { user: 'batch', application: '', connections: 4 },
    ];
    const evidence = anEvidence(server(98, { holders }));
    const [found] = findAll(evidence);
    expect(found?.message).toBe(
      'pg2 refuses clients: 98 of 100 connections are in use, and 3 are kept for superusers; most have 90 of app (pgbench) and 4 of batch',
    );
    expect(verdictOf(evidence, findAll(evidence))).toBe('degraded');
    expect(saturation.find(evidence)).toEqual([]);
  });
});

describe('saturation', () => {
  const server = (changes: Partial<Saturation>, name = 'pg2') => ({
    members: { [name]: { saturation: changes } },
  });
  const moved: EvidenceRecipe = {
    members: { pg2: { saturation: { syncWaits: 4 }, agent: { position: LEADER_POSITION - 8 } } },
  };
  findsIn(saturation, [
    { name: 'no SQL', evidence: anEvidence(), found: [] },
    { name: '89 of 100 connections', evidence: anEvidence(server({ connections: 89 })), found: [] },
    {
      name: '90 of 100 connections',
      evidence: anEvidence(server({ connections: 90 })),
      found: ['warning pg2'],
    },
    {
      name: 'on a replica',
      evidence: anEvidence(server({ connections: 95 }, 'pg3')),
      found: ['warning pg3'],
    },
    { name: 'an hour', evidence: anEvidence(server({ oldestTransactionAge: 3600 })), found: ['warning pg2'] },
    { name: 'less', evidence: anEvidence(server({ oldestTransactionAge: 3599 })), found: [] },
    { name: 'archiving', evidence: anEvidence(server({ archiver: 'ok' })), found: [] },
    {
      name: 'archiving fails',
      evidence: anEvidence(server({ archiver: 'failing' })),
      found: ['warning pg2'],
    },
    {
      name: 'commits wait, and nothing is written',
      evidence: seenTwice(server({ syncWaits: 4 })),
      found: ['warning pg2'],
    },
    {
      name: 'commits wait, and others get through',
      evidence: seenTwice(server({ syncWaits: 4 }), moved),
      found: [],
    },
    {
      name: 'nobody is synchronous in strict mode, which is a finding of its own',
      evidence: anEvidence({
        ...server({ syncWaits: 4 }),
        config: { synchronous_mode: true, synchronous_mode_strict: true },
      }),
      found: [],
    },
    {
      name: 'they have just begun to',
      evidence: seenTwice(server({ syncWaits: 4 }), server({ syncWaits: 0 })),
      found: [],
    },
  ]);

  it('names the figures', () => {
    expect(messagesOf(saturation, seenTwice(server({ connections: 95, syncWaits: 4 })))).toEqual([
      'pg2: 95 of 100 connections are in use; clients will be refused',
      'pg2: 4 sessions wait for a synchronous standby and nothing is written; commits hang',
    ]);
  });
});
