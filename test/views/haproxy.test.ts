import { describe, expect, it } from 'vitest';
import { hint } from '../../src/formats/hint.js';
import type {
  BalancerServerReport,
  HaproxyStatusReport,
} from '../../src/operations/haproxy/haproxy-report.js';
import { done } from '../../src/operations/report.js';
import { haproxyCheckView } from '../../src/views/haproxy/check.js';
import { haproxyStatusView } from '../../src/views/haproxy/status.js';
import { aScreen } from '../support/reports.js';
import { A_PIPE } from '../support/screens.js';

function server(name: string, changes: Partial<BalancerServerReport> = {}): BalancerServerReport {
  return {
    pool: 'demo_write',
    purpose: 'write',
    server: name,
    member: name,
    address: '10.0.0.1:5432',
    status: 'UP',
    isUp: true,
    isBackup: false,
    admin: 'ready',
    checkStatus: 'L7OK',
    checkPort: 8008,
    since: 42,
    sessions: 12,
    dcsRole: 'leader',
    agentRole: 'primary',
    agentState: 'running',
    ...changes,
  };
}

const STATUS: HaproxyStatusReport = {
  ...done(),
  scope: 'demo',
  group: null,
  at: '2026-11-22T12:00:00.000Z',
  leader: 'pg1',
  balancers: [
    {
      address: '/run/haproxy/admin.sock',
      version: '2.6.12',
      problem: null,
      servers: [
        server('pg1'),
        server('pg2', {
          ...{ status: 'DOWN', isUp: false, admin: 'drain', checkStatus: 'L7STS', since: 7200, sessions: 0 },
          ...{ dcsRole: 'sync_standby', agentRole: null },
        }),
        server('odd\u001b[31m', {
          member: null,
          purpose: 'other',
          since: null,
          sessions: null,
          dcsRole: null,
        }),
      ],
    },
    {
      address: 'lb2:9999',
      version: null,
      problem: { code: 'haproxy-unreachable', message: 'nobody listens there', subject: null, next: null },
      servers: [],
    },
  ],
};

describe('where HAProxy sends connections', () => {
  it('is a table for each', () => {
    expect(`\n${haproxyStatusView(STATUS, A_PIPE)}`).toMatchInlineSnapshot(`
      "
      HAProxy /run/haproxy/admin.sock (2.6.12)
        POOL        USE     SERVER       MEMBER  STATE        CHECK   FOR  SESSIONS  ROLE (ETCD)   ROLE (AGENT)
        demo_write  writes  pg1          pg1     UP           L7OK   42 s        12  leader        primary
        demo_write  writes  pg2          pg2     DOWN, drain  L7STS   2 h         0  sync standby  -
        demo_write          odd\\x1b[31m  -       UP           L7OK                   -             primary

      HAProxy lb2:9999: nobody listens there
      "
    `);
  });

  it.each([60, 80, 160])('fits into %i columns', (columns) => {
    const lines = haproxyStatusView(STATUS, aScreen(columns)).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    expect(lines.join('\n')).toContain('pg2');
  });
});

describe('what is wrong', () => {
  const base = { ...done(), scope: 'demo', group: null, at: STATUS.at, balancers: STATUS.balancers };
  const report = {
    ...base,
    verdict: 'degraded',
    findings: [
      {
        code: 'haproxy-two-writers',
        severity: 'error',
        subject: 'lb1:9999 demo_write',
        message: 'HAProxy sends writes to pg1 and pg2 at the same time',
        evidence: [{ source: 'balancer', seen: 'pg1 UP (L7OK)', age: 3 }],
        remedies: [{ sentence: 'a check that fits', command: hint`ctl haproxy config demo --partial` }],
      },
    ],
    unchecked: ['lb1:9999: its checks'],
  } as const;

  it('is told with its evidence and the next step', () => {
    expect(`\n${haproxyCheckView(report, A_PIPE)}`).toMatchInlineSnapshot(`
      "
      2 HAProxies of demo: 1 error
      error haproxy-two-writers: HAProxy sends writes to pg1 and pg2 at the same time
        seen: pg1 UP (L7OK)
        next: a check that fits
              ctl haproxy config demo --partial
      not checked: lb1:9999: its checks
      "
    `);
  });

  it.each([60, 80, 160])('fits into %i columns', (columns) => {
    const lines = haproxyCheckView(report, aScreen(columns)).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('may be nothing', () => {
    const well = { ...base, verdict: 'healthy', findings: [], unchecked: [] } as const;
    expect(haproxyCheckView(well, A_PIPE)).toBe('2 HAProxies of demo: nothing found\n');
  });
});
