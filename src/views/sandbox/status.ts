import type {
  ComponentStatus,
  SandboxStatusReport,
  SandboxSummary,
} from '../../operations/sandbox/status.js';
import type { Screen } from '../parts/screen.js';
import { columnsView, widthOf } from './columns.js';

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
