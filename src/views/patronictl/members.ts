import { type JsonObject, type JsonValue, plainText } from '../../formats/json.js';
import { dumpPythonJson } from '../../formats/python-json.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { visibleText } from '../../formats/visible-text.js';
import type { MemberReport } from '../../operations/listing/list-members.js';
import { type DrawnCluster, type DrawnMember, roleTitle } from '../list/member-cells.js';
import { type PatronictlColumn, patronictlTable } from './table.js';

/** patronictl's output formats; `yml` is another name of `yaml`. */
export type PatronictlFormat = 'pretty' | 'tsv' | 'json' | 'yaml' | 'yml';

export interface PatronictlOptions {
  readonly format: PatronictlFormat;
  readonly extended: boolean;
  /** The one Citus group that was asked for. */
  readonly group: number | null;
  /** As in `topology`: tags on one line. */
  readonly tree: boolean;
}

/** One scope as patronictl 4.1 prints it, character for character (ctl.py, output_members and print_output). */
export function patronictlMembersView(clusters: readonly DrawnCluster[], options: PatronictlOptions): string {
  const columns = columnsFor(clusters, options);
  const withPort = showsPorts(clusters);
  const rows = clusters.flatMap((cluster) =>
    cluster.members
      .filter(({ hidden }) => !hidden)
      .map((member) => columns.map(({ value }) => value({ cluster, member, withPort, options }))),
  );
  const titles = columns.map(({ title }) => title);
  switch (options.format) {
    case 'json':
      return `${dumpPythonJson(elementsOf(titles, rows))}\n`;
    case 'yaml':
    case 'yml':
      return `${dumpPyYaml(elementsOf(titles, rows))}\n`;
    case 'tsv':
      return `${[titles, ...rows.map((row) => row.map(textOf))].map((row) => row.join('\t')).join('\n')}\n`;
    default:
      return `${prettyTable(clusters, columns, rows, options)}\n${serviceLines(clusters, options)}`;
  }
}

interface Cell {
  readonly cluster: DrawnCluster;
  readonly member: DrawnMember;
  readonly withPort: boolean;
  readonly options: PatronictlOptions;
}

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly value: (cell: Cell) => JsonValue;
}

const GROUP: Column = { title: 'Group', align: 'right', value: ({ cluster }) => cluster.group ?? 0 };

const COLUMNS: readonly Column[] = [
  { title: 'Cluster', align: 'left', value: ({ cluster }) => cluster.scope },
  { title: 'Member', align: 'left', value: ({ member }) => `${member.branch ?? ''}${member.name}` },
  { title: 'Host', align: 'left', value: ({ member, withPort }) => hostOf(member, withPort) },
  { title: 'Role', align: 'left', value: ({ member }) => roleTitle(member.role) },
  { title: 'State', align: 'left', value: ({ member }) => member.state },
  { title: 'TL', align: 'right', value: ({ member }) => member.timeline ?? '' },
  {
    title: 'Receive LSN',
    align: 'right',
    value: ({ cluster, member }) => lsn(cluster, member, member.receiveLsn),
  },
  {
    title: 'Receive Lag',
    align: 'right',
    value: ({ member }) => megabytes(member.receiveLag, member.receiveLsn),
  },
  {
    title: 'Replay LSN',
    align: 'right',
    value: ({ cluster, member }) => lsn(cluster, member, member.replayLsn),
  },
  {
    title: 'Replay Lag',
    align: 'right',
    value: ({ member }) => megabytes(member.replayLag, member.replayLsn),
  },
];

/** Shown with `-e`, or if some member with a host has one. */
const OPTIONAL_COLUMNS: readonly (Column & { readonly has: (member: MemberReport) => boolean })[] = [
  {
    title: 'Pending restart',
    align: 'left',
    value: ({ member }) => (member.pendingRestart ? '*' : ''),
    has: (member) => member.pendingRestart,
  },
  {
    title: 'Pending restart reason',
    align: 'left',
    value: ({ member, options }) => restartReason(member, options.format === 'pretty'),
    has: (member) => member.pendingRestartReasons.length > 0,
  },
  {
    title: 'Scheduled restart',
    align: 'left',
    value: ({ member }) => scheduledRestart(member),
    has: (member) => member.scheduledRestart !== null,
  },
  {
    title: 'Tags',
    align: 'left',
    value: ({ member, options }) => tagsOf(member, options),
    has: ({ tags }) => tags !== null && Object.keys(tags).length > 0,
  },
];

function columnsFor(clusters: readonly DrawnCluster[], { extended }: PatronictlOptions): readonly Column[] {
  const members = membersWithHost(clusters);
  const [first, ...others] = COLUMNS;
  const base = isCitus(clusters) && first !== undefined ? [first, GROUP, ...others] : COLUMNS;
  return [...base, ...OPTIONAL_COLUMNS.filter(({ has }) => extended || members.some(has))];
}

function isCitus(clusters: readonly DrawnCluster[]): boolean {
  return clusters.some(({ group }) => group !== null);
}

function membersWithHost(clusters: readonly DrawnCluster[]): MemberReport[] {
  return clusters.flatMap(({ members }) => members).filter(({ host }) => host !== null);
}

/** Ports appear on all hosts if one member's is not 5432 or two members share a host. */
function showsPorts(clusters: readonly DrawnCluster[]): boolean {
  const members = membersWithHost(clusters);
  return (
    members.some(({ port }) => port !== 5432) ||
    new Set(members.map(({ host }) => host)).size < members.length
  );
}

function hostOf({ host, port }: MemberReport, withPort: boolean): string {
  return host === null ? '' : withPort && port !== null ? `${host}:${port}` : host;
}

function lsn(cluster: DrawnCluster, member: MemberReport, text: string | null): string {
  return member.name === cluster.leader ? '' : (text ?? 'unknown');
}

/** Rounded to the nearest integer, ties to the even one; 0 if the leader's position is not known. */
function megabytes(bytes: number | null, lsn: string | null): number | string {
  if (lsn === null) return '';
  if (bytes === null) return 0;
  const value = bytes / 1024 / 1024;
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

const LONGEST_REASON = 50;

function restartReason({ pendingRestartReasons }: MemberReport, hidesLong: boolean): string {
  const lines = pendingRestartReasons.map(({ parameter, oldValue, newValue }) => {
    const line = `${parameter}: ${oldValue}->${newValue}`;
    return hidesLong && [...line].length > LONGEST_REASON ? `${parameter}: [hidden - too long]` : line;
  });
  return lines.join('\n');
}

function scheduledRestart({ scheduledRestart: restart }: MemberReport): string {
  if (restart === null) return '';
  return restart.postgresVersion === null
    ? restart.at
    : `${restart.at} if version < ${restart.postgresVersion}`;
}

function tagsOf({ tags }: MemberReport, { format, tree }: PatronictlOptions): JsonValue {
  if (tags === null) return '';
  if (format !== 'pretty' && format !== 'tsv') return tags;
  return Object.keys(tags).length === 0
    ? '{}'
    : dumpPyYaml(tags, format === 'pretty' && !tree ? 'block' : 'flow').trim();
}

/** A key is left out if its text is empty. */
function elementsOf(titles: readonly string[], rows: readonly (readonly JsonValue[])[]): JsonObject[] {
  return rows.map((row) =>
    Object.fromEntries(row.flatMap((value, index) => (value === '' ? [] : [[titles[index] ?? '', value]]))),
  );
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? visibleText(value, { keepLines: true }) : plainText(value);
}

function prettyTable(
  clusters: readonly DrawnCluster[],
  columns: readonly Column[],
  rows: readonly (readonly JsonValue[])[],
  { group }: PatronictlOptions,
): string {
  // The title names the cluster, and the group if only one was asked for.
  const skipped = group === null ? 1 : 2;
  const shown = columns.slice(skipped).map(({ title, align }): PatronictlColumn => {
    return { title: title.endsWith(' Lag') ? 'Lag' : title, align };
  });
  return patronictlTable(
    visibleText(titleOf(clusters, group)),
    shown,
    rows.map((row) => row.slice(skipped).map(textOf)),
  );
}

function titleOf(clusters: readonly DrawnCluster[], group: number | null): string {
  const [cluster] = clusters;
  const initialization =
    cluster?.systemIdentifier ??
    (cluster?.initialization === 'initializing' ? 'initializing' : 'uninitialized');
  if (!isCitus(clusters)) return ` Cluster: ${cluster?.scope} (${initialization}) `;
  const details = group === null ? '' : ` (group: ${group}, ${initialization})`;
  return ` Citus cluster: ${cluster?.scope}${details} `;
}

function serviceLines(clusters: readonly DrawnCluster[], { group }: PatronictlOptions): string {
  const lines = clusters.flatMap((cluster) => {
    const own = clusterLines(cluster);
    const heading =
      own.length > 0 && isCitus(clusters) && group === null ? [`Citus group: ${cluster.group}`] : [];
    return [...heading, ...own];
  });
  return lines.map((line) => `${visibleText(line)}\n`).join('');
}

function clusterLines({ paused, scheduledSwitchover: scheduled }: DrawnCluster): string[] {
  const lines = paused ? [' Maintenance mode: on'] : [];
  if (scheduled === null) return lines;
  lines.push(` Switchover scheduled at: ${scheduled.at}`);
  if (scheduled.from !== null) lines.push(`${'from'.padStart(24)}: ${scheduled.from}`);
  if (scheduled.to !== null) lines.push(`${'to'.padStart(24)}: ${scheduled.to}`);
  return lines;
}
