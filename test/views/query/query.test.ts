import { describe, expect, it } from 'vitest';
import { hint } from '../../../src/formats/hint.js';
import type { SqlColumn, SqlValue } from '../../../src/operations/ports/sql-ports.js';
import type { QueryReport } from '../../../src/operations/query/query-report.js';
import { dsnView } from '../../../src/views/dsn/dsn.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { type QueryOptions, queryReasonView, queryView } from '../../../src/views/query/query.js';

const PIPE: Screen = { isTerminal: false, columns: Number.POSITIVE_INFINITY, color: false, unicode: true };
const TERMINAL: Screen = { ...PIPE, isTerminal: true, columns: 60 };

function aReport(changes: Partial<QueryReport> = {}): QueryReport {
  return {
    ...{
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      at: '2026-11-22T18:07:00.000Z',
      scope: 'demo',
    },
    ...{ group: null, member: 'pg1', host: '127.0.0.1', port: 15401, columns: null, rows: null },
    ...{ command: null, rowCount: null, sqlstate: null, remark: null },
    ...changes,
  };
}

const column = (name: string, typeOid: number, type: string | null): SqlColumn => ({ name, typeOid, type });

const COLUMNS = [
  column('id', 23, 'int4'),
  column('name', 25, 'text'),
  column('ok', 16, 'bool'),
  column('since', 1184, 'timestamptz'),
];
const ROWS: SqlValue[][] = [
  [1, 'é', true, '2026-11-22 17:04:01.5+00'],
  [20, null, false, null],
];
const result = aReport({ columns: COLUMNS, rows: ROWS });
const refused = aReport({ outcome: 'refused', sqlstate: '22012', remark: 'ERROR, SQLSTATE: 22012' });

const show = (report: QueryReport, options: QueryOptions = {}, screen = PIPE) =>
  queryView(report, screen, options);
/** The time is that of the local zone. */
const untimed = (text: string) => text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'YYYY-MM-DD HH:MM:SS');

describe('in a pipe', () => {
  it('is tsv in the words of Python', () => {
    expect(show(result)).toBe(
      'id\tname\tok\tsince\n1\té\tTrue\t2026-11-22 17:04:01.500000+00:00\n20\tNone\tFalse\tNone\n',
    );
    expect(show(result, { delimiter: '|' })).toMatch(/^id\|name\|ok\|since\n1\|é\|True\|/);
  });

  it('is any format of patronictl', () => {
    expect(show(result, { format: 'json' })).toBe(
      '[{"id": 1, "name": "\\u00e9", "ok": true, "since": "2026-11-22 17:04:01.500000+00:00"}, {"id": 20, "name": null, "ok": false, "since": null}]\n',
    );
    expect(show(result, { format: 'yaml' })).toBe(show(result, { format: 'yml' }));
    expect(show(result, { format: 'yaml' })).toMatchInlineSnapshot(`
      "- id: 1
        name: é
        ok: true
        since: 2026-11-22 17:04:01.500000+00:00
      - id: 20
        name: null
        ok: false
        since: null

      "
    `);
    expect(show(result, { format: 'pretty' })).toMatchInlineSnapshot(`
      "+----+------+-------+----------------------------------+
      | id | name | ok    | since                            |
      +----+------+-------+----------------------------------+
      | 1  | é    | True  | 2026-11-22 17:04:01.500000+00:00 |
      | 20 | None | False | None                             |
      +----+------+-------+----------------------------------+
      "
    `);
  });

  it('is the row of patronictl in place of a result', () => {
    expect(untimed(show(refused))).toBe('YYYY-MM-DD HH:MM:SS\tERROR, SQLSTATE: 22012\n');
    expect(show(refused, { format: 'json' })).toBe('[{}]\n');
    expect(show(refused, { format: 'yaml' })).toBe('- {}\n\n');
    expect(untimed(show(refused, { format: 'pretty' }))).toMatchInlineSnapshot(`
      "+---------------------+------------------------+
      | Field 1             | Field 2                |
      +---------------------+------------------------+
      | YYYY-MM-DD HH:MM:SS | ERROR, SQLSTATE: 22012 |
      +---------------------+------------------------+
      "
    `);
  });

  it('has what the database holds', () => {
    const report = aReport({ columns: [column('x', 25, 'text')], rows: [['a\x1b[31m\tb']] });
    expect(show(report)).toBe('x\na\x1b[31m\tb\n');
    expect(show(report, { format: 'tsv' }, TERMINAL)).toBe('x\na\\x1b[31m\\x09b\n');
  });
});

describe('on a terminal', () => {
  it('is a table for people', () => {
    expect(show(result, {}, TERMINAL)).toMatchInlineSnapshot(`
      "id  name  ok     since
       1  é     true   2026-11-22 17:04:01.5+00
      20  NULL  false  NULL
      (2 rows)
      "
    `);
  });

  it('is row by row if the terminal is too narrow', () => {
    expect(show(result, {}, { ...TERMINAL, columns: 30 })).toMatchInlineSnapshot(`
      "row 1
      id     1
      name   é
      ok     true
      since  2026-11-22 17:04:01.5+00
      row 2
      id     20
      name   NULL
      ok     false
      since  NULL
      (2 rows)
      "
    `);
  });

  it('shows control characters, and no error where there is none', () => {
    const report = aReport({ columns: [column('x', 25, 'text')], rows: [['\x1b[31m']] });
    expect(show(report, {}, TERMINAL)).toBe('x\n\\x1b[31m\n(1 row)\n');
    const executed = aReport({ command: 'CREATE', remark: 'ERROR, SQLSTATE: no results to fetch' });
    expect(show(executed, {}, TERMINAL)).toBe('');
    expect(show(executed)).toContain('no results to fetch');
  });
});

describe('the reason, on stderr', () => {
  const problem = { code: 'c', message: 'division by zero\x1b', subject: null, next: null };

  it.each([
    ['refused', 'Error: '],
    ['unreachable', 'unreachable: '],
    ['not-found', 'not found: '],
  ] as const)('of %s begins with %s', (outcome, prefix) => {
    expect(queryReasonView(aReport({ outcome, errors: [problem] }))).toBe(`${prefix}division by zero\\x1b\n`);
  });

  it('has the next step, and nothing for a result', () => {
    const errors = [{ ...problem, message: 'm', next: hint`n` }];
    expect(queryReasonView(aReport({ outcome: 'refused', errors }))).toBe('Error: m\nnext: n\n');
    expect(queryReasonView(result)).toBe('');
  });
});

it('dsn', () => {
  const report = {
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    scope: 's',
    group: null,
    members: [],
  } as const;
  expect(dsnView({ ...report, dsn: 'host=h\x1b port=1' })).toBe('host=h\\x1b port=1\n');
});
