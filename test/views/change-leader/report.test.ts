import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/errors.js';
import { type Hint, hint } from '../../../src/formats/hint.js';
import type { ChangeReport } from '../../../src/operations/change-leader/change-report.js';
import { changeErrorsView, changeReportView } from '../../../src/views/change-leader/report.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aScreen } from '../../support/reports.js';
import { A_PIPE } from '../../support/screens.js';
import { aChangeReport, aRoute } from '../some-change.js';

const NOW = new Date('2026-11-22T18:07:06.200Z');
const AT = '2030-01-01T10:00:00+01:00';
const FAILED = { via: 'agent', member: 'pg2', status: 503, text: 'Switchover failed' } as const;
const ROUTES = [
  aRoute(),
  aRoute({ route: 'HAProxy', address: '10.0.0.9:5000', downMs: 2210, resolutionMs: 40 }),
];

function view(changes: Partial<ChangeReport>, screen: Screen = A_PIPE): string {
  const text = changeReportView(aChangeReport(changes), screen, NOW);
  // patronictl's clock is local.
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{5}/g, 'STAMP');
}

function problem(code: string, message: string, next: Hint | null): Problem {
  return { code, message, subject: null, next };
}

describe('the end of a change', () => {
  it('that was measured, at 60 columns', () => {
    expect(`\n${view({ downtime: ROUTES }, aScreen(60))}`).toMatchInlineSnapshot(`
      "
      STAMP Successfully switched over to "pg1"
      done in 6.2 s. pg1 leads on timeline 5. Writes to the
        members were down 1.84 s (±24 ms). Writes through HAProxy
        (10.0.0.9:5000) were down 2.21 s (±40 ms).
      "
    `);
  });

  it('at 80 columns', () => {
    expect(`\n${view({ downtime: ROUTES }, aScreen(80))}`).toMatchInlineSnapshot(`
      "
      STAMP Successfully switched over to "pg1"
      done in 6.2 s. pg1 leads on timeline 5. Writes to the members were down 1.84 s
        (±24 ms). Writes through HAProxy (10.0.0.9:5000) were down 2.21 s (±40 ms).
      "
    `);
  });

  it('at 160 columns', () => {
    expect(`\n${view({ downtime: ROUTES }, aScreen(160))}`).toMatchInlineSnapshot(`
      "
      STAMP Successfully switched over to "pg1"
      done in 6.2 s. pg1 leads on timeline 5. Writes to the members were down 1.84 s (±24 ms). Writes through HAProxy (10.0.0.9:5000) were down 2.21 s (±40 ms).
      "
    `);
  });

  it('in a pipe', () => {
    expect(`\n${view({ downtime: ROUTES })}`).toMatchInlineSnapshot(`
      "
      STAMP Successfully switched over to "pg1"
      done in 6.2 s. pg1 leads on timeline 5. Writes to the members were down 1.84 s (±24 ms). Writes through HAProxy (10.0.0.9:5000) were down 2.21 s (±40 ms).
      "
    `);
  });

  it.each<{ name: string; changes: Partial<ChangeReport>; lines: string[] }>([
    {
      name: 'a failover',
      changes: { kind: 'failover', formerLeader: null, timeline: null },
      lines: ['STAMP Successfully failed over to "pg1"', 'done in 6.2 s. pg1 leads.'],
    },
    {
      name: 'another winner',
      changes: { outcome: 'partial', code: 'other-winner', newLeader: 'pg3' },
      lines: ['STAMP Switched over to "pg3" instead of "pg1"', 'partial in 6.2 s. pg3 leads on timeline 5.'],
    },
    {
      name: 'another winner of a failover',
      changes: { kind: 'failover', outcome: 'partial', code: 'other-winner', newLeader: 'pg3' },
      lines: ['STAMP Failed over to "pg3" instead of "pg1"', 'partial in 6.2 s. pg3 leads on timeline 5.'],
    },
    {
      name: 'the former leader leads again',
      changes: { outcome: 'partial', code: 'other-winner', newLeader: 'pg2', request: FAILED },
      lines: [
        'Switchover failed, details: 503, Switchover failed',
        'partial in 6.2 s. pg2 leads on timeline 5.',
      ],
    },
    {
      name: 'not everybody streams',
      changes: { outcome: 'partial', code: 'former-leader-not-back' },
      lines: ['STAMP Successfully switched over to "pg1"', 'partial in 6.2 s. pg1 leads on timeline 5.'],
    },
    {
      name: 'the agent has refused',
      changes: {
        outcome: 'refused',
        code: 'agent-refused',
        newLeader: null,
        request: { ...FAILED, status: 412, text: 'leader name does not match' },
      },
      lines: ['Switchover failed, details: 412, leader name does not match'],
    },
    {
      name: 'the request was dropped, and nothing was said',
      changes: {
        outcome: 'refused',
        code: 'request-dropped',
        newLeader: null,
        request: { ...FAILED, status: null, text: null },
      },
      lines: ['Switchover failed'],
    },
    {
      name: 'how it ends is not known',
      changes: {
        outcome: 'unknown',
        code: 'deadline',
        request: { ...FAILED, text: 'Switchover status unknown' },
      },
      lines: ['Switchover result unknown, details: 503, Switchover status unknown'],
    },
    {
      name: 'nothing could be sent',
      changes: { outcome: 'unreachable', code: 'agent-unreachable', newLeader: null, request: null },
      lines: [],
    },
    {
      name: 'the login was refused',
      changes: {
        outcome: 'unreachable',
        code: 'agent-auth',
        newLeader: null,
        request: { ...FAILED, status: null, text: null },
      },
      lines: [],
    },
    {
      name: 'nobody waits',
      changes: { outcome: 'accepted', newLeader: null },
      lines: ['STAMP Switchover accepted', 'accepted. Follow: ctl switchover demo --follow'],
    },
    {
      name: 'a schedule, in a group',
      changes: { outcome: 'accepted', newLeader: null, scheduledAt: AT, group: 1 },
      lines: [
        'STAMP Switchover scheduled',
        `accepted: at ${AT}. Cancel: ctl flush demo --group 1 switchover`,
      ],
    },
    {
      name: 'a dry run',
      changes: { dryRun: true, request: null, newLeader: null },
      lines: ['Dry run: nothing was sent. The switchover would be requested.'],
    },
    {
      name: 'a dry run of a refusal',
      changes: { dryRun: true, outcome: 'refused', code: 'no-candidate', request: null, newLeader: null },
      lines: [],
    },
    {
      name: 'nothing under way',
      changes: { code: 'nothing-under-way', request: null },
      lines: ['No switchover of demo is under way: pg1 leads on timeline 5, before it pg2 led.'],
    },
    {
      name: 'nothing under way, and a schedule',
      changes: {
        code: 'nothing-under-way',
        group: 1,
        request: null,
        newLeader: null,
        formerLeader: null,
        scheduledAt: AT,
      },
      lines: [
        `No switchover of demo group 1 is under way: nobody leads. A switchover is scheduled at ${AT}.`,
      ],
    },
    {
      name: 'somebody else has asked for it',
      changes: { request: null, plan: null },
      lines: ['done in 6.2 s. pg1 leads on timeline 5.'],
    },
  ])('$name', ({ changes, lines }) => {
    expect(view(changes)).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  it('tells beside the result what went wrong', () => {
    const errors = [
      problem(
        'deadline',
        'the deadline has passed: pg2 is still stopping.',
        hint`ctl switchover demo --follow`,
      ),
    ];
    expect(changeErrorsView(aChangeReport({ outcome: 'unknown', errors }))).toBe(
      'unknown: the deadline has passed: pg2 is still stopping.\nnext: ctl switchover demo --follow\n',
    );
  });

  it('shows escape characters, and does not obey them', () => {
    const hostile = 'p\x1b[2J\x9bg';
    const text = 'x\x1b]0;owned\x07';
    const downtime = [aRoute({ route: hostile, address: hostile })];
    const outcomes = ['done', 'accepted', 'refused', 'unknown', 'partial'] as const;
    const reports = outcomes.flatMap((outcome): Partial<ChangeReport>[] =>
      [null, 'other-winner', 'nothing-under-way'].map((code) => ({
        outcome,
        code,
        scope: hostile,
        candidate: hostile,
        newLeader: hostile,
        formerLeader: text,
        scheduledAt: outcome === 'refused' ? null : text,
        request: { ...FAILED, text },
        downtime,
      })),
    );
    for (const report of reports) expect(view(report)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(view({ outcome: 'refused', request: { ...FAILED, text } })).toContain('x\\x1b]0;owned\\x07');
  });
});
