import type { Screen } from './screen.js';
import type { Style } from './style.js';
import { type TableColumn, tableLines, tableWidth } from './table.js';
import { wrapText } from './wrap.js';

/** A column with its cells; its title is its name. */
export interface FilledColumn extends TableColumn {
  readonly cells: readonly string[];
  /** A shorter title while another column stands beside it. */
  readonly beside?: { readonly column: string; readonly title: string };
}

interface FittedTable {
  /** The headings, then one line for each row. */
  readonly lines: readonly string[];
  /** Titles of the columns that did not fit. */
  readonly left: readonly string[];
}

/** A table without the columns that do not fit, the least important first; what stays is shown even if it does not fit. */
export function fittedTable(
  columns: readonly FilledColumn[],
  leastImportant: readonly string[],
  width: number,
): FittedTable {
  const titled = columns.map((column) => ({ ...column, title: titleAmong(columns, column) }));
  const rows = (columns[0]?.cells ?? []).map((_, index) => columns.map(({ cells }) => cells[index] ?? ''));
  const [title, ...others] = leastImportant;
  if (title === undefined || tableWidth(titled, rows) <= width) {
    return { lines: tableLines(titled, rows), left: [] };
  }
  const remaining = columns.filter((column) => column.title !== title);
  const { lines, left } = fittedTable(remaining, others, width);
  return { lines, left: remaining.length < columns.length ? [title, ...left] : left };
}

function titleAmong(columns: readonly FilledColumn[], { title, beside }: FilledColumn): string {
  const isBeside = beside !== undefined && columns.some((column) => column.title === beside.column);
  return isBeside ? beside.title : title;
}

/** Says what did not fit, and who has it. */
export function leftOutLines(
  left: readonly string[],
  whoHasIt: string,
  style: Style,
  screen: Screen,
): string[] {
  if (left.length === 0) return [];
  const names = left.map((title) => title.toLowerCase().replace(/^tl$|lsn$/, (word) => word.toUpperCase()));
  const text = `  too narrow for ${names.join(', ')} (${whoHasIt} everything)`;
  return wrapText(text, screen.columns).map(style.dim);
}
