import { visibleText } from '../../formats/visible-text.js';
import type { ClustersDiffReport } from '../../operations/config/compare-clusters.js';
import type { MembersDiffReport, ParameterDifference } from '../../operations/config/compare-members.js';
import type { ExplainedMember } from '../../operations/config/explained-member.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { settingSource, settingValue } from './setting-source.js';

/** What `config diff` found: between members, or between two clusters. */
export function configDriftView(report: MembersDiffReport | ClustersDiffReport, screen: Screen): string {
  const style = styleFor(screen);
  const lines =
    report.compared === 'members'
      ? membersLines(report, style, screen)
      : clustersLines(report, style, screen.columns);
  return `${lines.join('\n')}\n`;
}

const KINDS: Readonly<Record<ParameterDifference['kinds'][number], string>> = {
  'differs-from-dcs': 'not the stored value',
  'differs-between-members': 'not the same on all members',
  'overrides-dcs': 'the stored value is not in force everywhere',
};

function membersLines(report: MembersDiffReport, style: Style, screen: Screen): string[] {
  const { parameters, asked, notAsked } = report;
  const names = asked.map((name) => visibleText(name)).join(', ');
  const silent = report.errors.flatMap(({ message }) => wrapText(visibleText(message), screen.columns));
  if (parameters.length === 0) {
    const others = notAsked.length === 0 ? '' : ' (others could not be asked)';
    return [
      ...wrapText(`No difference: ${names} run with what is stored${others}`, screen.columns),
      ...silent,
    ];
  }
  return [
    ...parameters.flatMap((difference, index) => [
      ...(index === 0 ? [] : ['']),
      ...differenceLines(difference, style, screen),
    ]),
    ...silent.map(style.warning),
  ];
}

function differenceLines(difference: ParameterDifference, style: Style, screen: Screen): string[] {
  const { parameter, kinds, stored, members } = difference;
  const head = `${style.strong(visibleText(parameter))}  ${kinds.map((kind) => KINDS[kind]).join('; ')}`;
  const rows = [{ name: 'stored', value: settingValue(stored), from: '', later: '' }, ...members.map(rowOf)];
  const column = (title: string, key: 'name' | 'value' | 'from' | 'later'): FilledColumn => ({
    title,
    align: 'left',
    cells: rows.map((row) => row[key]),
  });
  const columns = [
    column('  ', 'name'),
    column('VALUE', 'value'),
    column('FROM', 'from'),
    column('LATER', 'later'),
  ];
  const { lines, left } = fittedTable(columns, ['FROM'], screen.columns - 2);
  return [
    ...wrapText(head, screen.columns),
    ...lines.slice(1).map((line) => `  ${line}`),
    ...leftOutLines(left, '--json has', style, screen),
  ];
}

function rowOf({ member, running, pending, source }: ExplainedMember) {
  return {
    name: visibleText(member),
    value: running === null ? 'does not know it' : running === '' ? "''" : visibleText(running),
    from: source === null ? '' : `from ${settingSource(source)}`,
    later: pending === null ? '' : `${visibleText(pending)} after a restart`,
  };
}

function clustersLines({ left, right, diff }: ClustersDiffReport, style: Style, columns: number): string[] {
  const [one, other] = [left, right].map(({ scope, group }) =>
    visibleText(group === null ? scope : `${scope}/${group}`),
  );
  if (diff.length === 0) {
    return wrapText(`No difference: ${one} and ${other} have the same dynamic configuration`, columns);
  }
  const hunks = diff.flatMap(({ title, lines }) => [
    style.dim(title),
    ...lines.map(({ kind, text }) => {
      const shown = visibleText(text);
      if (kind === 'same') return ` ${shown}`;
      return kind === 'removed' ? style.bad(`-${shown}`) : style.good(`+${shown}`);
    }),
  ]);
  return [style.strong(`--- ${one}`), style.strong(`+++ ${other}`), ...hunks];
}
