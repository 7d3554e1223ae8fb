import { visibleText } from '../../formats/visible-text.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapParts, wrapText } from '../parts/wrap.js';
import { pauseLine } from '../pause/line.js';
import type { DrawnCluster } from './drawn-cluster.js';
import { membersTable } from './members-table.js';
import { raceTable } from './race-table.js';

/** One cluster for people at a terminal, as it was at a moment. */
export function membersView(cluster: DrawnCluster, screen: Screen, extended: boolean, at: Date): string {
  const style = styleFor(screen);
  const table = (cluster.leader === null ? raceTable : membersTable)(cluster, style, screen, extended);
  const title = wrapParts(titleParts(cluster, style), '   ', screen.columns);
  const closing = closingLines(cluster, style, at).flatMap((line) => wrapText(line, screen.columns));
  return `${[...title, '', ...table, '', ...closing].join('\n')}\n`;
}

function titleParts(cluster: DrawnCluster, style: Style): string[] {
  const group = cluster.group === null ? '' : ` group ${cluster.group}`;
  return [
    ...(cluster.leader === null && cluster.members.length > 0 ? [style.bad('NO LEADER')] : []),
    style.strong(`${visibleText(cluster.scope)}${group}`),
    cluster.systemIdentifier === null ? `(${cluster.initialization})` : visibleText(cluster.systemIdentifier),
    ...(cluster.timeline === null ? [] : [`timeline ${cluster.timeline}`]),
    style.dim(`etcd revision ${cluster.revision}`),
    ...(cluster.consistency === 'serializable' ? [style.warning('STALE: one etcd member, no quorum')] : []),
  ];
}

function closingLines(cluster: DrawnCluster, style: Style, at: Date): string[] {
  const { pause, scheduledSwitchover: scheduled, verdict, summary } = cluster;
  const lines = pause === null ? [] : [pauseLine(pause, at, style)];
  if (scheduled !== null) {
    const from = scheduled.from === null ? '' : `   from: ${scheduled.from}`;
    const to = scheduled.to === null ? '' : `   to: ${scheduled.to}`;
    const line = visibleText(`Switchover scheduled at: ${scheduled.at}${from}${to}`);
    const { obstacle } = scheduled;
    lines.push(obstacle === null ? line : `${line}   ${style.warning(`will not happen: ${obstacle}`)}`);
  }
  const paint = { healthy: style.good, degraded: style.warning, down: style.bad, unknown: style.warning }[
    verdict
  ];
  return [...lines, `${paint(verdict)}: ${visibleText(summary)}`];
}
