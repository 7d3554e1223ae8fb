import { describe, expect, it } from 'vitest';
import type { Repair } from '../../../src/cluster/doctor/repair.js';
import { failed, unchecked, warned } from '../../../src/cluster/evidence/connection-look.js';
import { hint } from '../../../src/formats/hint.js';
import { doctorView } from '../../../src/views/doctor/doctor.js';
import { agentLook, etcdLook, someReport, sqlLook } from '../../operations/doctor/some-examination.js';
import { anEvidence, someFacts, unanswered } from '../../support/evidence.js';

const NAMES = ['pg1', 'pg2', 'pg3'];
const ENDPOINTS = ['127.0.0.1:2379', '127.0.0.1:2380', '127.0.0.1:2381'];
const LOOKS = [
  ...ENDPOINTS.map((name) => etcdLook(name)),
  ...NAMES.map((name) => agentLook(name)),
  ...NAMES.map((name) => sqlLook(name)),
];
const EVIDENCE = anEvidence({
  each: { facts: someFacts() },
  members: { pg2: { facts: someFacts({ inRecovery: false }) } },
  config: { ttl: 30, loop_wait: 10 },
});

function shown(report = someReport(EVIDENCE, LOOKS), columns = 80, extended = false): string {
  const screen = { isTerminal: true, columns, color: false, unicode: true };
  return doctorView(report, screen, { extended });
}

/** Without the block of the checks, which is long and has a test of its own. */
function withoutChecks(text: string): string {
  return text.replace(/\n {2}checks [\s\S]*?\n\n/, '\n');
}

describe('what doctor shows', () => {
  it('of a cluster that is all right: a line for what stands alike', () => {
    expect(withoutChecks(shown())).toMatchInlineSnapshot(`
      "  etcd      127.0.0.1:2379 127.0.0.1:2380 127.0.0.1:2381
                  etcd 3.5.30, TLS 1.3 until 2027-03-01, login as patroni, may read
                  and write /service/demo/
                  3 of 3 endpoints answer, 3 voting, leader e2, 24 MB, no alarm
        agents    pg1 pg2 pg3  Patroni 4.1.5, no TLS, login as patroni
        SQL       pg1 pg2 pg3  PostgreSQL 15.18, no TLS, login as postgres, superuser
        timing    ttl 30, loop_wait 10, retry_timeout 10: a dead leader is replaced in
                  22-35 s, at worst 50 s; one whose PostgreSQL crashed and does not
                  start again, within 315 s (primary_start_timeout 300)

      demo: healthy
      "
    `);
  });

  it('every check by its result, and why one could not be made', () => {
    const evidence = anEvidence({ members: { pg3: { agent: unanswered() } } });
    const text = shown(someReport(evidence, LOOKS)).replaceAll(/\s+/g, ' ');
    expect(text).toContain('checks ok dcs-unreachable, dcs-no-quorum');
    expect(text).toContain('found member-silent');
    expect(text).toContain('clock-skew, version-skew: the agent of pg3 did not answer');
    expect(text).toContain('PostgreSQL of pg1, pg2, pg3 did not answer');
  });

  it('of connections: how far the bad ones get, and the key to change', () => {
    const looks = [
      etcdLook(
        ENDPOINTS[0] ?? '',
        warned('notes', 'notes-denied', 'permission denied to write /service-ctl/demo/', hint`grant it`),
      ),
      etcdLook(
        ENDPOINTS[1] ?? '',
        failed(
          'tls',
          'dcs-tls',
          'its certificate is of an unknown authority',
          hint`etcd3.cacert in /etc/patroni/patroni.yml, line 12`,
        ),
      ),
      ...NAMES.map((name) =>
        agentLook(
          name,
          failed(
            'login',
            'agent-auth',
            'refuses the login: not authenticated',
            hint`ctl.authentication in /etc/patroni/patroni.yml, line 7`,
          ),
        ),
      ),
      sqlLook('pg1', unchecked('privileges', 'no answer in time')),
    ];
    expect(withoutChecks(shown(someReport(EVIDENCE, looks)))).toMatchInlineSnapshot(`
      "  etcd      127.0.0.1:2379  etcd 3.5.30, TLS 1.3 until 2027-03-01, login as
                                  patroni, may read and write /service/demo/;
                                  permission denied to write /service-ctl/demo/
                  127.0.0.1:2380  resolve ok, tcp ok, tls failed: its certificate is
                                  of an unknown authority (etcd3.cacert in
                                  /etc/patroni/patroni.yml, line 12)
                  3 of 3 endpoints answer, 3 voting, leader e2, 24 MB, no alarm
        agents    pg1 pg2 pg3  resolve ok, tcp ok, answer ok, login failed: refuses
                               the login: not authenticated (ctl.authentication in
                               /etc/patroni/patroni.yml, line 7)
        SQL       pg1  PostgreSQL 15.18, no TLS, login as postgres; privileges not
                       checked: no answer in time
        timing    ttl 30, loop_wait 10, retry_timeout 10: a dead leader is replaced in
                  22-35 s, at worst 50 s; one whose PostgreSQL crashed and does not
                  start again, within 315 s (primary_start_timeout 300)

      demo: healthy; 4 errors, 1 warning

        dcs-tls  127.0.0.1:2380
          etcd 127.0.0.1:2380: its certificate is of an unknown authority
          network: 127.0.0.1:2380: resolve ok, tcp ok, tls failed
          1. etcd3.cacert in /etc/patroni/patroni.yml, line 12

        agent-auth  pg1 pg2 pg3
          the agent of pg1, pg2, pg3: refuses the login: not authenticated
          network: 10.0.0.1:1: resolve ok, tcp ok, answer ok, login failed
          1. ctl.authentication in /etc/patroni/patroni.yml, line 7

        notes-denied  127.0.0.1:2379
          etcd 127.0.0.1:2379: permission denied to write /service-ctl/demo/
          network: 127.0.0.1:2379: resolve ok, tcp ok, tls ok, answer ok, login ok,
          read ok, write ok, notes warning
          1. grant it
      "
    `);
  });

  it('of a member that does not follow: why, and what brings it back instead of what generally helps', () => {
    const repair: Repair = {
      ...{
        member: 'pg3',
        finding: 'timeline-behind',
        timeline: 3,
        leaderTimeline: 4,
        switchPoint: 1,
        position: 2,
      },
      ...{ standing: 'diverged', walOnLeader: true, rewind: 'possible' },
      because: ['it stands at 0/2 of timeline 3', 'pg_rewind can help: there are data checksums'],
      steps: [
        { sentence: 'start it again, then Patroni rewinds it', command: hint`ctl restart demo pg3` },
        { sentence: 'as the last resort, copy it afresh', command: hint`ctl reinit demo pg3` },
      ],
    };
    const finding = {
      ...({
        code: 'timeline-behind',
        severity: 'error',
        subject: 'pg3',
        message: 'pg3 is on timeline 3',
      } as const),
      evidence: [{ source: 'agent', seen: 'pg3 is on timeline 3', age: 2 } as const],
      remedies: [{ sentence: 'not shown', command: null }],
    };
    const report = {
      ...someReport(EVIDENCE),
      findings: [finding],
      repairs: [repair],
      verdict: 'degraded' as const,
    };
    expect(shown(report, 100).split('\n\n').slice(-2).join('\n\n')).toMatchInlineSnapshot(`
      "demo: degraded; 1 error

        timeline-behind  pg3
          pg3 is on timeline 3
          it stands at 0/2 of timeline 3; pg_rewind can help: there are data checksums.
          agent: pg3 is on timeline 3 (2 s ago)
          1. start it again, then Patroni rewinds it:  ctl restart demo pg3
          2. as the last resort, copy it afresh:  ctl reinit demo pg3
      "
    `);
  });

  it('on a narrow terminal nothing is wider than it', () => {
    for (const columns of [60, 72]) {
      const widths = shown(someReport(EVIDENCE, LOOKS), columns)
        .split('\n')
        .map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
    }
  });

  it('with -e every step, and each check with what it looks at', () => {
    const looks = [
      etcdLook(
        ENDPOINTS[0] ?? '',
        failed('login', 'dcs-auth', 'refuses the login of "patroni"', hint`etcd3.password in settings.yml`),
      ),
    ];
    const text = shown(someReport(EVIDENCE, looks), 80, true);
    expect(text.split('\n').slice(0, 11).join('\n')).toMatchInlineSnapshot(`
      "  etcd 127.0.0.1:2379
          resolve     ok
          tcp         ok
          tls         ok        TLS 1.3 until 2027-03-01
          answer      ok        etcd 3.5.30
          login       failed    refuses the login of "patroni"; etcd3.password in
                                settings.yml
          read        -
          write       -
          notes       -
          cluster     -"
    `);
    expect(text).toContain('  ok          dcs-no-quorum ');
  });

  it('shows control characters instead of obeying them', () => {
    const looks = [agentLook('pg1', failed('answer', 'agent-answer', 'answers \x1b[2J\x07', null))];
    expect(shown(someReport(EVIDENCE, looks))).not.toMatch(/[\x1b\x07]/);
  });
});
