import { textWidth } from '../parts/text-width.js';

export interface PatronictlColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

type SizedColumn = PatronictlColumn & { readonly width: number };

/**
 * The table that patronictl 4.1 prints (`PatronictlPrettyTable` of `print_output` over prettytable 3.6):
 * the header replaces the beginning of the top line, and lines part the rows if any cell has several lines.
 * Without columns the titles are `Field 1`, `Field 2`…
 */
export function patronictlTable(
  header: string,
  columns: readonly PatronictlColumn[],
  rows: readonly (readonly string[])[],
): string {
  const titled = columns.length > 0 ? columns : numberedColumns(rows[0]?.length ?? 0);
  const sized = titled.map((column, index) => ({ ...column, width: columnWidth(column.title, rows, index) }));
  const rule = `+${sized.map(({ width }) => '-'.repeat(width + 2)).join('+')}+`;
  const titles = titled.map(({ title }) => title);
  const isRuled = rows.some((row) => row.some((cell) => cell.includes('\n')));
  return [
    withHeader(rule, header),
    tableLine(sized, titles),
    rule,
    ...rows.flatMap((row) => (isRuled ? [...rowLines(sized, row), rule] : rowLines(sized, row))),
    ...(isRuled ? [] : [rule]),
  ].join('\n');
}

function numberedColumns(count: number): PatronictlColumn[] {
  return Array.from({ length: count }, (_, index) => ({ title: `Field ${index + 1}`, align: 'left' }));
}

function columnWidth(title: string, rows: readonly (readonly string[])[], index: number): number {
  return rows.reduce((width, row) => Math.max(width, cellWidth(row[index] ?? '')), cellWidth(title));
}

function cellWidth(cell: string): number {
  return Math.max(...cell.split('\n').map(lineWidth));
}

/** prettytable leaves colours out of account; wcwidth gives -1 for a text with any other control character. */
function lineWidth(line: string): number {
  const visible = line.replace(/\x1b\[[0-9;]*m|\x1b\(B/g, '');
  return /[\x01-\x1f\x7f-\x9f]/.test(visible) ? -1 : textWidth(visible);
}

function withHeader(rule: string, header: string): string {
  const shown = [...header].slice(0, rule.length - 2);
  return `+${shown.join('')}${rule.slice(1 + shown.length)}`;
}

function rowLines(columns: readonly SizedColumn[], row: readonly string[]): string[] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, index) => cells.map((cell) => cell[index] ?? ''));
  return lines.map((line) => tableLine(columns, line));
}

function tableLine(columns: readonly SizedColumn[], cells: readonly string[]): string {
  return `|${columns.map((column, index) => ` ${justified(cells[index] ?? '', column)} `).join('|')}|`;
}

function justified(text: string, { width, align }: SizedColumn): string {
  const padding = ' '.repeat(Math.max(0, width - lineWidth(text)));
  return align === 'left' ? text + padding : padding + text;
}
