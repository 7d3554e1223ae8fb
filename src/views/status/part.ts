import { visibleText } from '../../formats/visible-text.js';
import type { StatusCluster, StatusReport } from '../../operations/status/status-report.js';
import { findingLines } from '../parts/labelled-lines.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapParts } from '../parts/wrap.js';

/** Some of many clusters: a line for each, and what is wrong with it. */
export function statusPartView({ clusters }: Pick<StatusReport, 'clusters'>, screen: Screen): string {
  const style = styleFor(screen);
  return clusters
    .flatMap((cluster) => clusterLines(cluster, style, screen))
    .map((line) => `${line}\n`)
    .join('');
}

function clusterLines(cluster: StatusCluster, style: Style, screen: Screen): string[] {
  const { scope, group, verdict, writes, paused, members, findings } = cluster;
  const paint = { healthy: style.good, degraded: style.warning, down: style.bad, unknown: style.warning }[
    verdict
  ];
  const via =
    writes.via.length === 0 ? '' : ` via ${writes.via.map((name) => visibleText(name)).join(' and ')}`;
  const parts = [
    style.strong(`${visibleText(scope)}${group === null ? '' : ` group ${group}`}`),
    paint(verdict),
    `${WRITES[writes.state]}${via}`,
    `${members.length} ${members.length === 1 ? 'member' : 'members'}`,
    ...(paused === true ? [style.warning('paused')] : []),
  ];
  const wrong = findings.filter(({ severity }) => severity !== 'info');
  return [...wrapParts(parts, '   ', screen.columns), ...findingLines(wrong, style, screen)];
}

const WRITES: Readonly<Record<StatusCluster['writes']['state'], string>> = {
  up: 'writes up',
  unmanaged: 'writes unmanaged',
  blocked: 'writes blocked',
  down: 'writes down',
  standby: 'standby cluster',
  unknown: 'writes unknown',
};
