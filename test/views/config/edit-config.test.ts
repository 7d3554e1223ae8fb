import { describe, expect, it } from 'vitest';
import type { MemberEffect } from '../../../src/cluster/config/judge-effect.js';
import { hint } from '../../../src/formats/hint.js';
import type {
  ChangeEvent,
  CheckSource,
  ConfigChangeReport,
  ShownImpact,
} from '../../../src/operations/edit-config/config-change-report.js';
import { changeEventView, changeRemarks, changeView } from '../../../src/views/config/edit-config.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aScreen } from '../../support/reports.js';

const PIPE: Screen = { ...aScreen(Number.POSITIVE_INFINITY), isTerminal: false };
const NO_ORDER = { order: null, members: ['pg1', 'pg2'], meanwhile: null };
const IMPACT: readonly ShownImpact[] = [
  { key: 'ttl', effect: 'agents', ...NO_ORDER },
  {
    key: 'postgresql.parameters.max_connections',
    effect: 'restart',
    order: 'standbys-first',
    members: ['pg1', 'pg2'],
    meanwhile: 'Every server is down while it restarts, and nobody can write while the leader is.',
  },
  { key: 'postgresql.parameters.work_mem', effect: 'reload', order: null, members: ['pg2'], meanwhile: null },
];
const impact: ChangeEvent = {
  kind: 'impact',
  impact: IMPACT,
  members: 2,
  restart: 'ctl restart demo --rolling --pending',
};
const difference: ChangeEvent = {
  kind: 'difference',
  scope: 'demo',
  revision: 48_100,
  before: { ttl: 30, postgresql: { use_slots: true, parameters: { max_connections: 100 } } },
  after: { ttl: 30, postgresql: { use_slots: true, parameters: { max_connections: 200, work_mem: '8MB' } } },
};

function aReport(changes: Partial<ConfigChangeReport> = {}): ConfigChangeReport {
  return {
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    scope: 'demo',
    group: null,
    dryRun: false,
    at: '2026-11-22T18:07:00.000Z',
    revision: 48_100,
    writtenRevision: 48_211,
    changes: [],
    diff: '',
    findings: [],
    impact: IMPACT,
    sources: [],
    mergedWith: [],
    members: [],
    completedBy: null,
    kept: null,
    elapsedMs: 0,
    ...changes,
  };
}

it('an effect that is none says who decides instead', () => {
  const key = 'postgresql.parameters.work_mem';
  const none = (meanwhile: string | null): ChangeEvent => ({
    ...impact,
    impact: [{ key, effect: 'none', order: null, members: [], meanwhile }],
  });
  const shown = (event: ChangeEvent): string => JSON.stringify(changeEventView(false)(event, aScreen(80)));
  const overruled = shown(none('Overruled by ALTER SYSTEM on pg1 and pg2.'));
  expect(overruled).toContain('work_mem   nothing   Overruled by ALTER SYSTEM on pg1 and pg2.');
  expect(overruled).not.toContain('makes nothing of it');
  expect(shown(none(null))).toContain('work_mem   nothing   Patroni makes nothing of it');
});

describe('the difference', () => {
  it("is patronictl's in a pipe", () => {
    expect(changeEventView(false)(difference, PIPE).result).toMatchInlineSnapshot(`
      "--- 
      +++ 
      @@ -1,5 +1,6 @@
       postgresql:
         parameters:
      -    max_connections: 100
      +    max_connections: 200
      +    work_mem: 8MB
         use_slots: true
       ttl: 30
      "
    `);
  });

  it('has the cluster, its revision and the keys above on a terminal', () => {
    expect(changeEventView(false)(difference, aScreen(80)).result).toMatchInlineSnapshot(`
      "--- demo, revision 48100
      +++ demo, proposed
       postgresql:
         parameters:
      -    max_connections: 100
      +    max_connections: 200
      +    work_mem: 8MB
      "
    `);
  });

  it('is not shown quietly', () => {
    expect(changeEventView(true)(difference, PIPE)).toEqual({});
    expect(changeEventView(true)(impact, PIPE)).toEqual({});
  });

  it('shows what a terminal would obey', () => {
    const after = { ttl: 30, 'a\u001b[2J': '\u202e' };
    const shown = changeEventView(false)({ ...difference, after }, aScreen(80)).result ?? '';
    expect(shown).not.toMatch(/\u001b\[2J|\u202e/);
  });
});

describe('what it leads to', () => {
  it.each([60, 80, 160])('at %d columns', (columns) => {
    const { remark = '' } = changeEventView(false)(impact, aScreen(columns));
    for (const line of remark.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(remark).toMatchSnapshot();
  });
});

describe('what the checks rest on', () => {
  const sources: readonly CheckSource[] = [
    { member: 'pg1', source: 'sql', serverVersion: 150_018, reason: null },
    { member: 'pg2', source: 'catalogue', serverVersion: 150_018, reason: 'Connection refused' },
    { member: 'pg3', source: 'none', serverVersion: null, reason: 'Connection refused' },
  ];
  it('is told of each member', () => {
    expect(changeEventView(false)({ kind: 'sources', sources }, aScreen(80)).remark).toMatchInlineSnapshot(`
      "  checked against pg1
        pg2: checked against the catalogue of PostgreSQL 15.18, because Connection
          refused
        pg3: checked by the rules of Patroni only, because Connection refused
      "
    `);
    expect(
      changeEventView(false)({ kind: 'sources', sources: [] }, aScreen(80)).remark,
    ).toMatchInlineSnapshot(`
      "  no members: checked by the rules of Patroni only
      "
    `);
  });
});

describe('the end', () => {
  it('is told in the words of patronictl', () => {
    expect(changeEventView(false)({ kind: 'written' }, PIPE)).toEqual({ result: 'Configuration changed\n' });
    expect(changeEventView(true)({ kind: 'written' }, PIPE)).toEqual({ result: 'Configuration changed\n' });
    expect(changeView(false)(aReport({ code: 'not-changed' }))).toBe('Not changed\n');
    expect(changeView(true)(aReport({ code: 'not-changed' }))).toBe('');
    expect(changeView(false)(aReport())).toBe('');
    expect(changeView(false)(aReport({ dryRun: true }))).toBe('Dry run: nothing was written.\n');
  });

  it('has what became of it', () => {
    const setting = (
      key: string,
      state: MemberEffect['settings'][number]['state'],
      running: string | null = null,
    ) => ({
      key,
      state,
      running,
      reason: state === 'ignored' ? 'ALTER SYSTEM overrides it on this member' : null,
    });
    const members: readonly MemberEffect[] = [
      {
        member: 'pg1',
        settings: [
          setting('ttl', 'applied'),
          setting('postgresql.parameters.max_connections', 'pending-restart', '100'),
        ],
      },
      {
        member: 'pg2',
        settings: [setting('ttl', 'waiting'), setting('postgresql.parameters.work_mem', 'ignored', '4096')],
      },
    ];
    const completedBy = 'ctl restart demo --rolling --pending';
    expect(changeRemarks(aReport({ members, completedBy }), aScreen(80))).toMatchInlineSnapshot(`
      "  pg1  ttl              applied
        pg1  max_connections  pending restart, runs with 100
        pg2  ttl              not seen yet
        pg2  work_mem         ignored: ALTER SYSTEM overrides it on this member
      complete it by: ctl restart demo --rolling --pending
      "
    `);
  });

  it('says why it is refused', () => {
    const finding = { severity: 'error', existing: false } as const;
    const findings = [
      {
        ...finding,
        code: 'unknown-parameter',
        key: 'postgresql.parameters.max_connectoins',
        message: 'no member knows it',
        next: hint`did you mean max_connections?`,
      },
      { ...finding, code: 'local-file', key: '', message: 'this is the file of a member', next: null },
      { ...finding, code: 'wrong-type', key: 'ttl', message: 'old', next: null, existing: true },
    ];
    const refused = aReport({
      outcome: 'refused',
      findings,
      errors: [{ code: 'x', message: 'x', subject: null, next: null }],
      kept: '/state/x.yaml',
    });
    expect(changeRemarks(refused, aScreen(80))).toMatchInlineSnapshot(`
      "refused, nothing was written.
        unknown-parameter   postgresql.parameters.max_connectoins:
                            no member knows it; did you mean max_connections?
        local-file          this is the file of a member
      Your text is kept in /state/x.yaml
      "
    `);
    expect(changeView(false)(refused)).toBe('');
  });

  it('says what a conflict was about', () => {
    const error = {
      code: 'changed-meanwhile',
      message: 'Config modification aborted due to concurrent changes: …',
      subject: 'ttl',
      next: hint`ctl show-config demo`,
    };
    const conflict = aReport({ outcome: 'conflict', errors: [error], kept: '/state/x.yaml' });
    expect(changeRemarks(conflict, aScreen(80))).toMatchInlineSnapshot(`
      "conflict: Config modification aborted due to concurrent changes: …
      next: ctl show-config demo
      Your text is kept in /state/x.yaml
      "
    `);
  });

  it('says of each endpoint why etcd does not take it, and where the text is', () => {
    const message = 'refuses the request: mvcc: database space exceeded';
    const errors = [
      {
        code: 'dcs-refused',
        message: 'etcd refused the request.',
        subject: null,
        next: hint`see /etc/patroni.yml`,
      },
      { code: 'dcs-refused', message, subject: '10.0.0.1:2379', next: null },
    ];
    const failed = aReport({ outcome: 'unreachable', errors, kept: '/state/x.yaml' });
    expect(changeRemarks(failed, aScreen(80))).toMatchInlineSnapshot(`
      "unreachable: etcd refused the request.
        10.0.0.1:2379   refuses the request: mvcc: database space exceeded
      next: see /etc/patroni.yml
      Your text is kept in /state/x.yaml
      "
    `);
  });

  it('says that others have come first', () => {
    expect(
      changeEventView(false)({ kind: 'merged', keys: ['ttl'], revision: 5 }, PIPE).remark,
    ).toMatchInlineSnapshot(`
      "somebody else has changed ttl meanwhile (revision 5); the change is made on top of that
      "
    `);
  });
});
