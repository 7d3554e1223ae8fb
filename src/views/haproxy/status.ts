import { formatDuration } from '../../formats/durations.js';
import { visibleText } from '../../formats/visible-text.js';
import type {
  BalancerReport,
  BalancerServerReport,
  HaproxyStatusReport,
} from '../../operations/haproxy/haproxy-report.js';
import { problemsView } from '../parts/failure.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';

interface Column extends Omit<FilledColumn, 'cells'> {
  readonly text: (server: BalancerServerReport, style: Style) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'POOL', align: 'left', text: ({ pool }) => visibleText(pool) },
  { title: 'USE', align: 'left', text: ({ purpose }) => (purpose === 'other' ? '' : `${purpose}s`) },
  { title: 'SERVER', align: 'left', text: ({ server }) => visibleText(server) },
  { title: 'MEMBER', align: 'left', text: ({ member }) => visibleText(member ?? '-') },
  { title: 'STATE', align: 'left', text: stateText },
  { title: 'CHECK', align: 'left', text: ({ checkStatus }) => visibleText(checkStatus ?? '') },
  { title: 'FOR', align: 'right', text: ({ since }) => (since === null ? '' : ageText(since)) },
  { title: 'SESSIONS', align: 'right', text: ({ sessions }) => String(sessions ?? '') },
  { title: 'ROLE (ETCD)', align: 'left', text: roleText },
  { title: 'ROLE (AGENT)', align: 'left', text: ({ agentRole }) => visibleText(agentRole ?? '-') },
];

const LEAST_IMPORTANT = ['CHECK', 'USE', 'FOR', 'SESSIONS', 'ROLE (AGENT)'];
const INDENT = 2;

/** Each HAProxy with its pools; those that cannot be asked in red. */
export function haproxyStatusView({ balancers }: HaproxyStatusReport, screen: Screen): string {
  const style = styleFor(screen);
  return balancers.map((balancer) => balancerText(balancer, style, screen)).join('\n');
}

/** Beside the result: what went wrong. */
export function haproxyErrorsView({ outcome, errors }: HaproxyStatusReport): string {
  return problemsView(outcome, errors);
}

function balancerText(
  { address, version, problem, servers }: BalancerReport,
  style: Style,
  screen: Screen,
): string {
  const name = `HAProxy ${visibleText(address)}${version === null ? '' : ` (${visibleText(version)})`}`;
  if (problem !== null) return `${style.bad(`${name}: ${visibleText(problem.message)}`)}\n`;
  if (servers.length === 0) return `${name}\n  no pool with a member of this cluster\n`;
  const columns = COLUMNS.map(({ text, ...column }) => ({
    ...column,
    cells: servers.map((server) => text(server, style)),
  }));
  const { lines, left } = fittedTable(columns, LEAST_IMPORTANT, screen.columns - INDENT);
  const [head = '', ...rows] = lines;
  const all = [
    name,
    `  ${style.dim(head)}`,
    ...rows.map((row) => `  ${row}`),
    ...leftOutLines(left, '--json has', style, screen),
  ];
  return `${all.join('\n')}\n`;
}

/** HAProxy counts whole seconds. */
function ageText(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : formatDuration(seconds * 1000);
}

function stateText({ status, isUp, admin }: BalancerServerReport, style: Style): string {
  const text = visibleText(status);
  if (admin !== 'ready') return style.warning(/^(DRAIN|MAINT)/.test(text) ? text : `${text}, ${admin}`);
  return isUp ? style.good(text) : style.dim(text);
}

function roleText({ dcsRole, purpose, isUp }: BalancerServerReport, style: Style): string {
  const text = visibleText(dcsRole?.replace('_', ' ') ?? '-');
  const leads = dcsRole === 'leader' || dcsRole === 'standby_leader';
  if (purpose === 'write' && isUp !== leads) return style.bad(text);
  return leads ? style.leader(text) : text;
}
