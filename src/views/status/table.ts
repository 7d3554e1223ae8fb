import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { StatusAnswer, StatusCluster, StatusMember } from '../../operations/status/status-report.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import type { Style } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

type Cell = (member: StatusMember, style: Style, cluster: StatusCluster) => string;

interface Column extends Omit<FilledColumn, 'cells'> {
  readonly text: Cell;
}

const COLUMNS: readonly Column[] = [
  { title: 'MEMBER', align: 'left', text: ({ name }) => visibleText(name) },
  {
    title: 'ETCD / AGENT / SQL',
    align: 'left',
    text: (member, style, cluster) =>
      [dcsRole(member, cluster), agentRole(member, style), sqlRole(member, style)].join(' / '),
  },
  { title: 'STATE', align: 'left', text: stateText },
  { title: 'TL', align: 'right', text: ({ timeline }) => String(timeline ?? '') },
  { title: 'RECEIVE', align: 'right', text: ({ receiveLag }) => bytes(receiveLag) },
  { title: 'REPLAY', align: 'right', text: replayText },
  { title: 'HEARTBEAT', align: 'right', text: heartbeatText },
];

const LEAST_IMPORTANT = ['HEARTBEAT', 'TL', 'REPLAY', 'STATE'];
const MARK_WIDTH = 2;

/** A row for each member, those without a key included. */
export function statusTable(cluster: StatusCluster, style: Style, screen: Screen): string[] {
  const { members } = cluster;
  if (members.length === 0) return [];
  const columns = COLUMNS.map(({ text, ...column }) => ({
    ...column,
    cells: members.map((member) => text(member, style, cluster)),
  }));
  const { lines: all, left } = fittedTable(columns, LEAST_IMPORTANT, screen.columns - MARK_WIDTH);
  const [head = '', ...lines] = all;
  const { via, leader } = cluster.writes;
  return [
    `  ${style.dim(head)}`,
    ...members.flatMap((member, index) => [
      `${member.name === (leader ?? via[0]) ? style.leader(style.leaderMark) : ' '} ${lines[index] ?? ''}`,
      ...traceLines(member, style, screen),
    ]),
    ...legend(cluster, style, screen),
    ...leftOutLines(left, '--json has', style, screen),
  ];
}

const DCS_ROLES: Readonly<Record<string, string>> = {
  standby_leader: 'standby leader',
  sync_standby: 'sync',
  quorum_standby: 'quorum',
};

function dcsRole({ roles: { dcs } }: StatusMember, { dcs: { state } }: StatusCluster): string {
  if (dcs === null) return '–';
  const role = DCS_ROLES[dcs] ?? dcs;
  return state === 'stale' ? `was ${role}` : role;
}

function agentRole({ roles, agent }: StatusMember, style: Style): string {
  if (agent === null) return '–';
  if (!agent.answered) return style.bad(trouble(agent));
  return visibleText(roles.agent ?? '?');
}

function sqlRole({ roles: { sql }, sql: answer }: StatusMember, style: Style): string {
  if (answer === null) return '–';
  if (sql === null) return style.warning(trouble(answer));
  return sql === 'read-write' ? 'rw' : 'ro';
}

/** `agent-unreachable` is `silent`, of the others the part of the code that tells them apart. */
function trouble({ code }: StatusAnswer): string {
  const word = (code ?? '').replace(/^(agent|sql)-/, '');
  return word === 'unreachable' ? 'silent' : word.replace('is-someone-else', 'other');
}

const WELL = ['running', 'streaming', 'in archive recovery'];

/** In brackets what the member does not say itself. */
function stateText({ state, source }: StatusMember, style: Style): string {
  if (state === null) return '?';
  const text = visibleText(state);
  if (source === 'dcs') return style.dim(`(${text})`);
  return WELL.includes(state) ? text : style.warning(text);
}

function bytes(value: number | null): string {
  return value === null ? '' : formatBytes(value);
}

function replayText({ replayLag, replayDelay }: StatusMember): string {
  const delay = replayDelay === null ? [] : [formatDuration(replayDelay * 1000)];
  return [...(replayLag === null ? [] : [formatBytes(replayLag)]), ...delay].join(', ');
}

function heartbeatText({ registered, heartbeatAge, keyExpiresIn }: StatusMember, style: Style): string {
  if (registered === false) return style.bad('no key');
  if (heartbeatAge === null) return '';
  return `${heartbeatAge} s${keyExpiresIn !== null && keyExpiresIn < heartbeatAge ? `, goes in ${keyExpiresIn} s` : ''}`;
}

const SOURCES: Readonly<Record<string, string>> = {
  'leader-slot': "the leader's slots",
  failsafe: 'the failsafe list',
  history: 'the history',
  'older-revision': 'older revisions',
  settings: 'the settings, or where it was last seen',
};

function traceLines({ trace }: StatusMember, style: Style, screen: Screen): string[] {
  if (trace === null) return [];
  const where = trace.sources.map((source) => SOURCES[source] ?? source).join(', ');
  const when = trace.revision === null ? '' : `; its key was there at revision ${trace.revision}`;
  return wrapText(`      known from ${where}${when}`, screen.columns, '      ').map(style.dim);
}

function legend({ members }: StatusCluster, style: Style, screen: Screen): string[] {
  if (!members.some(({ source, state }) => source === 'dcs' && state !== null)) return [];
  return wrapText('  in brackets: as etcd last heard it, not from the member itself', screen.columns).map(
    style.dim,
  );
}
