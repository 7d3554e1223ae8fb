/** Rows as aligned columns, two spaces apart; numbers are not special. */
export function columnsView(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  const lines = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

export function widthOf(rows: readonly (readonly string[])[]): number {
  const widths = widthsOf(rows);
  return widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
}
