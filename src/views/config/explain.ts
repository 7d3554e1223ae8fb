import { plainText } from '../../formats/json.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ExplainReport } from '../../operations/config/explain-setting.js';
import type { ExplainedMember, OverruledLine } from '../../operations/config/explained-member.js';
import { type FilledColumn, fittedTable, leftOutLines } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { settingSource, settingValue } from './setting-source.js';

/** What is stored, the rule, and a table of the members. */
export function configExplainView(report: ExplainReport, screen: Screen): string {
  const style = styleFor(screen);
  const { columns } = screen;
  const facts = factsOf(report).map(([name, text]) => {
    const [first = '', ...rest] = wrapText(visibleText(text), columns - LABEL - 2, '');
    const further = rest.map((line) => `${' '.repeat(LABEL + 2)}${line}`);
    return [`  ${style.dim(name.padEnd(LABEL))}${first}`, ...further];
  });
  const lines = [style.strong(visibleText(report.key)), ...facts.flat()];
  const members = report.members.length === 0 ? [] : ['', ...memberLines(report.members, style, screen)];
  return `${[...lines, ...members].join('\n')}\n`;
}

const LABEL = 10;

const EFFECTS = {
  agents: 'at the next cycle of the agents',
  reload: 'after a reload, which the agents do themselves',
  restart: 'after a restart of PostgreSQL',
  never: 'none: it cannot be set',
} as const;

function factsOf(report: ExplainReport): (readonly [string, string])[] {
  const { stored, effective, meaning, range, defaultValue, takesEffect, rule } = report;
  const isCorrected = effective !== null && plainText(effective) !== plainText(stored ?? defaultValue);
  const rows: (readonly [string, string | null])[] = [
    ['meaning', meaning],
    ['stored', settingValue(stored)],
    ['works as', isCorrected ? `${settingValue(effective)}, corrected by the agents` : null],
    ['accepts', range],
    ['default', defaultValue === '' ? "''" : defaultValue],
    ['effect', takesEffect === null ? null : EFFECTS[takesEffect]],
    ['rule', rule === '' ? null : rule],
  ];
  return rows.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
}

function memberLines(members: readonly ExplainedMember[], style: Style, screen: Screen): string[] {
  const column = (title: string, text: (member: ExplainedMember) => string): FilledColumn => ({
    title,
    align: 'left',
    cells: members.map(text),
  });
  const paint = ({ isLeader }: ExplainedMember) => (isLeader ? style.leader : String);
  const all = [
    column('MEMBER', (each) => paint(each)(visibleText(each.member))),
    column('RUNNING', ({ running, notAsked }) =>
      running === null ? style.dim(notAsked === null ? 'does not know it' : 'not known') : shortText(running),
    ),
    column('AFTER RESTART', ({ pending }) => (pending === null ? '' : style.warning(shortText(pending)))),
    column('COMES FROM', ({ source }) => settingSource(source)),
    column('FILE', ({ file }) => style.dim(visibleText(file ?? ''))),
  ];
  const used = all.filter(({ title, cells }) => title === 'RUNNING' || cells.some((cell) => cell !== ''));
  const { lines, left } = fittedTable(used, ['FILE', 'COMES FROM'], screen.columns);
  const [head = '', ...rows] = lines;
  const others = members.flatMap((each) =>
    each.overruled.filter(({ source }) => source !== 'file').map((line) => overruledText(each.member, line)),
  );
  return [
    style.dim(head),
    ...rows,
    ...leftOutLines(left, '--json has', style, screen),
    ...others.flatMap((text) => wrapText(text, screen.columns, '    ').map(style.dim)),
  ];
}

function overruledText(member: string, { source, value, file, line }: OverruledLine): string {
  const where = source === 'file' || source === 'alter-system' ? ` (${visibleText(file)}:${line})` : '';
  return `  without effect on ${visibleText(member)}: ${shortText(value ?? '?')} from ${settingSource(source)}${where}`;
}

function shortText(text: string): string {
  return text === '' ? "''" : settingValue(text, 40).replace(/^"(.*)"$/, '$1');
}
