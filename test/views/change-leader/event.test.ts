import { describe, expect, it } from 'vitest';
import { CHANGE_PHASES } from '../../../src/cluster/change-leader/progress.js';
import type { Problem } from '../../../src/errors.js';
import type { ChangeEvent } from '../../../src/operations/change-leader/change-event.js';
import { changeEventView } from '../../../src/views/change-leader/event.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aClusterReport, aScreen } from '../../support/reports.js';
import { A_PIPE } from '../../support/screens.js';
import { aPlanEvent } from '../some-change.js';

const TIMES = [0, 640, 12_300, 13_000, 13_250, 92_000, 93_500, 184_000];
const SCREENS: readonly Screen[] = [aScreen(60), aScreen(80), aScreen(160), A_PIPE];

function phases(isStandbyCluster: boolean, screen = aScreen(80)): string {
  const events = CHANGE_PHASES.map((phase, index): ChangeEvent => {
    const member = ['locked', 'writable', 'routed'].includes(phase) ? 'pg1' : 'pg2';
    return { kind: 'phase', entry: { phase, atMs: TIMES[index] ?? 0, member }, isStandbyCluster };
  });
  return `\n${events.map((event) => changeEventView(event, screen).remark ?? '').join('')}`;
}

describe('the phases', () => {
  it('are remarks with the time since the request', () => {
    expect(phases(false)).toMatchInlineSnapshot(`
      "
        requested                      0.0 s
        checkpoint on pg2              0.6 s   writes up
        pg2 stopping                    12 s
        lock released                   13 s
        pg1 has the lock                13 s   still in recovery
        accepting writes                92 s   pg1
        HAProxy sends to pg1            94 s
        pg2 streaming                  3 min
      "
    `);
  });

  it('of a standby cluster say nothing of writes', () => {
    expect(phases(true)).toMatchInlineSnapshot(`
      "
        requested                      0.0 s
        checkpoint on pg2              0.6 s
        pg2 stopping                    12 s
        lock released                   13 s
        pg1 has the lock                13 s
        following the remote            92 s   pg1
        HAProxy sends to pg1            94 s
        pg2 streaming                  3 min
      "
    `);
  });

  it('are the same everywhere', () => {
    expect(new Set(SCREENS.map((screen) => phases(false, screen))).size).toBe(1);
  });

  it('without a member, as the request of a failover', () => {
    const entry = { phase: 'requested', atMs: 0, member: null } as const;
    const { remark } = changeEventView({ kind: 'phase', entry, isStandbyCluster: false }, A_PIPE);
    expect(remark).toBe('  requested                      0.0 s\n');
  });
});

describe('what else happens', () => {
  it('is a result with the topology, in the words of patronictl', () => {
    const event: ChangeEvent = {
      kind: 'topology',
      at: '2026-11-22T18:07:00.000Z',
      clusters: [aClusterReport()],
    };
    const { result, remark, passing, warnings } = changeEventView(event, A_PIPE);
    expect({ remark, passing, warnings }).toEqual({});
    expect(`\n${result}`).toMatchInlineSnapshot(`
      "
      Current cluster topology
      + Cluster: demo (7711056618934199894) -----------+----+-------------+-----+------------+-----+
      | Member | Host            | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag |
      +--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+
      | pg1    | 127.0.0.1:15401 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |
      | pg2    | 127.0.0.1:15402 | Leader  | running   |  4 |             |     |            |     |
      | pg3    | 127.0.0.1:15403 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |
      +--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+

      "
    `);
  });

  it('is a result with the plan, and its warnings beside it', () => {
    const warning: Problem = { code: 'paused', message: 'demo is paused', subject: 'demo', next: null };
    const narration = changeEventView(aPlanEvent({ warnings: [warning] }), aScreen(80));
    expect(narration.result).toContain('Switchover of demo: pg2 → pg1\n');
    expect(narration.result).not.toContain('is paused');
    expect(narration.warnings).toEqual([warning]);
  });

  it('passes while it is waited for', () => {
    const waiting = {
      kind: 'waiting',
      sentence: 'pg2 has not begun yet',
      elapsedMs: 3100,
      limitMs: 80_000,
    } as const;
    expect(changeEventView(waiting, A_PIPE)).toEqual({
      passing: '  pg2 has not begun yet (3.1 s of at most 80 s)',
    });
  });

  it('shows escape characters, and does not obey them', () => {
    const hostile = 'pg\x1b[2J\x9b\n2';
    const shown = 'pg\\x1b[2J\\x9b\\x0a2';
    expect(changeEventView({ kind: 'remark', sentence: hostile }, A_PIPE).remark).toBe(`${shown}\n`);
    const waiting = { kind: 'waiting', sentence: hostile, elapsedMs: 0, limitMs: 5000 } as const;
    expect(changeEventView(waiting, A_PIPE).passing).toBe(`  ${shown} (0.0 s of at most 5.0 s)`);
    const entry = { phase: 'stopping', atMs: 0, member: hostile } as const;
    expect(changeEventView({ kind: 'phase', entry, isStandbyCluster: false }, A_PIPE).remark).toContain(
      `  ${shown} stopping`,
    );
  });
});
