import type {
  ComponentStatus,
  SandboxStatusReport,
  SandboxSummary,
} from '../../operations/sandbox/status.js';
import type { Screen } from '../parts/screen.js';

type Column = readonly [title: string, cell: (component: ComponentStatus) => string];

/** The last ones go first when there is no room. */
const COLUMNS: readonly Column[] = [
  ['component', ({ name }) => name],
  ['state', ({ state }) => state],
  ['address', ({ address }) => address],
  ['pid', ({ pid }) => (pid === null ? '-' : `${pid}`)],
  ['version', ({ version }) => version],
  ['kind', ({ kind }) => kind],
];

export function sandboxStatusView(report: SandboxStatusReport, screen: Screen): string {
  const { name, state, directory, components, sandboxes } = report;
  if (components === null) return listView(sandboxes ?? [], screen);
  const rowsWith = (count: number) => {
    const columns = COLUMNS.slice(0, count);
    return [
      columns.map(([title]) => title),
      ...components.map((one) => columns.map(([, cell]) => cell(one))),
    ];
  };
  const counts = [6, 5, 4, 3, 2];
  const count = counts.find((candidate) => widthOf(rowsWith(candidate)) <= screen.columns) ?? 2;
  return `Sandbox ${name}: ${state} (${directory})\n${columnsView(rowsWith(count))}`;
}

/** The last columns go first when there is no room. */
function listView(sandboxes: readonly SandboxSummary[], screen: Screen): string {
  const rows = [
    ['sandbox', 'state', 'settings'],
    ...sandboxes.map(({ name, state, settingsFile }) => [name, state ?? 'damaged', settingsFile]),
  ];
  const count = widthOf(rows) <= screen.columns ? 3 : 2;
  return columnsView(rows.map((row) => row.slice(0, count)));
}

/** Rows as aligned columns, two spaces apart; numbers are not special. */
function columnsView(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  const lines = rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function widthOf(rows: readonly (readonly string[])[]): number {
  const widths = widthsOf(rows);
  return widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
}
