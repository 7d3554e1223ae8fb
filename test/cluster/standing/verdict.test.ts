import { describe, expect, it } from 'vitest';
import type { ClusterLook } from '../../../src/cluster/evidence/evidence.js';
import { findAll } from '../../../src/cluster/findings/index.js';
import { verdictOf } from '../../../src/cluster/standing/verdict.js';
import { anEvidence, type EvidenceRecipe, unanswered } from '../../support/evidence.js';

const UNREAD: ClusterLook = { kind: 'unread', code: 'dcs-unreachable', message: 'no answer', next: null };
const STRICT = { synchronous_mode: true, synchronous_mode_strict: true };
const NO_STANDBY = { sync: { leader: 'pg2', standbys: [], quorum: 0 } };
const DEAD_HOST = { agent: null, facts: null };

const ROWS: readonly (readonly [string, EvidenceRecipe, string])[] = [
  ['all is well', {}, 'healthy'],
  ['warnings alone', { members: { pg3: { agent: { pendingRestart: true } } } }, 'healthy'],
  ['a silent replica', { members: { pg3: { agent: null } } }, 'degraded'],
  ['the leader is silent, its PostgreSQL was not asked', { members: { pg2: { agent: null } } }, 'degraded'],
  [
    'the leader is silent, its PostgreSQL takes writes',
    { members: { pg2: { agent: null, facts: {} } } },
    'degraded',
  ],
  ['the leader is silent, and so is its PostgreSQL', { members: { pg2: DEAD_HOST } }, 'down'],
  [
    'the leader is silent, and we may not log in',
    { members: { pg2: { agent: null, facts: unanswered('sql-auth', 'password') } } },
    'degraded',
  ],
  ['nobody leads', { leader: null }, 'down'],
  [
    'a primary without the lock is no consolation',
    { leader: null, members: { pg2: { agent: { role: 'primary' } } } },
    'down',
  ],
  [
    'the leader starts',
    { members: { pg2: { key: { state: 'starting' }, agent: { state: 'starting' } } } },
    'down',
  ],
  ['the leader is in recovery', { members: { pg2: { agent: { role: 'replica' } } } }, 'down'],
  ['the lock of somebody who has vanished', { members: { pg2: { key: null, agent: null } } }, 'down'],
  ['strict, others acknowledge', { config: STRICT, changes: NO_STANDBY }, 'degraded'],
  [
    'strict, sessions wait',
    { config: STRICT, changes: NO_STANDBY, members: { pg2: { saturation: { syncWaits: 2 } } } },
    'down',
  ],
  [
    'strict, nobody to acknowledge',
    { config: STRICT, changes: NO_STANDBY, members: { pg2: { agent: { replication: [] } } } },
    'down',
  ],
  ['etcd is away, a primary answers', { look: UNREAD }, 'degraded'],
  ['etcd is away, replicas answer', { look: UNREAD, leader: null }, 'down'],
  [
    'etcd is away, a standby leader answers',
    { look: UNREAD, members: { pg2: { agent: { role: 'standby_leader' } } } },
    'degraded',
  ],
  ['etcd is away, nobody answers', { look: UNREAD, each: { agent: null } }, 'unknown'],
  ['there is no such cluster', { look: { kind: 'absent', revision: 1 } }, 'unknown'],
  [
    'not bootstrapped',
    { leader: null, names: [], changes: { initialization: { state: 'uninitialized' } } },
    'unknown',
  ],
];

describe('verdictOf', () => {
  it.each(ROWS)('%s', (_, recipe, verdict) => {
    const evidence = anEvidence(recipe);
    const findings = findAll(evidence);
    expect(verdictOf(evidence, findings)).toBe(verdict);
    const hasErrors = findings.some(({ severity }) => severity === 'error');
    if (['degraded', 'down'].includes(verdict)) expect(hasErrors).toBe(true);
    if (verdict === 'healthy') expect(hasErrors).toBe(false);
  });
});
