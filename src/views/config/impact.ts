import { visibleText } from '../../formats/visible-text.js';
import type { ChangeEvent, ShownImpact } from '../../operations/edit-config/config-change-report.js';
import type { Screen } from '../parts/screen.js';
import { wrapText } from '../parts/wrap.js';

type ImpactEvent = Extract<ChangeEvent, { readonly kind: 'impact' }>;

const EFFECTS: Readonly<Record<ShownImpact['effect'], string>> = {
  agents: 'agents',
  reload: 'reload',
  restart: 'restart',
  none: 'nothing',
  unknown: 'unknown',
};
const ORDERS: Readonly<Record<NonNullable<ShownImpact['order']>, string>> = {
  any: 'in any order',
  'standbys-first': 'raised: standbys first, then the primary',
  'primary-first': 'lowered: the primary first, then the standbys',
};
const BEFORE_EFFECT = 3;
const EFFECT_WIDTH = 10;

/** For each changed key what it needs, where, and in which order; below what needs a restart the command for it. */
export function impactLines({ impact, members, restart }: ImpactEvent, screen: Screen): string[] {
  const names = impact.map(({ key }) => visibleText(shortKey(key)));
  const width = Math.max(0, ...names.map((name) => name.length)) + BEFORE_EFFECT;
  const indent = ' '.repeat(2 + width + EFFECT_WIDTH);
  const room = screen.columns - indent.length;
  const lastRestart = impact.findLastIndex(
    ({ effect, members: where }) => effect === 'restart' && where.length > 0,
  );
  return impact.flatMap((each, index) => {
    const head = `  ${(names[index] ?? '').padEnd(width)}${EFFECTS[each.effect].padEnd(EFFECT_WIDTH)}`;
    const why = each.meanwhile === null ? [] : [visibleText(each.meanwhile)];
    const texts = each.effect === 'none' && why.length > 0 ? why : [describe(each, members), ...why];
    const [first = '', ...rest] = texts.flatMap((text) => wrapText(text, room, ''));
    const lines = [`${head}${first}`.trimEnd(), ...rest.map((line) => `${indent}${line}`)];
    return index === lastRestart ? [...lines, commandLine(restart, indent, screen)] : lines;
  });
}

/** A command is not broken: it is to be pasted. */
function commandLine(command: string, indent: string, { columns }: Screen): string {
  const shown = visibleText(command);
  return indent.length + shown.length <= columns ? `${indent}${shown}` : `  ${shown}`;
}

/** Parameters are known by their own names. */
export function shortKey(key: string): string {
  return key.replace(/^postgresql\.parameters\./, '');
}

function describe({ effect, order, members }: ShownImpact, all: number): string {
  if (effect === 'none') return 'Patroni makes nothing of it';
  if (effect === 'unknown') return 'unknown to every server and catalogue';
  const where = all === 0 ? '' : members.length === all ? 'all members' : visibleText(members.join(', '));
  const what = {
    agents: 'at their next cycle',
    reload: 'at once',
    restart: order === null ? '' : ORDERS[order],
  }[effect];
  return [where, what].filter((part) => part !== '').join(', ');
}
