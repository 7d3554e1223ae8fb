import { formatLocalTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ListReport } from '../../operations/listing/list-members.js';
import type { Screen } from '../parts/screen.js';
import { type PatronictlFormat, patronictlMembersView } from '../patronictl/members.js';
import type { DrawnCluster } from './drawn-cluster.js';
import { membersView } from './members.js';

export interface ListOptions {
  /** One of patronictl's; without it a terminal gets the table for people and a pipe gets patronictl's. */
  readonly format: PatronictlFormat | undefined;
  readonly extended: boolean;
  readonly timestamp: boolean;
  readonly group: number | null;
  /** The members stand in the order of the tree of replication. */
  readonly tree?: boolean;
}

type DrawnReport = Omit<ListReport, 'clusters'> & { readonly clusters: readonly DrawnCluster[] | null };

export function listView(report: DrawnReport, screen: Screen, options: ListOptions): string {
  const time = options.timestamp ? `${formatLocalTime(new Date(report.at))}\n` : '';
  if (report.clusters === null) return `${time}${missedRoundView(report)}`;
  if (options.format === undefined && screen.isTerminal) {
    const at = new Date(report.at);
    const views = report.clusters.map((cluster) => membersView(cluster, screen, options.extended, at));
    return time + views.join('\n');
  }
  const { extended, group, tree = false } = options;
  const format = options.format ?? 'pretty';
  const scopes = groupByScope(report.clusters);
  return (
    time +
    scopes.map((clusters) => patronictlMembersView(clusters, { format, extended, group, tree })).join('')
  );
}

/** One of several lists that follow each other. */
export function listPartView(report: DrawnReport, screen: Screen, options: ListOptions): string {
  const gap = options.format === undefined && screen.isTerminal ? '\n' : '';
  return `${listView(report, screen, options)}${gap}`;
}

/** A round of a watch in which etcd could not be read: never the last known table as if it were true now. */
function missedRoundView({ at, outcome, errors }: DrawnReport): string {
  const lines = errors.map(({ subject, message }) =>
    visibleText(subject === null ? message : `  ${subject}   ${message}`),
  );
  const since = outcome === 'unreachable' ? 'unreachable since before' : `${outcome.replace('-', ' ')} at`;
  return `${[`${since} ${formatLocalTime(new Date(at))}; trying again`, ...lines].join('\n')}\n`;
}

function groupByScope(clusters: readonly DrawnCluster[]): DrawnCluster[][] {
  const scopes = new Map<string, DrawnCluster[]>();
  for (const cluster of clusters) scopes.set(cluster.scope, [...(scopes.get(cluster.scope) ?? []), cluster]);
  return [...scopes.values()];
}
