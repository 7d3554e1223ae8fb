import type { Places } from '../../cluster/evidence/server-activity.js';
import { sharedPlace } from '../../cluster/model/cluster.js';
import type { SourcePlan, TargetPlan } from '../../cluster/reinit/reinit-plan.js';
import { formatDuration } from '../../formats/durations.js';
import { ctl } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type {
  ReinitEvent,
  ReinitializedMember,
  ReinitReport,
  ReinitState,
} from '../../operations/reinit/reinit-report.js';
import { problemsView } from '../parts/failure.js';
import { type FilledColumn, fittedTable } from '../parts/fitted-table.js';
import type { Narration } from '../parts/narration.js';
import { orderLine, selectionView } from '../parts/order-line.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

type PlanEvent = Extract<ReinitEvent, { readonly kind: 'plan' }>;

const INDENT = '  ';

/** patronictl's lines; between them how far the copies are. */
export function reinitEventView(event: ReinitEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology':
      return { result: selectionView(event, screen) };
    case 'plan':
      return { result: reinitPlanView(event, screen), warnings: event.warnings };
    case 'answer':
      return { result: `${orderLine('reinitialize', event.member)}\n` };
    case 'waiting-on': {
      const names = visibleText(event.members.join(', '));
      return { result: `Waiting for reinitialize to complete on: ${names}\n` };
    }
    case 'progress':
      return { passing: `  ${event.states.map(stateText).join('; ')}` };
    case 'end':
      return endNarration(event.member);
  }
}

export function reinitView({ dryRun, outcome, scope, wait, plans }: ReinitReport): string {
  if (dryRun && outcome === 'done') return 'Dry run: nothing was sent.\n';
  if (outcome !== 'accepted' || wait) return '';
  const follow = ctl('list', sharedPlace(scope, plans), [], { W: true });
  return visibleText(`accepted. The copy continues in the background. Follow: ${follow}`).concat('\n');
}

/** Beside the result: what went wrong. */
export function reinitErrorsView(report: ReinitReport): string {
  return problemsView(report.outcome, report.errors);
}

function endNarration({ member, outcome, text, timeline, elapsedMs }: ReinitializedMember): Narration {
  const took = formatDuration(elapsedMs);
  const name = visibleText(member);
  if (outcome !== 'done')
    return { result: `Reinitialize is not completed on: ${name} (${visibleText(text)})\n` };
  const where = timeline === null ? '' : ` on timeline ${timeline}`;
  return {
    result: `Reinitialize is completed on: ${name}\n`,
    remark: `  ${name} is back${where}, ${took} after it was asked\n`,
  };
}

/** `pg3: 43 % of 512 MB from pg2, 49 MB/s, 6 s left (12 s)`; without SQL its state and the time. */
function stateText(reinit: ReinitState): string {
  const { member, attempts, elapsedMs } = reinit;
  const attempt = attempts > 1 ? `, attempt ${attempts}` : '';
  return visibleText(`${member}: ${copyText(reinit)}${attempt} (${formatDuration(elapsedMs)})`);
}

function copyText({ phase, state, source, step, sentBytes, totalBytes, ...estimate }: ReinitState): string {
  if (state === null) return 'its agent does not answer';
  if (source === null || sentBytes === null)
    return phase === 'following' ? `${state}, not yet streaming` : state;
  const { percent, bytesPerSecond, secondsLeft } = estimate;
  if (sentBytes === 0) return `${source} is at "${step}"`;
  const part =
    percent === null || totalBytes === null ? '' : `${Math.floor(percent)} % of ${formatBytes(totalBytes)}`;
  return [
    `${part === '' ? formatBytes(sentBytes) : part} from ${source}`,
    ...(bytesPerSecond === null ? [] : [`${formatBytes(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft * 1000)} left`]),
  ].join(', ');
}

/** The preflight: whom the copies come from, and what is left meanwhile. */
function reinitPlanView({ scope, plan }: PlanEvent, screen: Screen): string {
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
  return visibleText(`${member} (${told}): its data is deleted, and copied afresh from ${from}`);
}

function sourcesTable(targets: readonly TargetPlan[], style: Style, screen: Screen): string[] {
  const sources = [
    ...new Map(targets.flatMap((target) => target.sources.map((each) => [each.member, each]))).values(),
  ];
  if (sources.length === 0) return [`${INDENT}no member to copy from`];
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
