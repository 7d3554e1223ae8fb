import { describe, expect, it } from 'vitest';
import type { Expectations } from '../../../src/cluster/check/expectations.js';
import {
  MONITORING_CHECKS,
  MONITORING_NAMES,
  type MonitoringName,
} from '../../../src/cluster/check/index.js';
import { worstState } from '../../../src/cluster/check/monitoring-result.js';
import { atLeast, atMost } from '../../../src/cluster/check/range.js';
import type { Finding } from '../../../src/cluster/evidence/finding.js';
import { anEndpoint, anEvidence, type EvidenceRecipe, unanswered } from '../../support/evidence.js';

const NOTHING: Expectations = {
  thresholds: { replicas: null, members: null, sync: null, lag: null },
  timeline: null,
  patroniVersion: null,
  remembered: null,
};
const LEADER_AT = 0x5a3c1f8;
const SYNC = { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } };

interface Expected extends Partial<Omit<Expectations, 'thresholds'>> {
  readonly thresholds?: Partial<Expectations['thresholds']>;
}

function run(name: MonitoringName, recipe: EvidenceRecipe, expected: Expected, findings: readonly Finding[]) {
  const thresholds = { ...NOTHING.thresholds, ...expected.thresholds };
  const evidence = anEvidence(recipe);
  return MONITORING_CHECKS[name]({ evidence, findings }, { ...NOTHING, ...expected, thresholds });
}

function aFinding(code: string, severity: Finding['severity'], subject: string | null = null): Finding {
  return { code, severity, subject, message: `${code} it is`, evidence: [], remedies: [] };
}

const down = { key: { state: 'stopped' }, agent: { state: 'stopped' } };
const behind = (bytes: number) => ({
  key: { position: LEADER_AT - bytes },
  agent: { receivePosition: LEADER_AT - bytes, replayPosition: LEADER_AT - bytes },
});

describe('monitoring checks', () => {
  it.each<[MonitoringName, string, EvidenceRecipe, Expected, string, string]>([
    ['leader', 'healthy', {}, {}, 'OK', 'pg2 is the leader'],
    ['leader', 'nobody', { leader: null }, {}, 'CRITICAL', 'no leader'],
    [
      'leader',
      'silent',
      { members: { pg2: { agent: null } } },
      {},
      'WARNING',
      'pg2 is the leader, its agent does not answer',
    ],
    [
      'leader',
      'not running',
      { members: { pg2: { agent: { state: 'crashed' } } } },
      {},
      'CRITICAL',
      'pg2 is the leader and its PostgreSQL is crashed',
    ],
    [
      'leader',
      'in recovery',
      { members: { pg2: { agent: { role: 'replica' } } } },
      {},
      'WARNING',
      'pg2 is the leader and not yet the primary',
    ],
    ['replicas', 'healthy', {}, {}, 'OK', '2 of 2 replicas up'],
    ['replicas', 'one down, any will do', { members: { pg1: down } }, {}, 'OK', '1 of 2 replicas up'],
    [
      'replicas',
      'none',
      { members: { pg1: down, pg3: { agent: null } } },
      {},
      'CRITICAL',
      '0 of 2 replicas up',
    ],
    [
      'replicas',
      'fewer than wanted',
      { members: { pg1: down } },
      { thresholds: { replicas: { warning: atLeast(2), critical: atLeast(1) } } },
      'WARNING',
      '1 of 2 replicas up',
    ],
    [
      'replicas',
      'on an older timeline',
      { members: { pg1: { agent: { timeline: 3 } }, pg3: { agent: { replicationState: null } } } },
      {},
      'CRITICAL',
      '0 of 2 replicas up',
    ],
    ['members', 'healthy', {}, {}, 'OK', '3 members registered'],
    [
      'members',
      'too few',
      {},
      { thresholds: { members: { warning: null, critical: atLeast(4) } } },
      'CRITICAL',
      '3 members registered',
    ],
    ['agents', 'healthy', {}, {}, 'OK', '3 of 3 members alive'],
    ['agents', 'silent', { members: { pg1: { agent: null } } }, {}, 'CRITICAL', '2 of 3 members alive'],
    ['agents', 'PostgreSQL down', { members: { pg1: down } }, {}, 'CRITICAL', '2 of 3 members alive'],
    ['sync', 'off', {}, {}, 'OK', 'synchronous mode is off'],
    [
      'sync',
      'off and wanted',
      {},
      { thresholds: { sync: { warning: atLeast(1), critical: null } } },
      'WARNING',
      'synchronous mode is off',
    ],
    ['sync', 'one', { config: { synchronous_mode: true }, changes: SYNC }, {}, 'OK', 'synchronous: pg1'],
    ['sync', 'none', { config: { synchronous_mode: true } }, {}, 'CRITICAL', 'no synchronous standby'],
    [
      'sync',
      'its only one is down',
      { config: { synchronous_mode: true }, changes: SYNC, members: { pg1: down } },
      {},
      'CRITICAL',
      'no synchronous standby',
    ],
    ['lag', 'none', {}, {}, 'OK', 'lag at most 0 B'],
    [
      'lag',
      'more than a failover allows',
      { members: { pg3: behind(2 * 1024 ** 2) } },
      {},
      'WARNING',
      'lag at most 2 MB',
    ],
    [
      'lag',
      'within wider limits',
      { members: { pg3: behind(2 * 1024 ** 2) } },
      { thresholds: { lag: { warning: atMost(4 * 1024 ** 2), critical: atMost(8 * 1024 ** 2) } } },
      'OK',
      'lag at most 2 MB',
    ],
    [
      'lag',
      'over the critical one',
      { members: { pg3: behind(9 * 1024 ** 2) } },
      { thresholds: { lag: { warning: atMost(4 * 1024 ** 2), critical: atMost(8 * 1024 ** 2) } } },
      'CRITICAL',
      'lag at most 9 MB',
    ],
    ['lag', 'nobody to be behind of', { leader: null }, {}, 'UNKNOWN', 'no leader to be behind of'],
    ['lag', 'a leader alone', { names: ['pg2'] }, {}, 'OK', 'no replica'],
    ['maintenance', 'off', {}, {}, 'OK', 'maintenance mode is off'],
    [
      'maintenance',
      'on',
      { config: { pause: true } },
      {},
      'WARNING',
      'maintenance mode is on: nothing fails over',
    ],
    ['schedule', 'nothing', {}, {}, 'OK', 'nothing is scheduled'],
    [
      'schedule',
      'a switchover',
      {
        changes: {
          failover: { leader: 'pg2', candidate: null, scheduledAt: '2026-11-22T13:00:00+00:00', revision: 1 },
        },
      },
      {},
      'WARNING',
      '1 scheduled',
    ],
    [
      'schedule',
      'a restart',
      {
        members: {
          pg1: {
            key: {
              scheduledRestart: { at: '2026-11-22T13:00:00+00:00', postgresVersion: null, filters: {} },
            },
          },
        },
      },
      {},
      'WARNING',
      '1 scheduled',
    ],
    ['pending-restart', 'none', {}, {}, 'OK', 'no restart is pending'],
    [
      'pending-restart',
      'one',
      { members: { pg1: { agent: { pendingRestart: true } } } },
      {},
      'WARNING',
      '1 wait for a restart',
    ],
    ['timeline', 'any', {}, {}, 'OK', 'timeline 4'],
    ['timeline', 'the expected one', {}, { timeline: 4 }, 'OK', 'timeline 4'],
    ['timeline', 'another one', {}, { timeline: 3 }, 'CRITICAL', 'the timeline is 4, not 3'],
    [
      'timeline',
      'another one than remembered',
      {},
      { remembered: { timeline: 3, configRevision: null } },
      'CRITICAL',
      'the timeline is 4, it was 3: the leader has changed',
    ],
    [
      'timeline',
      'the remembered one',
      {},
      { remembered: { timeline: 4, configRevision: 1 } },
      'OK',
      'timeline 4',
    ],
    ['timeline', 'untold', { each: { key: { timeline: null } } }, {}, 'UNKNOWN', 'nobody tells the timeline'],
    ['config', 'any', {}, {}, 'OK', 'configuration of revision 40'],
    [
      'config',
      'changed',
      {},
      { remembered: { timeline: null, configRevision: 39 } },
      'CRITICAL',
      'the configuration has changed: revision 40, it was 39',
    ],
    ['config', 'missing', { config: null }, {}, 'CRITICAL', 'there is no dynamic configuration'],
    ['version', 'all the same', {}, {}, 'OK', 'Patroni 4.1.5'],
    ['version', 'the wanted one', {}, { patroniVersion: '4.1' }, 'OK', 'Patroni 4.1.5'],
    ['version', 'not a part of a number', {}, { patroniVersion: '4.1.50' }, 'CRITICAL', 'Patroni 4.1.5'],
    [
      'version',
      'mixed',
      { members: { pg1: { agent: { patroniVersion: '4.0.7' } } } },
      {},
      'WARNING',
      'Patroni 4.0.7, 4.1.5',
    ],
    [
      'etcd',
      'a silent endpoint',
      { etcd: { endpoints: [anEndpoint(1), anEndpoint(2, unanswered())] } },
      {},
      'WARNING',
      '1 of 2 etcd endpoints answer',
    ],
    [
      'etcd',
      'an alarm',
      { etcd: { alarms: [{ memberId: 'abc', alarm: 'NOSPACE' }] } },
      {},
      'CRITICAL',
      'etcd has an alarm',
    ],
    [
      'etcd',
      'unread',
      {
        look: { kind: 'unread', code: 'dcs-unreachable', message: 'no etcd endpoint answered.', next: null },
      },
      {},
      'CRITICAL',
      expect.stringContaining('etcd cannot be read'),
    ],
  ])('%s: %s', (name, _what, recipe, expected, state, summary) => {
    expect(run(name, recipe, expected, [])).toMatchObject({ state, summary });
  });

  it.each([
    ['absent', { kind: 'absent' as const, revision: 5 }, 'there is no cluster demo under /service/'],
    [
      'unread',
      { kind: 'unread' as const, code: 'dcs-unreachable', message: 'no etcd endpoint answered.', next: null },
      'etcd cannot be read: no etcd endpoint answered',
    ],
  ])('of a cluster that is %s nothing is known', (_kind, look, summary) => {
    for (const name of MONITORING_NAMES) {
      if (name === 'findings' || name === 'etcd') continue;
      expect(run(name, { look }, {}, [])).toMatchObject({ state: 'UNKNOWN', summary });
    }
    expect(run('findings', { look }, {}, [])).toMatchObject({ state: 'UNKNOWN' });
  });

  it('takes what status finds for what it is worth', () => {
    const told = (...findings: Finding[]) => run('findings', {}, {}, findings);
    expect(told()).toMatchObject({ state: 'OK', summary: 'nothing found' });
    expect(told(aFinding('paused', 'info'))).toMatchObject({ state: 'OK' });
    expect(told(aFinding('pending-restart', 'warning', 'pg1'))).toMatchObject({
      state: 'WARNING',
      summary: 'pending-restart (pg1)',
      details: ['pending-restart: pending-restart it is'],
    });
    expect(told(aFinding('clock-skew', 'warning'), aFinding('no-leader', 'error'))).toMatchObject({
      state: 'CRITICAL',
      summary: 'no-leader, clock-skew',
    });
  });

  it('measures the lag of each replica with its thresholds', () => {
    const { measures, details } = run('lag', { members: { pg3: behind(2 * 1024 ** 2) } }, {}, []);
    expect(measures).toEqual([
      { label: 'lag_pg1', value: 0, unit: 'B', warning: '1048576', critical: null },
      { label: 'lag_pg3', value: 2 * 1024 ** 2, unit: 'B', warning: '1048576', critical: null },
    ]);
    expect(details).toEqual(['pg3 is 2 MB behind']);
  });
});

describe('worstState', () => {
  it.each([
    [['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'], 'CRITICAL'],
    [['OK', 'WARNING', 'UNKNOWN'], 'UNKNOWN'],
    [['OK', 'WARNING'], 'WARNING'],
    [['OK', 'OK'], 'OK'],
    [[], 'UNKNOWN'],
  ] as const)('of %j is %s', (states, worst) => {
    expect(worstState(states)).toBe(worst);
  });
});
