import { formatDuration } from '../formats/durations.js';
import { dumpPythonJson } from '../formats/python-json.js';
import { dumpPyYaml } from '../formats/pyyaml-dump.js';
import { visibleText } from '../formats/visible-text.js';
import type { ChangeReport, HistoryReport } from '../operations/read-history.js';
import type { PatronictlFormat } from './patronictl-members.js';
import { type PatronictlColumn, patronictlTable } from './patronictl-table.js';
import type { Screen } from './screen.js';
import { type Style, styleFor } from './style.js';
import { tableLines } from './table.js';

/** The history for people at a terminal, else one of patronictl's formats. */
export function historyView(
  report: HistoryReport,
  screen: Screen,
  format: PatronictlFormat | undefined,
): string {
  if (format === undefined && screen.isTerminal) return reignsView(report, styleFor(screen));
  return patronictlHistoryView(report.changes, format ?? 'pretty');
}

function reignsView({ scope, changes }: HistoryReport, style: Style): string {
  if (changes.length === 0)
    return `${visibleText(scope)} is on its first timeline: nobody has taken over yet\n`;
  const columns = ['TL', 'FROM', 'TO', 'SINCE', 'FOR', 'AT LSN', 'REASON'].map((title) => ({
    title,
    align: title === 'AT LSN' ? ('right' as const) : ('left' as const),
  }));
  const rows = changes.map((change) => [
    `${change.timeline} ${style.arrow} ${change.newTimeline}`,
    visibleText(change.from ?? '?'),
    change.reigning ? style.leader(visibleText(change.to ?? '?')) : visibleText(change.to ?? '?'),
    visibleText(change.at ?? 'unknown'),
    durationOf(change),
    change.switchLsn,
    style.dim(visibleText(change.reason ?? '')),
  ]);
  const [head = '', ...lines] = tableLines(columns, rows);
  return `${[style.dim(head), ...lines].join('\n')}\n`;
}

function durationOf({ seconds, reigning }: ChangeReport): string {
  if (seconds === null) return 'unknown';
  return `${formatDuration(seconds * 1000)}${reigning ? ' so far' : ''}`;
}

const COLUMNS: readonly PatronictlColumn[] = [
  { title: 'TL', align: 'right' },
  { title: 'LSN', align: 'right' },
  { title: 'Reason', align: 'left' },
  { title: 'Timestamp', align: 'left' },
  { title: 'New Leader', align: 'left' },
];

/** As patronictl 4.1 prints it, character for character. */
function patronictlHistoryView(changes: readonly ChangeReport[], format: PatronictlFormat): string {
  const rows = changes.map((change) => [
    change.timeline,
    change.switchPosition,
    change.reason ?? '',
    change.at ?? '',
    change.to ?? '',
  ]);
  const titles = COLUMNS.map(({ title }) => title);
  const elements = rows.map((row) =>
    Object.fromEntries(row.map((value, index) => [titles[index] ?? '', value])),
  );
  const texts = rows.map((row) => row.map((value) => visibleText(String(value))));
  switch (format) {
    case 'json':
      return `${dumpPythonJson(elements)}\n`;
    case 'yaml':
    case 'yml':
      return `${dumpPyYaml(elements)}\n`;
    case 'tsv':
      return `${[titles, ...texts].map((row) => row.join('\t')).join('\n')}\n`;
    default:
      return `${patronictlTable('', COLUMNS, texts)}\n`;
  }
}
