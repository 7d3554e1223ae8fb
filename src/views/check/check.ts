import type { Measure } from '../../cluster/check/monitoring-result.js';
import { visibleText } from '../../formats/visible-text.js';
import type { CheckedCluster, CheckReport, NamedResult } from '../../operations/check/check-report.js';

/** The convention of the monitoring plugins: a line with the state, a bar, the figures, and then what is wrong in detail. */
export function checkView(report: CheckReport): string {
  const [only, ...others] = report.clusters;
  const lines = only !== undefined && others.length === 0 ? singleLines(only) : fleetLines(report);
  return `${lines.join('\n')}\n`;
}

function singleLines(cluster: CheckedCluster): string[] {
  const figures = measuresOf(cluster).map(measureText).join(' ');
  const head = `${cluster.state} - ${nameOf(cluster)}: ${summaryOf(cluster)}`;
  return [`${head}${figures === '' ? '' : ` | ${figures}`}`, ...detailsOf(cluster)];
}

/** Those that are well only count. */
function fleetLines({ state, clusters, errors }: CheckReport): string[] {
  if (clusters.length === 0) return [`${state} - ${errors.map(({ message }) => plain(message)).join(', ')}`];
  const counts = (['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'] as const).map((each) => ({
    name: each.toLowerCase(),
    count: clusters.filter((cluster) => cluster.state === each).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ name, count }) => `${count} ${name}`);
  const figures = [
    `clusters=${clusters.length};;;0`,
    ...counts.map(({ name, count }) => `${name}=${count};;;0`),
  ];
  const wrong = clusters.filter((cluster) => cluster.state !== 'OK');
  return [
    `${state} - ${clusters.length} clusters: ${told.join(', ')} | ${figures.join(' ')}`,
    ...wrong.map((cluster) => `${cluster.state} - ${nameOf(cluster)}: ${summaryOf(cluster)}`),
  ];
}

function nameOf({ scope, group }: CheckedCluster): string {
  return plain(group === null ? scope : `${scope}/${group}`);
}

/** What is not well; if all is well, all of it. */
function summaryOf({ checks, state }: CheckedCluster): string {
  const told = checks.filter((each) => state === 'OK' || each.state !== 'OK');
  return told.map(({ summary }) => plain(summary)).join('; ');
}

/** With several checks each of them has a line. */
function detailsOf({ checks }: CheckedCluster): string[] {
  if (checks.length === 1) return checks.flatMap(({ details }) => details.map(plain));
  return checks.flatMap(({ name, state, summary, details }: NamedResult) => [
    `${state} ${name}: ${plain(summary)}`,
    ...details.map((detail) => `  ${plain(detail)}`),
  ]);
}

function measuresOf({ checks, measures }: CheckedCluster): Measure[] {
  return [...checks.flatMap((each) => each.measures), ...measures];
}

/** `'label'=value[unit];[warning];[critical];[min]`. */
function measureText({ label, value, unit, warning, critical }: Measure): string {
  const name = /^\w+$/.test(label) ? label : `'${plain(label).replaceAll(/['=]/g, '_')}'`;
  return `${name}=${value === null ? 'U' : `${value}${unit}`};${warning ?? ''};${critical ?? ''};0`;
}

/** One line, and without the bar that begins the figures. */
function plain(text: string): string {
  return visibleText(text.replaceAll('\n', ' ')).replaceAll('|', '/');
}
