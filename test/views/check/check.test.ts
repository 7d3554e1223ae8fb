import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/cluster/check/monitoring-result.js';
import { atLeast, atMost } from '../../../src/cluster/check/range.js';
import type { CheckedCluster, CheckReport, NamedResult } from '../../../src/operations/check/check-report.js';
import { done } from '../../../src/operations/report.js';
import { checkView } from '../../../src/views/check/check.js';

function named(name: NamedResult['name'], changes: Partial<NamedResult> = {}): NamedResult {
  return { name, state: 'OK', summary: `${name} is well`, details: [], measures: [], ...changes };
}

function checked(scope: string, changes: Partial<CheckedCluster> = {}): CheckedCluster {
  return { scope, group: null, state: 'OK', checks: [named('findings')], measures: [], ...changes };
}

function report(state: CheckReport['state'], ...clusters: readonly CheckedCluster[]): CheckReport {
  return { ...done(), at: '2026-11-22T18:07:00.000Z', state, clusters };
}

describe('checkView', () => {
  it('is one line while all is well, the figures behind a bar', () => {
    const lag = measure('lag_pg1', 12, { warning: atMost(1024), critical: atMost(4096) }, 'B');
    const checks = [
      named('replicas', { measures: [measure('replicas', 2, { warning: null, critical: atLeast(1) })] }),
    ];
    const measures = [
      lag,
      measure('lag_pg-2', null, undefined, 'B'),
      measure('etcd_time', 0.004, undefined, 's'),
    ];
    expect(checkView(report('OK', checked('demo', { checks, measures })))).toBe(
      "OK - demo: replicas is well | replicas=2;;1:;0 lag_pg1=12B;1024;4096;0 'lag_pg-2'=U;;;0 etcd_time=0.004s;;;0\n",
    );
  });

  it('says what is not well, then all of it', () => {
    const checks = [
      named('leader'),
      named('replicas', { state: 'CRITICAL', summary: '0 of 2 replicas up', details: ['pg1 is stopped'] }),
      named('maintenance', { state: 'WARNING', summary: 'maintenance mode is on' }),
    ];
    const text = checkView(report('CRITICAL', checked('demo', { group: 2, state: 'CRITICAL', checks })));
    expect(text).toMatchInlineSnapshot(`
      "CRITICAL - demo/2: 0 of 2 replicas up; maintenance mode is on
      OK leader: leader is well
      CRITICAL replicas: 0 of 2 replicas up
        pg1 is stopped
      WARNING maintenance: maintenance mode is on
      "
    `);
  });

  it('counts many, and names those that are not well', () => {
    const bad = checked('b', {
      state: 'CRITICAL',
      checks: [named('leader', { state: 'CRITICAL', summary: 'no leader' })],
    });
    expect(checkView(report('CRITICAL', bad, checked('a'), checked('c')))).toMatchInlineSnapshot(`
      "CRITICAL - 3 clusters: 1 critical, 2 ok | clusters=3;;;0 critical=1;;;0 unknown=0;;;0 warning=0;;;0 ok=2;;;0
      CRITICAL - b: no leader
      "
    `);
  });

  it('keeps foreign text to its line and out of the figures', () => {
    const checks = [named('leader', { state: 'CRITICAL', summary: 'x|lag=1;\ny\x1b[2J', details: ['d|1'] })];
    const text = checkView(report('CRITICAL', checked('a|b', { state: 'CRITICAL', checks })));
    expect(text).toBe('CRITICAL - a/b: x/lag=1; y\\x1b[2J\nd/1\n');
  });

  it('says that a namespace is empty', () => {
    const errors = [
      { code: 'no-clusters', message: 'there is no cluster under /service/', subject: null, next: null },
    ];
    expect(checkView({ ...report('UNKNOWN'), errors })).toBe(
      'UNKNOWN - there is no cluster under /service/\n',
    );
  });
});
