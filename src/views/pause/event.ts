import { visibleText } from '../../formats/visible-text.js';
import type { PauseEvent } from '../../operations/pause/pause-report.js';
import { fittedTable } from '../parts/fitted-table.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { pauseLine } from './line.js';

type PlanEvent = Extract<PauseEvent, { readonly kind: 'plan' }>;
type Effect = PlanEvent['plan']['members'][number];

const INDENT = '  ';

/** What happens on the way: the plan and patronictl's own line are results, all else are remarks. */
export function pauseEventView(event: PauseEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'plan':
      return { result: resumePlanView(event, screen) };
    case 'sent':
      return {
        result: `'${event.verb}' request sent, waiting until it is recognized by all nodes\n`,
      };
    case 'waiting':
      return { passing: `  ${visibleText(event.sentence)} (${waitedText(event)})` };
  }
}

/** What the resume does to each member, before it is asked for. */
function resumePlanView({ scope, pause, plan, at }: PlanEvent, screen: Screen): string {
  const style = styleFor(screen);
  const told = plan.members.filter(({ effect }) => effect !== 'none' && effect !== 'keeps-leading');
  const remarks = [
    ...told.map(
      (effect) => `${visibleText(effect.member)}: ${paint(effect, style)(visibleText(effect.sentence))}`,
    ),
    ...plan.schedules.map(({ sentence, harmful }) =>
      (harmful ? style.bad : style.warning)(visibleText(sentence)),
    ),
    style.dim('This is how it looks from here; each agent decides by its own view.'),
  ];
  const lines = [
    ...(pause === null ? [] : wrapText(pauseLine(pause, new Date(at), style), screen.columns)),
    style.strong(`Resume of ${visibleText(scope)}`),
    '',
    ...effectsTable(plan.members, style, screen),
    '',
    ...remarks.flatMap((line) =>
      wrapText(line, screen.columns - INDENT.length).map((each) => `${INDENT}${each}`),
    ),
  ];
  return `${lines.join('\n')}\n\n`;
}

function effectsTable(members: readonly Effect[], style: Style, screen: Screen): string[] {
  if (members.length === 0) return [`${INDENT}no member is registered`];
  const columns = [
    { title: 'MEMBER', align: 'left' as const, cells: members.map(({ member }) => visibleText(member)) },
    { title: 'NOW', align: 'left' as const, cells: members.map(({ now }) => visibleText(now)) },
    { title: 'AT THE RESUME', align: 'left' as const, cells: members.map((each) => effectText(each, style)) },
  ];
  const { lines } = fittedTable(columns, ['NOW'], screen.columns - INDENT.length);
  return lines.map((line, index) => `${INDENT}${index === 0 ? style.dim(line) : line}`);
}

function effectText(each: Effect, style: Style): string {
  const words = { none: 'nothing', unknown: '?' };
  const { effect } = each;
  const text = effect === 'none' || effect === 'unknown' ? words[effect] : effect.replaceAll('-', ' ');
  return paint(each, style)(text);
}

function paint({ effect, harmful }: Effect, style: Style): (text: string) => string {
  if (harmful) return style.bad;
  return effect === 'none' || effect === 'keeps-leading' ? (text) => text : style.warning;
}
