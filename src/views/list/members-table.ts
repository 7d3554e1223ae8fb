import type { Value } from '../../cluster/model/value.js';
import { shownJson } from '../../formats/json.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { MemberReport } from '../../operations/listing/list-members.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import type { Style } from '../parts/style.js';
import { wrapParts } from '../parts/wrap.js';
import {
  addressText,
  type DrawnCluster,
  type DrawnMember,
  nameText,
  roleText,
  stateText,
} from './member-cells.js';

interface Cell {
  readonly member: DrawnMember;
  readonly extended: boolean;
  readonly style: Style;
}

interface Column extends Omit<FilledColumn, 'cells'> {
  readonly text: (cell: Cell) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'MEMBER', align: 'left', text: ({ member }) => nameText(member) },
  { title: 'HOST', align: 'left', text: ({ member }) => addressText(member) },
  { title: 'ROLE', align: 'left', text: ({ member, style }) => roleText(member, style) },
  { title: 'STATE', align: 'left', text: ({ member, style }) => stateText(member, style) },
  { title: 'TL', align: 'right', text: ({ member }) => String(member.timeline ?? '') },
  { title: 'RECEIVE LSN', align: 'right', text: ({ member }) => member.receiveLsn ?? '' },
  {
    title: 'RECEIVE LAG',
    align: 'right',
    text: (cell) => lagText(cell, cell.member.receiveLag, cell.member.lagging),
    beside: { column: 'RECEIVE LSN', title: 'LAG' },
  },
  { title: 'REPLAY LSN', align: 'right', text: ({ member }) => member.replayLsn ?? '' },
  {
    title: 'REPLAY LAG',
    align: 'right',
    text: (cell) => lagText(cell, cell.member.replayLag, cell.member.lagging || cell.member.replayBacklog),
    beside: { column: 'REPLAY LSN', title: 'LAG' },
  },
];

const PATRONI: Column = {
  title: 'PATRONI',
  align: 'left',
  text: ({ member }) => visibleText(member.patroniVersion ?? ''),
};

const LEAST_IMPORTANT = ['RECEIVE LSN', 'REPLAY LSN', 'HOST', 'TL'];
const MARK_WIDTH = 2;

const INDENT = ' '.repeat(10);

/** The members of a cluster that has a leader: a row for each, and beneath it what else there is to say. */
export function membersTable(
  cluster: DrawnCluster,
  style: Style,
  screen: Screen,
  extended: boolean,
): string[] {
  const columns = (extended ? [...COLUMNS, PATRONI] : COLUMNS).map(({ text, ...column }) => ({
    ...column,
    cells: cluster.members.map((member) => text({ member, extended, style })),
  }));
  const filled = columns.filter(
    ({ title, cells }) => title === 'MEMBER' || cells.some((text) => text !== ''),
  );
  const width = extended ? Number.POSITIVE_INFINITY : screen.columns - MARK_WIDTH;
  const { lines: all, left } = fittedTable(filled, LEAST_IMPORTANT, width);
  const [head = '', ...lines] = all;
  return [
    `  ${style.dim(head)}`,
    ...cluster.members.flatMap((member, index) => [
      `${member.name === cluster.leader ? style.leader(style.leaderMark) : ' '} ${lines[index] ?? ''}`,
      ...memberDetails(member, style, screen),
    ]),
    ...leftOutLines(left, '-e and --json have', style, screen),
  ];
}

function lagText({ extended, style }: Cell, bytes: number | null, isMuch: boolean): string {
  if (bytes === null) return '';
  const text = extended ? `${bytes} B` : formatBytes(bytes);
  return isMuch ? style.warning(text) : text;
}

/** What a member has beside its row: a pending or scheduled restart, tags. Wrapped to the width between the parts. */
function memberDetails(member: MemberReport, style: Style, screen: Screen): string[] {
  const { pendingRestart, pendingRestartReasons: reasons, scheduledRestart, tags } = member;
  const parts: string[] = [];
  if (pendingRestart || reasons.length > 0) {
    const changes = reasons.map(
      ({ parameter, oldValue, newValue }) =>
        `${parameter} ${oldValue || '""'} ${style.arrow} ${newValue || '""'}`,
    );
    parts.push(
      style.warning(visibleText(`pending restart${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`)),
    );
  }
  if (scheduledRestart !== null) {
    const { at, postgresVersion } = scheduledRestart;
    const condition = postgresVersion === null ? '' : ` if version < ${postgresVersion}`;
    parts.push(visibleText(`restart scheduled: ${at}${condition}`));
  }
  const names = Object.entries(tags ?? {}).map(([name, value]) =>
    value === true ? name : `${name}=${tagText(value)}`,
  );
  if (names.length > 0) parts.push(style.dim(visibleText(`tags: ${names.join(', ')}`)));
  return wrapParts(parts, '   ', screen.columns - INDENT.length).map((line) => `${INDENT}${line}`);
}

function tagText(value: Value): string {
  return typeof value === 'string' ? value : shownJson(value);
}
