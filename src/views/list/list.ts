import { divergedWords } from '../../cluster/divergence/describe-divergence.js';
import type { RaceVerdict } from '../../cluster/standing/leader-race.js';
import { formatLocalTime } from '../../formats/instants.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ListReport } from '../../operations/listing/list-members.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapParts, wrapText } from '../parts/wrap.js';
import { type PatronictlFormat, patronictlMembersView } from '../patronictl/members.js';
import { pauseLine } from '../pause/line.js';
import { addressText, type DrawnCluster, nameText, roleText, stateText } from './member-cells.js';
import { membersTable } from './members-table.js';

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

const LEAST_IMPORTANT = ['HOST', 'ROLE', 'TL'];
const INDENT = '  ';

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
  const { pause, scheduledSwitchover: scheduled, summary } = cluster;
  const lines = pause === null ? [] : [pauseLine(pause, at, style)];
  if (scheduled !== null) {
    const from = scheduled.from === null ? '' : `   from: ${scheduled.from}`;
    const to = scheduled.to === null ? '' : `   to: ${scheduled.to}`;
    const line = visibleText(`Switchover scheduled at: ${scheduled.at}${from}${to}`);
    const { obstacle } = scheduled;
    lines.push(obstacle === null ? line : `${line}   ${style.warning(`will not happen: ${obstacle}`)}`);
  }
  return [...lines, `${judgement(cluster, style)}: ${visibleText(summary)}`];
}

/** Only etcd was asked: that all is well cannot be said here, but that something is wrong can. */
function judgement({ verdict, consistency }: DrawnCluster, style: Style): string {
  if (consistency === 'serializable') return style.warning('as one etcd member last knew it');
  const paint = { healthy: null, degraded: style.warning, down: style.bad, unknown: style.warning }[verdict];
  return paint === null ? 'as etcd knows it' : `${paint(verdict)}, as etcd knows it`;
}

/** The members of a cluster without a leader: how far behind the last known position, and who can take over. */
function raceTable(cluster: DrawnCluster, style: Style, screen: Screen, extended: boolean): string[] {
  const { members, leaderRace, lastKnownLeader } = cluster;
  if (members.length === 0) return [`${INDENT}no member is registered`];
  const rows = members.map((member) => {
    const race = leaderRace?.find((verdict) => verdict.member === member.name);
    return [
      nameText(member),
      addressText(member),
      roleText(member, style),
      stateText(member, style),
      String(member.timeline ?? ''),
      member.lag === null ? 'unknown' : formatBytes(member.lag),
      takesOver(race, style),
    ];
  });
  if (lastKnownLeader !== null && !members.some(({ name }) => name === lastKnownLeader)) {
    rows.push([visibleText(lastKnownLeader), '', '', style.bad('key gone'), '', '', style.dim('was leader')]);
  }
  const behind = `BEHIND ${cluster.leaderLsn ?? 'LAST LEADER POSITION'}`;
  const columns = ['MEMBER', 'HOST', 'ROLE', 'STATE', 'TL', behind, 'TAKES OVER?'].map(
    (title, index): FilledColumn => ({
      title,
      align: title === 'TL' ? 'right' : 'left',
      cells: rows.map((row) => row[index] ?? ''),
    }),
  );
  const width = extended ? Number.POSITIVE_INFINITY : screen.columns - INDENT.length;
  const { lines, left } = fittedTable(columns, LEAST_IMPORTANT, width);
  return [
    ...lines.map((line, index) => `${INDENT}${index === 0 ? style.dim(line) : line}`),
    ...leftOutLines(left, '-e and --json have', style, screen),
  ];
}

function takesOver(race: RaceVerdict | undefined, style: Style): string {
  if (race !== undefined && race.obstacle !== null) return style.warning(`no: ${race.obstacle}`);
  const parted = race === undefined ? null : divergedWords(race.divergence);
  return parted === null ? style.good('may') : style.bad(`may, and ${parted}`);
}
