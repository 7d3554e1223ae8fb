import type { FilledColumn } from './fitted-table.js';
import { textWidth } from './text-width.js';

const GAP = 2;

/** Columns without borders as lines of one width, the headings first: for thousands of rows, where a drawn table takes seconds. */
export function alignedLines(columns: readonly FilledColumn[]): string[] {
  const widths = columns.map(widthOf);
  const titles = columns.map(({ title }) => title);
  const rows = (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  return [titles, ...rows].map((cells) =>
    cells
      .map((cell, index) => {
        const room = ' '.repeat((widths[index] ?? 0) - textWidth(cell));
        return columns[index]?.align === 'right' ? `${room}${cell}` : `${cell}${room}`;
      })
      .join(' '.repeat(GAP)),
  );
}

/** Without the columns that do not fit into a width, the least important first; also the titles of those. */
export function fittingColumns<C extends FilledColumn>(
  columns: readonly C[],
  leastImportant: readonly string[],
  width: number,
): { readonly columns: readonly C[]; readonly left: readonly string[] } {
  const taken = columns.reduce((sum, column) => sum + widthOf(column), GAP * (columns.length - 1));
  const [title, ...others] = leastImportant;
  if (title === undefined || taken <= width) return { columns, left: [] };
  const remaining = columns.filter((column) => column.title !== title);
  const fitting = fittingColumns(remaining, others, width);
  const left = remaining.length < columns.length ? [title, ...fitting.left] : fitting.left;
  return { columns: fitting.columns, left };
}

function widthOf({ title, cells }: FilledColumn): number {
  return cells.reduce((width, cell) => Math.max(width, textWidth(cell)), textWidth(title));
}
