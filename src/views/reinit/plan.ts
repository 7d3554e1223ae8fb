import type { Places } from '../../cluster/evidence/server-activity.js';
import type { SourcePlan, TargetPlan } from '../../cluster/reinit/reinit-plan.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ReinitEvent } from '../../operations/reinit/reinit-report.js';
import { type FilledColumn, fittedTable } from '../parts/fitted-table.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

type PlanEvent = Extract<ReinitEvent, { readonly kind: 'plan' }>;

const INDENT = '  ';

/** The preflight: whom the copies come from, and what is left meanwhile. */
export function reinitPlanView({ scope, plan }: PlanEvent, screen: Screen): string {
  const style = styleFor(screen);
  const names = plan.targets.map(({ member }) => member).join(', ');
  const group = plan.group === null ? '' : ` group ${plan.group}`;
  const remaining = plan.remaining.length === 0 ? style.bad('none') : visibleText(plan.remaining.join(', '));
  const leftOut = plan.leftOut.map(({ member, reason }) =>
    visibleText(`${member} does not count: ${reason}`),
  );
  const remarks = [
    ...plan.targets.map(targetLine),
    `healthy copies that remain meanwhile: ${remaining}`,
    ...leftOut,
  ];
  const lines = [
    style.strong(visibleText(`Reinitialize of ${scope}${group}: ${names}`)),
    '',
    ...sourcesTable(plan.targets, style, screen),
    '',
    ...remarks.flatMap((line) =>
      wrapText(line, screen.columns - INDENT.length).map((each) => `${INDENT}${each}`),
    ),
  ];
  return `${lines.join('\n')}\n\n`;
}

function targetLine({ member, state, unsound, sources }: TargetPlan): string {
  const names = sources.map((source) => source.member);
  const from =
    names.length > 1 ? `one of ${names.join(', ')}, whichever Patroni takes` : (names[0] ?? 'nobody');
  const told =
    unsound === null || unsound === `it is ${state}`
      ? (state ?? 'unknown')
      : `${state ?? 'unknown'}, ${unsound}`;
  return visibleText(`${member} (${told}): its data is deleted, and copied anew from ${from}`);
}

function sourcesTable(targets: readonly TargetPlan[], style: Style, screen: Screen): string[] {
  const sources = [
    ...new Map(targets.flatMap((target) => target.sources.map((each) => [each.member, each]))).values(),
  ];
  if (sources.length === 0) return [`${INDENT}nobody to copy from`];
  const column = (title: string, text: (source: SourcePlan) => string): FilledColumn => ({
    title,
    align: 'left',
    cells: sources.map(text),
  });
  const columns = [
    column('SOURCE', ({ member }) => visibleText(member)),
    column('ROLE', ({ leads }) => (leads ? 'Leader' : 'Replica (clonefrom)')),
    column('STATE', ({ well }) => (well ? style.good('well') : style.bad('not well'))),
    column('FEEDS', ({ feeds }) => visibleText(feeds === null ? '?' : feeds.join(', ') || 'nobody')),
    column('LOGIN', ({ login }) => loginText(login)),
    column('WAL SENDERS', ({ walSenders }) => placesText(walSenders)),
    column('SLOTS', ({ replicationSlots }) => placesText(replicationSlots)),
  ];
  const { lines } = fittedTable(columns, ['SLOTS', 'WAL SENDERS', 'LOGIN'], screen.columns - INDENT.length);
  return lines.map((line, index) => `${INDENT}${index === 0 ? style.dim(line) : line}`);
}

/** Of replication, tried from here. */
function loginText(login: SourcePlan['login']): string {
  return login === null ? 'not tried' : login;
}

function placesText(places: Places | null): string {
  return places === null ? '?' : `${places.used} of ${places.max}`;
}
