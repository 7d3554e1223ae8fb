import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { StatusCluster, StatusReport } from '../../operations/status/status-report.js';
import { findingLines } from '../parts/labelled-lines.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapParts, wrapText } from '../parts/wrap.js';
import { pauseLine } from '../pause/line.js';
import { headLines } from './head.js';
import { statusTable } from './table.js';

/** The first minute of an engineer on call, cluster by cluster. */
export function statusView({ clusters, from }: StatusReport, screen: Screen): string {
  const style = styleFor(screen);
  const source = from === null ? [] : [style.warning(visibleText(`as of the file ${from}`)), ''];
  const blocks = clusters.map((cluster) => clusterLines(cluster, style, screen).join('\n'));
  return `${[...source, blocks.join('\n\n')].join('\n')}\n`;
}

function clusterLines(cluster: StatusCluster, style: Style, screen: Screen): string[] {
  const table = statusTable(cluster, style, screen);
  const saturation = saturationLine(cluster.saturation);
  const pause = cluster.pause === null ? [] : [pauseLine(cluster.pause, new Date(cluster.at), style)];
  return [
    ...wrapParts(titleParts(cluster, style), '   ', screen.columns),
    '',
    ...headLines(cluster, style, screen),
    ...(table.length === 0 ? [] : ['', ...table]),
    ...(saturation === null ? [] : ['', ...wrapText(saturation, screen.columns)]),
    ...(pause.length === 0 ? [] : ['', ...pause.flatMap((line) => wrapText(line, screen.columns))]),
    '',
    VERDICTS[cluster.verdict](style),
    ...findingLines(cluster.findings, style, screen),
  ];
}

const VERDICTS: Readonly<Record<StatusCluster['verdict'], (style: Style) => string>> = {
  healthy: (style) => style.good('healthy'),
  degraded: (style) => style.warning('degraded'),
  down: (style) => style.bad('down'),
  unknown: (style) => style.warning('unknown'),
};

function titleParts(
  { scope, group, systemIdentifier, timeline, dcs }: StatusCluster,
  style: Style,
): string[] {
  const place = `${visibleText(scope)}${group === null ? '' : ` group ${group}`}`;
  return [
    style.strong(place),
    ...(systemIdentifier === null ? [] : [visibleText(systemIdentifier)]),
    ...(timeline === null ? [] : [`timeline ${timeline}`]),
    ...(dcs.revision === null ? [] : [style.dim(`etcd revision ${dcs.revision}`)]),
  ];
}

/** How full the leader is, as far as it tells; null if it tells nothing. */
function saturationLine(saturation: StatusCluster['saturation']): string | null {
  if (saturation === null) return null;
  const { member, connections, maxConnections, syncWaits, oldestTransactionAge, archiver } = saturation;
  const parts = [
    ...(connections === null ? [] : [`${connections} of ${maxConnections ?? '?'} connections`]),
    ...(syncWaits === null ? [] : [`${syncWaits} waiting for sync`]),
    ...(oldestTransactionAge === null
      ? []
      : [`oldest transaction ${formatDuration(oldestTransactionAge * 1000)}`]),
    archiver === null ? 'no archiving' : `archiving ${archiver}`,
    ...slotParts(saturation),
  ];
  return `${visibleText(member)}: ${parts.join(', ')}`;
}

function slotParts({ walHeldBySlots, slots }: NonNullable<StatusCluster['saturation']>): string[] {
  if (walHeldBySlots === null || slots.length === 0) return [];
  const [most] = [...slots].sort((a, b) => (b.heldBytes ?? 0) - (a.heldBytes ?? 0));
  const who = most === undefined || walHeldBySlots === 0 ? '' : ` (${visibleText(most.name)} most)`;
  return [`slots hold ${formatBytes(walHeldBySlots)} of WAL${who}`];
}
