import { formatBytes } from '../formats/sizes.js';
import { visibleText } from '../formats/visible-text.js';
import type { ClusterReport, MemberReport } from '../operations/list-members.js';
import { memberDetails } from './member-details.js';
import { roleTitle } from './patronictl-members.js';
import type { Screen } from './screen.js';
import { type Style, styleFor } from './style.js';
import { type TableColumn, tableLines, tableWidth } from './table.js';
import { wrapText } from './wrap.js';

/** One cluster for people at a terminal. */
export function membersView(cluster: ClusterReport, screen: Screen, extended: boolean): string {
  const style = styleFor(screen);
  const table =
    cluster.leader === null ? raceTable(cluster, style) : membersTable(cluster, style, screen, extended);
  const prose = (line: string): string[] => wrapText(line, screen.columns);
  const closing = closingLines(cluster, style).flatMap(prose);
  return `${[...prose(titleLine(cluster, style)), '', ...table, '', ...closing].join('\n')}\n`;
}

function titleLine(cluster: ClusterReport, style: Style): string {
  const group = cluster.group === null ? '' : ` group ${cluster.group}`;
  const parts = [
    ...(cluster.leader === null && cluster.members.length > 0 ? [style.bad('NO LEADER')] : []),
    style.strong(`${visibleText(cluster.scope)}${group}`),
    cluster.systemIdentifier === null ? `(${cluster.initialization})` : visibleText(cluster.systemIdentifier),
    ...(cluster.timeline === null ? [] : [`timeline ${cluster.timeline}`]),
    style.dim(`etcd revision ${cluster.revision}`),
    ...(cluster.consistency === 'serializable' ? [style.warning('STALE: one etcd member, no quorum')] : []),
  ];
  return parts.join('   ');
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

const MARK_WIDTH = 2;

function membersTable(cluster: ClusterReport, style: Style, screen: Screen, extended: boolean): string[] {
  const cellsOf = (column: Column): string[] =>
    cluster.members.map((member) => column.text({ member, extended, style }));
  const all = (extended ? [...COLUMNS, PATRONI] : COLUMNS).filter(
    (column) => column.title === 'MEMBER' || cellsOf(column).some((text) => text !== ''),
  );
  const { shown, left } = extended
    ? { shown: all, left: [] }
    : fitColumns(all, cellsOf, screen.columns - MARK_WIDTH);
  const titled = shown.map((column) => ({ ...column, title: titleOf(column, shown) }));
  const rows = cluster.members.map((_, index) => shown.map((column) => cellsOf(column)[index] ?? ''));
  const [head = '', ...lines] = tableLines(titled, rows);
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
  const names = left.map((title) => (title === 'TL' ? title : title.toLowerCase().replace('lsn', 'LSN')));
  return wrapText(`  too narrow for ${names.join(', ')} (-e and --json have everything)`, screen.columns).map(
    style.dim,
  );
}

/** Leaves out columns until the table fits; what stays is shown even if it does not fit. */
function fitColumns(
  columns: readonly Column[],
  cellsOf: (column: Column) => readonly string[],
  width: number,
): { readonly shown: readonly Column[]; readonly left: readonly string[] } {
  const left: string[] = [];
  let shown = columns;
  for (const title of LEAST_IMPORTANT) {
    const titled = shown.map((column) => ({ ...column, title: titleOf(column, shown) }));
    const cells = shown.map(cellsOf);
    const rows = (cells[0] ?? []).map((_, index) => cells.map((column) => column[index] ?? ''));
    if (tableWidth(titled, rows) <= width) break;
    if (shown.some((column) => column.title === title)) left.push(title);
    shown = shown.filter((column) => column.title !== title);
  }
  return { shown, left };
}

/** `LAG` beside its position, and in full where the position is not shown. */
function titleOf(column: Column, shown: readonly Column[]): string {
  const owner = COLUMNS.find(({ renames }) => renames?.from === column.title);
  if (owner?.renames === undefined) return column.title;
  return shown.some(({ title }) => title === owner.title) ? 'LAG' : owner.renames.to;
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
function raceTable(cluster: ClusterReport, style: Style): string[] {
  const { members, leaderRace, lastKnownLeader } = cluster;
  if (members.length === 0) return ['  no member is registered'];
  const behind = `BEHIND ${cluster.leaderLsn ?? 'LAST LEADER POSITION'}`;
  const columns: TableColumn[] = ['MEMBER', 'HOST', 'ROLE', 'STATE', 'TL', behind, 'TAKES OVER?'].map(
    (title) => ({
      title,
      align: title === 'TL' ? 'right' : 'left',
    }),
  );
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
    rows.push([visibleText(lastKnownLeader), '(key gone)', '', '', '', '', style.dim('was leader')]);
  return tableLines(columns, rows).map((line, index) => `  ${index === 0 ? style.dim(line) : line}`);
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
