import { describe, expect, it } from 'vitest';
import { hint } from '../../src/formats/hint.js';
import { formatLocalTime } from '../../src/formats/instants.js';
import type { PauseEvent, PauseReport } from '../../src/operations/pause/pause-report.js';
import { styleFor } from '../../src/views/parts/style.js';
import { pauseEventView } from '../../src/views/pause/event.js';
import { pauseLine } from '../../src/views/pause/line.js';
import { pauseErrorsView, pauseReportView } from '../../src/views/pause/report.js';
import { aScreen, somePause } from '../support/reports.js';

const AT = new Date('2026-11-22T12:07:00.000Z');
const PLAIN = styleFor(aScreen(80));

/** The clock of the local zone. */
function local(iso: string): string {
  return formatLocalTime(new Date(iso)).slice(11, 16);
}

describe('pauseLine', () => {
  const NOTED = { by: 'postgres', host: 'db1', known: 'noted' } as const;
  const since = '2026-11-22T11:55:00.000Z';
  const until = '2026-11-22T12:10:00.000Z';

  it("is patronictl's if nothing is known", () => {
    expect(pauseLine(somePause(), AT, PLAIN)).toBe('Maintenance mode: on');
  });

  it('tells since when, by whom, why and until when', () => {
    expect(pauseLine(somePause({ ...NOTED, since, until, reason: 'kernel update' }), AT, PLAIN)).toBe(
      `Maintenance mode: on, since ${local(since)} (12 min), by postgres@db1: "kernel update", until ${local(until)}`,
    );
  });

  it('marks what is overdue', () => {
    const pause = somePause({ ...NOTED, since, until: '2026-11-22T12:00:00.000Z', overdue: true });
    expect(pauseLine(pause, AT, PLAIN)).toContain(
      `until ${local('2026-11-22T12:00:00.000Z')} (overdue by 7 min)`,
    );
  });

  it('gives the date of another day', () => {
    const long = '2026-11-19T11:55:00.000Z';
    expect(pauseLine(somePause({ ...NOTED, since: long }), AT, PLAIN)).toContain(
      `since 2026-11-19 ${local(long)} (72 h 12 min)`,
    );
  });

  it('does not claim more than the note does', () => {
    expect(pauseLine(somePause({ ...NOTED, reason: 'disks' }), AT, PLAIN)).toBe(
      'Maintenance mode: on, noted by postgres@db1: "disks"',
    );
    expect(pauseLine(somePause({ ...NOTED, known: 'uncertain' }), AT, PLAIN)).toBe(
      'Maintenance mode: on, noted by postgres@db1 (noted before the configuration last changed)',
    );
  });

  it('shows what a terminal would obey', () => {
    expect(pauseLine(somePause({ ...NOTED, reason: '\x1b[2J' }), AT, PLAIN)).toContain('"\\x1b[2J"');
  });
});

describe('what is told on the way', () => {
  const plan: PauseEvent = {
    kind: 'plan',
    scope: 'demo',
    at: AT.toISOString(),
    pause: somePause({ by: 'postgres', host: 'db1', known: 'noted', reason: 'kernel update' }),
    plan: {
      members: [
        {
          member: 'pg1',
          now: 'replica, streaming',
          effect: 'none',
          sentence: 'nothing changes',
          harmful: false,
        },
        {
          member: 'pg2',
          now: 'primary, leader',
          effect: 'keeps-leading',
          sentence: 'keeps leading',
          harmful: false,
        },
        {
          member: 'pg3',
          now: 'stopped',
          effect: 'started',
          sentence: 'PostgreSQL is started as a replica of pg2, rewound before if it has diverged',
          harmful: true,
        },
        {
          member: 'pg4',
          now: 'agent silent',
          effect: 'unknown',
          sentence: 'its agent does not answer',
          harmful: false,
        },
      ],
      schedules: [
        {
          kind: 'restart',
          member: 'pg1',
          at: '2030-01-01T03:00:00+00:00',
          fate: 'waits',
          sentence: 'the restart of pg1 scheduled for 2030-01-01T03:00:00+00:00 goes ahead at its time',
          harmful: false,
        },
      ],
    },
  };

  it('is what the resume will do to each member', () => {
    expect(`\n${pauseEventView(plan, aScreen(80)).result}`).toMatchInlineSnapshot(`
      "
      Maintenance mode: on, noted by postgres@db1: "kernel update"
      Resume of demo

        MEMBER  NOW                 AT THE RESUME
        pg1     replica, streaming  nothing
        pg2     primary, leader     keeps leading
        pg3     stopped             started
        pg4     agent silent        ?

        pg3: PostgreSQL is started as a replica of pg2, rewound before if it has
          diverged
        pg4: its agent does not answer
        the restart of pg1 scheduled for 2030-01-01T03:00:00+00:00 goes ahead at its
          time
        This is how it looks from here; each agent decides by its own view.

      "
    `);
  });

  it("is patronictl's line before the members are waited for", () => {
    expect(pauseEventView({ kind: 'sent', verb: 'resume' }, aScreen(80))).toEqual({
      result: "'resume' request sent, waiting until it is recognized by all nodes\n",
    });
  });

  it('is who is missing, while it is waited for', () => {
    const event = {
      kind: 'waiting',
      sentence: 'not yet acknowledged by pg3',
      elapsedMs: 12_000,
      limitMs: 30_000,
    } as const;
    expect(pauseEventView(event, aScreen(80))).toEqual({
      passing: '  not yet acknowledged by pg3 (12 s of at most 30 s)',
    });
  });
});

describe('how it ended', () => {
  const report = (changes: Partial<PauseReport> = {}): PauseReport => ({
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    scope: 'demo',
    group: null,
    verb: 'pause',
    dryRun: false,
    at: AT.toISOString(),
    wait: false,
    paused: true,
    pause: null,
    request: { member: 'pg2', status: 200, text: '{}' },
    members: [{ member: 'pg3', acknowledged: true }],
    elapsedMs: 300,
    ...changes,
  });
  const late = {
    code: 'not-acknowledged',
    members: [{ member: 'pg3', acknowledged: false }],
    elapsedMs: 30_010,
  };
  const refused = { outcome: 'refused', code: 'agent-refused', paused: false } as const;

  it.each<[Partial<PauseReport>, string]>([
    [{}, 'Success: cluster management is paused\n'],
    [{ verb: 'resume', paused: false }, 'Success: cluster management is resumed\n'],
    [{ request: { member: 'pg2', status: null, text: null } }, 'Success: cluster management is paused\n'],
    [{ outcome: 'partial', ...late }, "pg3 members didn't recognized pause state after 30 seconds\n"],
    [
      { ...refused, request: { member: 'pg2', status: 503, text: 'Service Unavailable' } },
      'Failed: pause cluster management status code=503, (Service Unavailable)\n',
    ],
    [
      { ...refused, verb: 'resume', paused: true, request: { member: 'pg2', status: 409, text: '' } },
      'Failed: resume cluster management status code=409, ()\n',
    ],
    [
      {
        outcome: 'unknown',
        code: 'request-not-seen',
        paused: false,
        request: { member: 'pg2', status: null, text: null },
      },
      '',
    ],
    [{ code: 'already-paused', request: null }, 'Cluster is already paused\n'],
    [{ code: 'not-paused', verb: 'resume', paused: false, request: null }, 'Cluster is not paused\n'],
    [
      { code: 'already-paused', request: null, dryRun: true },
      'Cluster is already paused; dry run: nothing was sent\n',
    ],
    [
      { outcome: 'partial', ...late, request: null },
      "Cluster is already paused\npg3 members didn't recognized pause state after 30 seconds\n",
    ],
    [{ dryRun: true, paused: false, request: null }, 'Dry run: nothing was sent. demo would be paused.\n'],
    [{ dryRun: true, verb: 'resume', request: null }, 'Dry run: nothing was sent. demo would be resumed.\n'],
  ])('%j', (changes, text) => {
    expect(pauseReportView(report(changes))).toBe(text);
  });

  it('names those who are late beside the result', () => {
    const problem = {
      code: 'not-acknowledged',
      message: 'pg3 has not acknowledged the pause',
      subject: 'pg3',
      next: hint`ctl list demo`,
    };
    expect(pauseErrorsView(report({ outcome: 'partial', errors: [problem] }))).toBe(
      'partial: pg3 has not acknowledged the pause\nnext: ctl list demo\n',
    );
  });
});
