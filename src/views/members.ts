import { formatBytes } from '../formats/sizes.js';
import { visibleText } from '../formats/visible-text.js';
import type { ClusterReport, MemberReport } from '../operations/list-members.js';
import { memberDetails } from './member-details.js';
import { roleTitle } from './patronictl-members.js';
import type { Screen } from './screen.js';
import { type Style, styleFor } from './style.js';
import { type TableColumn, tableLines, tableWidth } from './table.js';
import { wrapParts, wrapText } from './wrap.js';

/** One cluster for people at a terminal. */
export function membersView(cluster: ClusterReport, screen: Screen, extended: boolean): string {
  const style = styleFor(screen);
  const table =
    cluster.leader === null
      ? raceTable(cluster, style, screen, extended)
      : membersTable(cluster, style, screen, extended);
  const title = wrapParts(titleParts(cluster, style), '   ', screen.columns);
  const closing = closingLines(cluster, style).flatMap((line) => wrapText(line, screen.columns));
  return `${[...title, '', ...table, '', ...closing].join('\n')}\n`;
}

function titleParts(cluster: ClusterReport, style: Style): string[] {
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

interface Cell {
  readonly member: MemberReport;
  readonly extended: boolean;
  readonly style: Style;
}

interface Column {
  readonly title: string;
  readonly align: TableColumn['align'];
  readonly text: (cell: Cell) => string;
  /** The column for which another title is needed once this one is gone. */
  readonly renames?: { readonly from: string; readonly to: string };
}

const COLUMNS: readonly Column[] = [
  { title: 'MEMBER', align: 'left', text: ({ member }) => visibleText(member.name) },
  { title: 'HOST', align: 'left', text: ({ member }) => visibleText(addressOf(member)) },
  { title: 'ROLE', align: 'left', text: ({ member, style }) => roleText(member, style) },
  { title: 'STATE', align: 'left', text: ({ member, style }) => stateText(member, style) },
  { title: 'TL', align: 'right', text: ({ member }) => String(member.timeline ?? '') },
  {
    title: 'RECEIVE LSN',
    align: 'right',
    text: ({ member }) => member.receiveLsn ?? '',
    renames: { from: 'RECEIVED', to: 'RECEIVE LAG' },
  },
  {
    title: 'RECEIVED',
    align: 'right',
    text: (cell) => lagText(cell, cell.member.receiveLag, cell.member.lagging),
  },
  {
    title: 'REPLAY LSN',
    align: 'right',
    text: ({ member }) => member.replayLsn ?? '',
    renames: { from: 'REPLAYED', to: 'REPLAY LAG' },
  },
  {
    title: 'REPLAYED',
    align: 'right',
    text: (cell) => lagText(cell, cell.member.replayLag, cell.member.lagging || cell.member.replayBacklog),
  },
];

const PATRONI: Column = {
  title: 'PATRONI',
  align: 'left',
  text: ({ member }) => visibleText(member.patroniVersion ?? ''),
};

/** The first to go when the terminal is too narrow. */
const LEAST_IMPORTANT = ['RECEIVE LSN', 'REPLAY LSN', 'HOST', 'TL'];
const LEAST_IMPORTANT_IN_RACE = ['HOST', 'ROLE', 'TL'];

const MARK_WIDTH = 2;

function widthFor(screen: Screen, extended: boolean): number {
  return extended ? Number.POSITIVE_INFINITY : screen.columns - MARK_WIDTH;
}

function membersTable(cluster: ClusterReport, style: Style, screen: Screen, extended: boolean): string[] {
  const columns = (extended ? [...COLUMNS, PATRONI] : COLUMNS).map(({ title, align, text }) => ({
    title,
    align,
    cells: cluster.members.map((member) => text({ member, extended, style })),
  }));
  const filled = columns.filter(
    ({ title, cells }) => title === 'MEMBER' || cells.some((text) => text !== ''),
  );
  const { lines: all, left } = fittedTable(filled, LEAST_IMPORTANT, widthFor(screen, extended));
  const [head = '', ...lines] = all;
  return [
    `  ${style.dim(head)}`,
    ...cluster.members.flatMap((member, index) => [
      `${member.name === cluster.leader ? style.leader(style.leaderMark) : ' '} ${lines[index] ?? ''}`,
      ...memberDetails(member, style, screen),
    ]),
    ...leftOutLines(left, style, screen),
  ];
}

function leftOutLines(left: readonly string[], style: Style, screen: Screen): string[] {
  if (left.length === 0) return [];
  const names = left.map((title) => title.toLowerCase().replace(/^tl$|lsn$/, (word) => word.toUpperCase()));
  return wrapText(`  too narrow for ${names.join(', ')} (-e and --json have everything)`, screen.columns).map(
    style.dim,
  );
}

interface FilledColumn extends TableColumn {
  readonly cells: readonly string[];
}

/** The lines of a table without the columns that do not fit; what stays is shown even if it does not fit. */
function fittedTable(
  columns: readonly FilledColumn[],
  leastImportant: readonly string[],
  width: number,
): { readonly lines: readonly string[]; readonly left: readonly string[] } {
  const titled = columns.map((column) => ({ ...column, title: titleOf(column, columns) }));
  const rows = (columns[0]?.cells ?? []).map((_, index) => columns.map(({ cells }) => cells[index] ?? ''));
  const [title, ...others] = leastImportant;
  if (title === undefined || tableWidth(titled, rows) <= width) {
    return { lines: tableLines(titled, rows), left: [] };
  }
  const remaining = columns.filter((column) => column.title !== title);
  const { lines, left } = fittedTable(remaining, others, width);
  return { lines, left: remaining.length < columns.length ? [title, ...left] : left };
}

/** `LAG` beside its position, and in full where the position is not shown. */
function titleOf({ title }: TableColumn, shown: readonly TableColumn[]): string {
  const owner = COLUMNS.find(({ renames }) => renames?.from === title);
  if (owner?.renames === undefined) return title;
  return shown.some((column) => column.title === owner.title) ? 'LAG' : owner.renames.to;
}

function addressOf({ host, port }: MemberReport): string {
  if (host === null) return '';
  return port === null ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function roleText({ role }: MemberReport, style: Style): string {
  const title = roleTitle(role);
  return role === 'leader' || role === 'standby_leader' ? style.leader(title) : title;
}

const WELL = ['running', 'streaming', 'in archive recovery'];
const ON_ITS_WAY = ['starting', 'creating replica', 'restarting', 'stopping', 'initializing new cluster'];

function stateText({ state }: MemberReport, style: Style): string {
  const text = visibleText(state || 'unknown');
  if (WELL.includes(state)) return text;
  return ON_ITS_WAY.includes(state) ? style.warning(text) : style.bad(text);
}

function lagText({ extended, style }: Cell, bytes: number | null, isMuch: boolean): string {
  if (bytes === null) return '';
  const text = extended ? `${bytes} B` : formatBytes(bytes);
  return isMuch ? style.warning(text) : text;
}

/** Without a leader other things matter: how far behind the last known position, and who can take over. */
function raceTable(cluster: ClusterReport, style: Style, screen: Screen, extended: boolean): string[] {
  const { members, leaderRace, lastKnownLeader } = cluster;
  if (members.length === 0) return ['  no member is registered'];
  const rows = members.map((member) => {
    const race = leaderRace?.find((verdict) => verdict.member === member.name);
    return [
      visibleText(member.name),
      visibleText(addressOf(member)),
      roleText(member, style),
      stateText(member, style),
      String(member.timeline ?? ''),
      member.lag === null ? 'unknown' : formatBytes(member.lag),
      race?.obstacle == null ? style.good('may') : style.warning(`no: ${race.obstacle}`),
    ];
  });
  const isGone = lastKnownLeader !== null && !members.some(({ name }) => name === lastKnownLeader);
  if (isGone)
    rows.push([visibleText(lastKnownLeader), '', '', style.bad('key gone'), '', '', style.dim('was leader')]);
  const behind = `BEHIND ${cluster.leaderLsn ?? 'LAST LEADER POSITION'}`;
  const columns = ['MEMBER', 'HOST', 'ROLE', 'STATE', 'TL', behind, 'TAKES OVER?'].map(
    (title, index): FilledColumn => ({
      title,
      align: title === 'TL' ? 'right' : 'left',
      cells: rows.map((row) => row[index] ?? ''),
    }),
  );
  const { lines, left } = fittedTable(columns, LEAST_IMPORTANT_IN_RACE, widthFor(screen, extended));
  return [
    ...lines.map((line, index) => `  ${index === 0 ? style.dim(line) : line}`),
    ...leftOutLines(left, style, screen),
  ];
}

function closingLines(cluster: ClusterReport, style: Style): string[] {
  const { paused, scheduledSwitchover: scheduled, verdict, summary } = cluster;
  const lines = paused ? [style.warning('Maintenance mode: on')] : [];
  if (scheduled !== null) {
    const from = scheduled.from === null ? '' : `   from: ${scheduled.from}`;
    const to = scheduled.to === null ? '' : `   to: ${scheduled.to}`;
    const waits = paused ? '   (not while paused)' : '';
    lines.push(visibleText(`Switchover scheduled at: ${scheduled.at}${from}${to}${waits}`));
  }
  const paint = { healthy: style.good, degraded: style.warning, down: style.bad, unknown: style.warning }[
    verdict
  ];
  return [...lines, `${paint(verdict)}: ${visibleText(summary)}`];
}
