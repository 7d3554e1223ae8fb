import { sharedPlace } from '../../cluster/model/cluster-place.js';
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
import type { Narration } from '../parts/narration.js';
import { orderLine } from '../parts/order-line.js';
import type { Screen } from '../parts/screen.js';
import { selectionView } from '../parts/selection.js';
import { reinitPlanView } from './plan.js';

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
  return visibleText(`accepted. The copy goes on in the background. Follow: ${follow}`).concat('\n');
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
