import Table from 'cli-table3';
import { textWidth } from './text-width.js';

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

const GAP = 2;

/** A table without borders, as lines: the headings, then one line for each row. Cells may be coloured. */
export function tableLines(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align }) => align),
    chars: NO_BORDERS,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Cells that the table will take across. */
export function tableWidth(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number {
  const widths = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[index] ?? ''))),
  );
  return widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1));
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
