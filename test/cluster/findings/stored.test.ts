import { describe, expect, it } from 'vitest';
import { brokenKey } from '../../../src/cluster/findings/broken-key.js';
import { clockSkew } from '../../../src/cluster/findings/clock-skew.js';
import { configInvalid, configMissing } from '../../../src/cluster/findings/config-stored.js';
import { paused, pausedDrift } from '../../../src/cluster/findings/paused.js';
import { pendingRestart } from '../../../src/cluster/findings/pending-restart.js';
import { versionSkew } from '../../../src/cluster/findings/version-skew.js';
import type { PendingRestartReason } from '../../../src/cluster/model/member.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { anEvidence, type EvidenceRecipe, LEADER_POSITION } from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

describe('paused', () => {
  findsIn(paused, [
    { name: 'no', evidence: anEvidence(), found: [] },
    { name: 'yes', evidence: anEvidence({ config: { pause: true } }), found: ['info'] },
    { name: 'ended by hand', evidence: anEvidence({ config: { pause: false } }), found: [] },
    {
      name: 'without quorum nobody knows',
      evidence: anEvidence({
        config: { pause: true },
        look: { kind: 'unread', code: 'dcs-no-quorum', message: '', next: null },
      }),
      found: [],
    },
  ]);
});

describe('paused-drift', () => {
  const pausedWith = (recipe: EvidenceRecipe) => anEvidence({ config: { pause: true }, ...recipe });
  findsIn(pausedDrift, [
    { name: 'nothing has changed', evidence: pausedWith({}), found: [] },
    {
      name: 'not paused',
      evidence: anEvidence({ members: { pg3: { agent: { state: 'stopped', serverVersion: null } } } }),
      found: [],
    },
    {
      name: 'one was stopped',
      evidence: pausedWith({ members: { pg3: { agent: { state: 'stopped', serverVersion: null } } } }),
      found: ['error pg3'],
    },
    {
      name: 'one was promoted',
      evidence: pausedWith({ members: { pg3: { agent: { role: 'primary', position: LEADER_POSITION } } } }),
      found: ['error pg3'],
    },
    {
      name: 'the leader was made a standby',
      evidence: pausedWith({ members: { pg2: { agent: { role: 'replica' } } } }),
      found: ['error pg2'],
    },
    {
      name: 'one is silent, so that nobody knows',
      evidence: pausedWith({ members: { pg3: { agent: null } } }),
      found: [],
    },
    { name: 'nobody leads, and all replicas may', evidence: pausedWith({ leader: null }), found: [] },
  ]);

  it('tells what the end would do', () => {
    expect(
      messagesOf(pausedDrift, pausedWith({ members: { pg3: { agent: { state: 'stopped' } } } })),
    ).toEqual([
      'pg3 is not in the state that Patroni would put it in (stopped). At the end of the maintenance mode: PostgreSQL is started as a replica of pg2, rewound before if it has diverged',
    ]);
  });
});

describe('config-missing', () => {
  const broken = [{ key: 'config', message: 'no JSON' }];
  findsIn(configMissing, [
    { name: 'it is there', evidence: anEvidence({ config: { ttl: 30 } }), found: [] },
    { name: 'it is gone', evidence: anEvidence({ config: null }), found: ['error'] },
    {
      name: 'it was emptied',
      evidence: anEvidence({ config: {}, rest: { lastGoodConfig: 40 } }),
      found: ['error'],
    },
    { name: 'it has always been empty', evidence: anEvidence({ config: {} }), found: [] },
    {
      name: 'it cannot be read',
      evidence: anEvidence({ config: null, rest: { brokenKeys: broken } }),
      found: [],
    },
    {
      name: 'before the bootstrap',
      evidence: anEvidence({ config: null, changes: { initialization: { state: 'uninitialized' } } }),
      found: [],
    },
  ]);

  it('names the last good revision', () => {
    expect(
      messagesOf(configMissing, anEvidence({ config: null, rest: { lastGoodConfig: 40 } }))[0],
    ).toContain('the last good one is of revision 40');
  });
});

describe('config-invalid', () => {
  const timing = (config: ValueMap) => anEvidence({ config });
  findsIn(configInvalid, [
    { name: 'defaults', evidence: timing({ slots: {} }), found: [] },
    { name: 'exactly', evidence: timing({ ttl: 30, loop_wait: 10, retry_timeout: 10 }), found: [] },
    {
      name: 'a second too much',
      evidence: timing({ ttl: 30, loop_wait: 11, retry_timeout: 10 }),
      found: ['error'],
    },
    {
      name: 'one against the defaults of the others',
      evidence: timing({ ttl: 20 }),
      found: ['error'],
    },
    {
      name: 'numbers as text',
      evidence: timing({ ttl: '30', loop_wait: '10', retry_timeout: '10' }),
      found: [],
    },
    { name: 'no number', evidence: timing({ ttl: '30s' }), found: ['error'] },
    {
      name: 'less than is accepted',
      evidence: timing({ ttl: 15, loop_wait: 1, retry_timeout: 3 }),
      found: ['warning'],
    },
    {
      name: 'not readable',
      evidence: anEvidence({ config: null, rest: { brokenKeys: [{ key: 'config', message: 'no JSON' }] } }),
      found: ['error'],
    },
    {
      name: 'another key is not',
      evidence: anEvidence({ rest: { brokenKeys: [{ key: 'history', message: 'no JSON' }] } }),
      found: [],
    },
  ]);

  it('tells what members work with, and who does not', () => {
    const evidence = anEvidence({
      config: { ttl: 30, loop_wait: 10, retry_timeout: 14 },
      members: { pg3: { key: { patroniVersion: '3.0.2' } } },
    });
    expect(messagesOf(configInvalid, evidence)).toEqual([
      'loop_wait 10 + 2 × retry_timeout 14 is more than ttl 30: a slow etcd may cost the leader its lock. Members work with loop_wait 2, retry_timeout 14, ttl 30, but not pg3 (before 3.2)',
    ]);
  });
});

describe('broken-key', () => {
  findsIn(brokenKey, [
    { name: 'none', evidence: anEvidence(), found: [] },
    {
      name: 'history',
      evidence: anEvidence({ rest: { brokenKeys: [{ key: 'history', message: 'no JSON' }] } }),
      found: ['warning history'],
    },
    {
      name: 'config is a finding of its own',
      evidence: anEvidence({ rest: { brokenKeys: [{ key: 'config', message: 'no JSON' }] } }),
      found: [],
    },
  ]);
});

describe('pending-restart', () => {
  const waits = (...reasons: readonly (readonly [string, string, string])[]) => ({
    key: {
      pendingRestart: true,
      pendingRestartReasons: reasons.map(
        ([parameter, oldValue, newValue]): PendingRestartReason => ({ parameter, oldValue, newValue }),
      ),
    },
    agent: { pendingRestart: true },
  });
  findsIn(pendingRestart, [
    { name: 'none', evidence: anEvidence(), found: [] },
    { name: 'one', evidence: anEvidence({ members: { pg3: waits() } }), found: ['warning pg3'] },
    {
      name: 'it was restarted, and its key is old',
      evidence: anEvidence({ members: { pg3: { key: { pendingRestart: true } } } }),
      found: [],
    },
    {
      name: 'its agent is silent',
      evidence: anEvidence({ members: { pg3: { key: { pendingRestart: true }, agent: null } } }),
      found: ['warning pg3'],
    },
  ]);

  it.each([
    [['shared_buffers', '128MB', '256MB'], 'pg3 waits for a restart: shared_buffers 128MB → 256MB'],
    [
      ['max_connections', '100', '200'],
      'pg3 waits for a restart: max_connections 100 → 200 (the standbys first)',
    ],
    [
      ['max_connections', '200', '100'],
      'pg3 waits for a restart: max_connections 200 → 100 (the primary first)',
    ],
    [['wal_level', '', '?'], 'pg3 waits for a restart: wal_level (unset) → ?'],
  ] as const)('tells values and order: %j', (reason, message) => {
    expect(messagesOf(pendingRestart, anEvidence({ members: { pg3: waits(reason) } }))).toEqual([message]);
  });
});

describe('version-skew', () => {
  const versions = (pg1: string, pg3: string) =>
    anEvidence({
      members: {
        pg1: { key: { patroniVersion: pg1 }, agent: { patroniVersion: pg1 } },
        pg3: { key: { patroniVersion: pg3 }, agent: { patroniVersion: pg3 } },
      },
    });
  findsIn(versionSkew, [
    { name: 'all the same', evidence: anEvidence(), found: [] },
    { name: 'an older one', evidence: versions('4.1.5', '3.0.2'), found: ['warning'] },
    { name: 'a patch', evidence: versions('4.1.5', '4.1.4'), found: ['warning'] },
    {
      name: 'one does not tell',
      evidence: anEvidence({
        members: { pg3: { key: { patroniVersion: null }, agent: { patroniVersion: null } } },
      }),
      found: [],
    },
  ]);

  it('tells what the older one lacks', () => {
    const [message] = messagesOf(versionSkew, versions('4.1.5', '3.0.2'));
    expect(message).toContain(
      '3.0.2 on pg3, 4.1.5 on pg1 and pg2. Of the older ones: whether they stream is known',
    );
    expect(message).toContain('(4.1)');
    expect(messagesOf(versionSkew, versions('4.1.5', '4.1.4'))).toEqual([
      'members run different versions of Patroni: 4.1.4 on pg3, 4.1.5 on pg1 and pg2',
    ]);
  });
});

describe('clock-skew', () => {
  const clocks = (pg1: number | null, pg2: number | null, pg3: number | null, sql: number | null = null) =>
    anEvidence({
      members: {
        pg1: { rest: { agentClockAhead: pg1 } },
        pg2: { rest: { agentClockAhead: pg2 } },
        pg3: { rest: { agentClockAhead: pg3, sqlClockAhead: sql } },
      },
    });
  findsIn(clockSkew, [
    { name: 'the same', evidence: clocks(0, 0, 0), found: [] },
    { name: 'a second', evidence: clocks(0, 1000, -1000), found: [] },
    { name: 'more', evidence: clocks(0, 0, 1001), found: ['warning pg3'] },
    { name: 'behind', evidence: clocks(0, 0, -1001), found: ['warning pg3'] },
    { name: 'nobody tells', evidence: clocks(null, null, null), found: [] },
    { name: 'all alike: it is this machine', evidence: clocks(5000, 5100, 5900), found: ['warning'] },
    {
      name: 'all, but not alike',
      evidence: clocks(5000, -5000, 9000),
      found: ['warning pg1', 'warning pg2', 'warning pg3'],
    },
    { name: 'SQL is more exact', evidence: clocks(0, 0, 2000, 0), found: [] },
  ]);

  it('tells which way', () => {
    expect(messagesOf(clockSkew, clocks(5000, 5100, 5900))[0]).toMatch(
      /^the clock of this machine is at least 5.0 s behind those of pg1, pg2 and pg3:/,
    );
    expect(messagesOf(clockSkew, clocks(0, 0, -3200))[0]).toMatch(
      /^the clock of pg3 is at least 3.2 s behind this machine's:/,
    );
  });
});
