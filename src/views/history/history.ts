import { formatDuration } from '../../formats/durations.js';
import { dumpPythonJson } from '../../formats/python-json.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeReport, HistoryReport } from '../../operations/history/read-history.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import type { PatronictlFormat } from '../patronictl/members.js';
import { type PatronictlColumn, patronictlTable } from '../patronictl/table.js';

/** The history for people at a terminal, else one of patronictl's formats. */
export function historyView(
  report: HistoryReport,
  screen: Screen,
  format: PatronictlFormat | undefined,
): string {
  if (format === undefined && screen.isTerminal) return reignsView(report, styleFor(screen), screen);
  return patronictlHistoryView(report.changes, format ?? 'pretty');
}

const LEAST_IMPORTANT = ['REASON', 'AT LSN', 'FROM'];

function reignsView({ scope, changes }: HistoryReport, style: Style, screen: Screen): string {
  if (changes.length === 0)
    return `${visibleText(scope)} is on its first timeline: nobody has taken over yet\n`;
  const column = (title: string, text: (change: ChangeReport) => string): FilledColumn => ({
    title,
    align: title === 'AT LSN' ? 'right' : 'left',
    cells: changes.map(text),
  });
  const columns = [
    column('TL', ({ timeline, newTimeline }) => `${timeline} ${style.arrow} ${newTimeline}`),
    column('FROM', ({ from }) => visibleText(from ?? '?')),
    column('TO', ({ to, reigning }) => (reigning ? style.leader : String)(visibleText(to ?? '?'))),
    column('SINCE', ({ at }) => visibleText(at?.replace(/\.\d+/, '') ?? 'unknown')),
    column('FOR', durationOf),
    column('AT LSN', ({ switchLsn }) => switchLsn),
    column('REASON', ({ reason }) => style.dim(visibleText(reason ?? ''))),
  ];
  const { lines, left } = fittedTable(columns, LEAST_IMPORTANT, screen.columns);
  const [head = '', ...rows] = lines;
  return `${[style.dim(head), ...rows, ...leftOutLines(left, '--json has', style, screen)].join('\n')}\n`;
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
