import { describe, expect, it } from 'vitest';
import { formatLocalTime } from '../../../src/formats/instants.js';
import type { WaitReport } from '../../../src/operations/wait/wait-report.js';
import { waitErrorsView, waitEventView, waitView } from '../../../src/views/wait/wait.js';
import { aScreen } from '../../support/reports.js';

const REPORT: WaitReport = {
  outcome: 'done',
  code: null,
  warnings: [],
  errors: [],
  scope: 'demo',
  group: null,
  conditions: [
    { condition: 'leader=pg2', holds: true, observed: 'pg2 holds the lock', source: 'dcs' },
    { condition: 'sync', holds: true, observed: 'synchronous: pg1', source: 'dcs' },
  ],
  revision: 48_211,
  seenAt: '2026-11-22T18:07:00.000Z',
  elapsedMs: 3210,
};

describe('waitView', () => {
  it('says what was seen of each condition', () => {
    expect(waitView(REPORT, aScreen(80))).toMatchInlineSnapshot(`
      "yes  leader=pg2  pg2 holds the lock
      yes  sync        synchronous: pg1
      after 3.2 s
      "
    `);
  });

  it('says what was seen last when it gives up', () => {
    const [first, second] = REPORT.conditions;
    const conditions = [first, second].flatMap((each) =>
      each === undefined ? [] : [{ ...each, holds: false }],
    );
    const text = waitView({ ...REPORT, outcome: 'unknown', conditions }, aScreen(80));
    expect(text).toContain('no   sync        synchronous: pg1\n');
    expect(text).toContain(
      `given up after 3.2 s, last seen at ${formatLocalTime(new Date(REPORT.seenAt ?? ''))}\n`,
    );
    const never = waitView({ ...REPORT, outcome: 'unreachable', conditions, seenAt: null }, aScreen(80));
    expect(never).toMatch(/given up after 3\.2 s\n$/);
  });

  it('tells on the way what is missing', () => {
    const [first, second] = REPORT.conditions;
    const conditions = [first, second].flatMap((each, index) =>
      each === undefined ? [] : [{ ...each, holds: index === 0, observed: `${each.observed}\x1b` }],
    );
    expect(waitEventView({ kind: 'waiting', conditions, elapsedMs: 2000, limitMs: 60_000 })).toEqual({
      passing: '  waiting for sync (synchronous: pg1\\x1b), 2.0 s of at most 60 s',
    });
    expect(waitEventView({ kind: 'etcd-back', awayMs: 4000 })).toEqual({
      remark: 'etcd answers again after 4.0 s\n',
    });
    const warning = { code: 'dcs-unreachable', message: 'm', subject: null, next: null };
    expect(waitEventView({ kind: 'warning', warning })).toEqual({ warnings: [warning] });
  });

  it('names the outcome beside the result', () => {
    const errors = [{ code: 'deadline', message: 'not seen: sync within 60 s.', subject: null, next: null }];
    expect(waitErrorsView({ ...REPORT, outcome: 'unknown', errors })).toBe(
      'unknown: not seen: sync within 60 s.\n',
    );
    expect(waitErrorsView(REPORT)).toBe('');
  });
});
