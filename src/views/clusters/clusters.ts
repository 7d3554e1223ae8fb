import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ClusterLine, ClustersReport } from '../../operations/clusters/list-clusters.js';
import { alignedLines, fittingColumns } from '../parts/aligned-lines.js';
import { type FilledColumn, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { textWidth } from '../parts/text-width.js';

interface Column extends Omit<FilledColumn, 'cells'> {
  readonly text: (cluster: ClusterLine, style: Style) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'CLUSTER', align: 'left', text: nameText },
  { title: 'LEADER', align: 'left', text: leaderText },
  { title: 'MEMBERS', align: 'right', text: ({ members }) => String(members) },
  { title: 'TL', align: 'right', text: ({ timeline }) => String(timeline ?? '-') },
  {
    title: 'LAG',
    align: 'right',
    text: ({ highestLag }) => (highestLag === null ? '-' : formatBytes(highestLag)),
  },
  { title: 'PAUSED', align: 'left', text: ({ paused }, style) => (paused ? style.warning('paused') : '-') },
  {
    title: 'RESTART',
    align: 'right',
    text: ({ pendingRestarts }, style) =>
      pendingRestarts === 0 ? '-' : style.warning(String(pendingRestarts)),
  },
];

const LEAST_IMPORTANT = ['RESTART', 'TL', 'MEMBERS', 'LAG'];
/** What the last column has at least: the word and a bit of the reason. */
const HEALTH_WIDTH = 24;
const GAP = '  ';
const ELLIPSIS = '...';

/** A line for each cluster; on a terminal the reasons at its end are cut to its width. */
export function clustersView({ clusters }: ClustersReport, screen: Screen): string {
  if (clusters.length === 0) return '';
  const style = styleFor(screen);
  const columns = COLUMNS.filter(({ title }) => !screen.isTerminal || isTold(title, clusters)).map(
    ({ text, ...column }) => ({
      ...column,
      cells: clusters.map((cluster) => text(cluster, style)),
    }),
  );
  const { columns: fitting, left } = fittingColumns(
    columns,
    LEAST_IMPORTANT,
    screen.columns - HEALTH_WIDTH - GAP.length,
  );
  const [head = '', ...rows] = alignedLines(fitting);
  const room = screen.columns - textWidth(head) - GAP.length;
  const line = (text: string, health: string): string => `${text}${GAP}${health}`;
  return [
    style.dim(line(head, 'HEALTH')),
    ...clusters.map((cluster, index) => line(rows[index] ?? '', healthText(cluster, style, room))),
    ...(screen.isTerminal
      ? ['', closingLine(clusters, style), ...leftOutLines(left, '--json has', style, screen)]
      : []),
  ]
    .map((text) => `${text}\n`)
    .join('');
}

/** In a pipe every column is there, so that their places do not change. */
function isTold(title: string, clusters: readonly ClusterLine[]): boolean {
  if (title === 'RESTART') return clusters.some(({ pendingRestarts }) => pendingRestarts > 0);
  return title !== 'PAUSED' || clusters.some(({ paused }) => paused);
}

function nameText({ scope, group }: ClusterLine): string {
  return `${visibleText(scope)}${group === null ? '' : `/${group}`}`;
}

function leaderText({ leader }: ClusterLine, style: Style): string {
  return leader === null ? style.bad('-') : visibleText(leader);
}

function healthText({ verdict, summary }: ClusterLine, style: Style, room: number): string {
  const paint = { healthy: style.good, degraded: style.warning, down: style.bad, unknown: style.warning }[
    verdict
  ];
  if (verdict === 'healthy') return paint(verdict);
  return `${paint(verdict)}${cut(`: ${visibleText(summary)}`, room - verdict.length)}`;
}

function cut(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let shown = '';
  for (const character of text) {
    if (textWidth(shown + character) + ELLIPSIS.length > room) break;
    shown += character;
  }
  return `${shown}${ELLIPSIS}`;
}

function closingLine(clusters: readonly ClusterLine[], style: Style): string {
  const paused = clusters.filter((each) => each.paused).length;
  const counts = (['down', 'degraded', 'unknown', 'healthy'] as const).flatMap((verdict) => {
    const count = clusters.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const all = `${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}`;
  return style.dim(
    [
      `${all}, as etcd knows ${clusters.length === 1 ? 'it' : 'them'}: ${counts.join(', ')}`,
      ...(paused === 0 ? [] : [`${paused} paused`]),
    ].join('; '),
  );
}
