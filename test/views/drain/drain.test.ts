import { describe, expect, it } from 'vitest';
import { hint } from '../../../src/formats/hint.js';
import type { DrainEvent, DrainReport } from '../../../src/operations/drain/drain-report.js';
import { done } from '../../../src/operations/report.js';
import { drainErrorsView, drainEventView, drainView } from '../../../src/views/drain/drain.js';
import { aScreen } from '../../support/reports.js';

const SCREEN = aScreen(100);

function aReport(changes: Partial<DrainReport> = {}): DrainReport {
  return {
    ...done(),
    verb: 'drain',
    scope: 'demo',
    group: null,
    member: 'pg3',
    dryRun: false,
    at: '2026-11-22T18:07:00.000Z',
    ready: true,
    tags: ['nofailover', 'noloadbalance', 'nosync'],
    kept: [],
    rest: { leader: 'pg2', candidates: ['pg1'], synchronous: ['pg1'], reads: ['pg1'], cascading: [] },
    syncWanted: 1,
    missing: [],
    steps: [],
    switchover: null,
    haproxy: null,
    leader: 'pg2',
    timeline: 4,
    syncSet: ['pg1'],
    elapsedMs: 0,
    ...changes,
  };
}

function finding(changes: Partial<DrainReport> = {}, refused = false): string {
  const { verb, scope, group, member, tags, kept, rest, syncWanted, missing } = aReport(changes);
  const event: DrainEvent = {
    kind: 'finding',
    finding: { verb, scope, group, member, tags, kept, rest, syncWanted },
    refused,
    missing,
    warnings: [],
  };
  return drainEventView(event, SCREEN).result ?? '';
}

const view = (changes: Partial<DrainReport>): string => drainView(aReport(changes), SCREEN);

describe('what was found', () => {
  it('is what is left, and what to set', () => {
    expect(finding()).toMatchInlineSnapshot(`
      "Drain of demo: pg3

        leads meanwhile            pg2
        can take over from it      pg1
        can be synchronous         pg1 (the sync set will have 1)
        serve reads                pg1

      Tags cannot be set from outside. Put into the patroni.yml of pg3:
        tags:
          nofailover: true
          noloadbalance: true
          nosync: true
      then: ctl reload demo pg3

      "
    `);
  });

  it('names only the tags that are lacking', () => {
    expect(finding({ tags: ['nosync'], kept: ['noloadbalance'] })).toContain(
      '  tags:\n    nosync: true\nthen: ctl reload demo pg3\n(pg3 has noloadbalance already.)\n',
    );
    expect(finding({ tags: [], kept: ['nosync'] })).toContain(
      'pg3 has all tags of a drained member already.\n',
    );
  });

  it('tells of those who replicate from the member, and of nobody', () => {
    const rest = { leader: 'pg2', candidates: [], synchronous: null, reads: [], cascading: ['pg4'] };
    expect(finding({ rest, syncWanted: null, group: 1 })).toMatchInlineSnapshot(`
      "Drain of demo group 1: pg3

        leads meanwhile            pg2
        can take over from it      nobody
        serve reads                nobody
        replicate from pg3         pg4

      Tags cannot be set from outside. Put into the patroni.yml of pg3:
        tags:
          nofailover: true
          noloadbalance: true
          nosync: true
      then: ctl reload demo --group 1 pg3

      "
    `);
  });

  it('gives no advice for what is refused', () => {
    expect(finding({}, true)).not.toContain('tags:');
    expect(finding({ rest: null }, true)).toBe('Drain of demo: pg3\n\n');
  });

  it('is what to take out at the end', () => {
    expect(finding({ verb: 'undo', rest: null, tags: ['nosync'] })).toMatchInlineSnapshot(`
      "End of the drain of demo: pg3

      Tags cannot be removed from outside. Take out of the patroni.yml of pg3:
        tags:
          nosync: true
      then: ctl reload demo pg3
      (A tag that it always has is named by --keep.)

      "
    `);
    expect(finding({ verb: 'undo', rest: null, tags: [] })).toContain('pg3 has no tags of a drained member.');
    const missing = [{ code: 'not-registered', message: 'pg3 has no key in etcd' }] as const;
    expect(finding({ verb: 'undo', rest: null, tags: [], missing })).toBe(
      'End of the drain of demo: pg3\n\npg3 has no key in etcd: start Patroni on it.\n\n',
    );
  });

  it('shows what a terminal would obey', () => {
    expect(finding({ member: 'pg\x1b[2J' })).toContain('pg\\x1b[2J');
  });
});

describe('how it ended', () => {
  it.each<[string, Partial<DrainReport>, string]>([
    ['drained', {}, 'pg3 is drained: it can be stopped.\nAfterwards: ctl drain demo pg3 --undo\n'],
    [
      'drained, with a tag of its own',
      { tags: ['nosync'], kept: ['nofailover', 'noloadbalance'] },
      'pg3 is drained: it can be stopped.\nAfterwards: ctl drain demo pg3 --undo --keep nofailover --keep noloadbalance (it had nofailover,\n  noloadbalance before)\n',
    ],
    [
      'drained before',
      { tags: [], kept: ['nofailover', 'noloadbalance', 'nosync'] },
      'pg3 is drained: it can be stopped.\nAfterwards: ctl drain demo pg3 --undo\n',
    ],
    [
      'drained in a group',
      { group: 2 },
      'pg3 is drained: it can be stopped.\nAfterwards: ctl drain demo --group 2 pg3 --undo\n',
    ],
    [
      'a dry run that finds it drained',
      { dryRun: true },
      'Dry run: pg3 is drained: it can be stopped.\nAfterwards: ctl drain demo pg3 --undo\n',
    ],
    [
      'a dry run',
      {
        dryRun: true,
        ready: false,
        missing: [{ code: 'tags-missing', message: 'pg3 lacks the tag nosync' }],
      },
      'Dry run: nothing was changed. pg3 is not drained yet: pg3 lacks the tag nosync.\n',
    ],
    ['back', { verb: 'undo', syncSet: null }, 'pg3 is back on timeline 4\n'],
    ['back in a sync set', { verb: 'undo' }, 'pg3 is back on timeline 4; the sync set: pg1\n'],
    [
      'back as the leader',
      { verb: 'undo', leader: 'pg3', syncSet: [] },
      'pg3 is back on timeline 4, and leads; the sync set: nobody\n',
    ],
    [
      'a dry run of the end',
      {
        verb: 'undo',
        dryRun: true,
        ready: false,
        missing: [{ code: 'tags-left', message: 'pg3 still has the tag nosync' }],
      },
      'Dry run: nothing was changed. pg3 is not back yet: pg3 still has the tag nosync.\n',
    ],
    ['not at all', { outcome: 'partial', ready: false }, ''],
  ])('%s', (_, changes, text) => {
    expect(view(changes)).toBe(text);
  });

  it('tells what is missing beside the result', () => {
    const error = {
      code: 'tags-missing',
      message: 'pg3 lacks the tag nosync after 10 s',
      subject: 'pg3',
      next: hint`do it`,
    };
    const report = aReport({ outcome: 'partial', code: 'tags-missing', errors: [error] });
    expect(drainErrorsView(report)).toBe('partial: pg3 lacks the tag nosync after 10 s\nnext: do it\n');
  });
});

describe('on the way', () => {
  it('each thing that comes true is a remark, and what is waited for passes', () => {
    expect(drainEventView({ kind: 'step', entry: { step: 'sync-set', atMs: 6123 } }, SCREEN)).toEqual({
      remark: '  the sync set is whole          6.1 s\n',
    });
    const sentence = 'pg3 lacks the tag nosync';
    expect(
      drainEventView({ kind: 'waiting', sentence, elapsedMs: 12_000, limitMs: 300_000 }, SCREEN),
    ).toEqual({
      passing: '  pg3 lacks the tag nosync (12 s of at most 5 min)',
    });
  });
});
