import { visibleText } from '../../formats/visible-text.js';
import type { SqlColumn, SqlValue } from '../../operations/ports/sql-ports.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { tableLines, tableWidth } from '../parts/table.js';
import { textWidth } from '../parts/text-width.js';

type Rows = readonly (readonly SqlValue[])[];

const NUMBERS = ['int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'numeric', 'money'];

/** A result for people: a table, or row by row if that is too wide for the terminal; values as psql shows them. */
export function resultView(columns: readonly SqlColumn[], rows: Rows, screen: Screen): string {
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
