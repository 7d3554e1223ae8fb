import { formatLocalTime } from '../../formats/instants.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { visibleText } from '../../formats/visible-text.js';
import type { SqlColumn, SqlValue } from '../../operations/ports/sql-ports.js';
import type { QueryReport } from '../../operations/query/query-report.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { tableLines, tableWidth } from '../parts/table.js';
import { textWidth } from '../parts/text-width.js';
import type { PatronictlFormat } from '../patronictl/members.js';
import { pythonJson, pythonStr, pythonYaml } from '../patronictl/python-notation.js';
import { pythonValue } from '../patronictl/python-types.js';
import type { PythonValue } from '../patronictl/python-values.js';
import { patronictlTable } from '../patronictl/table.js';

export interface QueryOptions {
  /** One of patronictl's; without it a terminal gets a table for people and a pipe gets patronictl's tsv. */
  readonly format?: PatronictlFormat | undefined;
  /** Between the columns of tsv. */
  readonly delimiter?: string | undefined;
}

type Rows = readonly (readonly SqlValue[])[];

const NUMBERS = ['int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'numeric', 'money'];

/** A result, or the row that patronictl prints in its place (ctl.py, query_member and print_output). */
export function queryView(report: QueryReport, screen: Screen, { format, delimiter }: QueryOptions): string {
  const { columns, rows, remark, command, at } = report;
  if (format === undefined && delimiter === undefined && screen.isTerminal) {
    if (columns !== null && rows !== null) return resultView(columns, rows, screen);
    // That there are no rows is said beside it, and is no error.
    if (command !== null) return '';
  }
  const table =
    columns === null || rows === null
      ? { columns: [], rows: [[formatLocalTime(new Date(at)), remark ?? '']] }
      : { columns, rows: pythonRows(columns, rows) };
  return patronictlView(table, format ?? 'tsv', delimiter ?? '\t', screen);
}

/** Why there is no result, for stderr. */
export function queryReasonView({ outcome, errors }: QueryReport): string {
  return errors
    .map(({ message, next }, index) => {
      const prefix = index > 0 ? '  ' : outcome === 'refused' ? 'Error: ' : `${outcome.replace('-', ' ')}: `;
      return `${prefix}${message}\n${next === null ? '' : `next: ${next}\n`}`;
    })
    .map((text) => visibleText(text, { keepLines: true }))
    .join('');
}

function pythonRows(columns: readonly SqlColumn[], rows: NonNullable<QueryReport['rows']>): PythonValue[][] {
  return rows.map((row) => row.map((value, index) => pythonValue(value, columns[index]?.typeOid ?? 0)));
}

interface PythonTable {
  readonly columns: readonly Pick<SqlColumn, 'name'>[];
  readonly rows: readonly (readonly PythonValue[])[];
}

function patronictlView(
  { columns, rows }: PythonTable,
  format: PatronictlFormat,
  delimiter: string,
  { isTerminal }: Screen,
): string {
  const titles = columns.map(({ name }) => name);
  // A pipe gets what the database holds; a terminal must not obey it.
  const shown = (value: PythonValue): string =>
    isTerminal ? visibleText(pythonStr(value), { keepLines: true }) : pythonStr(value);
  const elements = (): PythonValue[] =>
    rows.map((row) => new Map(titles.map((title, index) => [title, row[index] ?? null])));
  switch (format) {
    case 'json':
      return `${pythonJson(elements())}\n`;
    case 'yaml':
    case 'yml':
      return `${dumpPyYaml(pythonYaml(elements()))}\n`;
    case 'tsv': {
      const lines = [...(titles.length === 0 ? [] : [titles]), ...rows].map((row) =>
        row.map(shown).join(delimiter),
      );
      return lines.map((line) => `${line}\n`).join('');
    }
    default: {
      const table = titles.map((title) => ({ title: shown(title), align: 'left' as const }));
      return `${patronictlTable(
        '',
        table,
        rows.map((row) => row.map(shown)),
      )}\n`;
    }
  }
}

/** A result for people: a table, or row by row if that is too wide for the terminal; values as psql shows them. */
function resultView(columns: readonly SqlColumn[], rows: Rows, screen: Screen): string {
  const style = styleFor(screen);
  const shown = columns.map(({ name, type }) => ({
    title: visibleText(name),
    align: NUMBERS.includes(type ?? '') ? ('right' as const) : ('left' as const),
  }));
  const cells = rows.map((row) => row.map((value) => cellText(value, style)));
  const isWide = tableWidth(shown, cells) > screen.columns;
  const [head = '', ...body] = isWide ? [] : tableLines(shown, cells);
  const lines = isWide ? recordLines(shown, cells, style) : [style.dim(head), ...body];
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return `${[...lines, style.dim(count)].join('\n')}\n`;
}

function cellText(value: SqlValue, style: Style): string {
  if (value === null) return style.dim('NULL');
  return visibleText(String(value), { keepLines: true });
}

function recordLines(
  columns: readonly { readonly title: string }[],
  rows: readonly (readonly string[])[],
  style: Style,
): string[] {
  const width = Math.max(...columns.map(({ title }) => textWidth(title)));
  const indent = ' '.repeat(width + 2);
  return rows.flatMap((row, index) => [
    style.dim(`row ${index + 1}`),
    ...columns.map(({ title }, place) => {
      const name = `${title}${' '.repeat(width - textWidth(title))}  `;
      return `${style.dim(name)}${(row[place] ?? '').replaceAll('\n', `\n${indent}`)}`;
    }),
  ]);
}
