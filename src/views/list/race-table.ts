import { divergedWords } from '../../cluster/divergence/describe-divergence.js';
import type { RaceVerdict } from '../../cluster/standing/leader-race.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import type { Style } from '../parts/style.js';
import type { DrawnCluster } from './drawn-cluster.js';
import { addressText, nameText, roleText, stateText } from './member-cells.js';

const LEAST_IMPORTANT = ['HOST', 'ROLE', 'TL'];
const INDENT = '  ';

/** The members of a cluster without a leader: how far behind the last known position, and who can take over. */
export function raceTable(cluster: DrawnCluster, style: Style, screen: Screen, extended: boolean): string[] {
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
