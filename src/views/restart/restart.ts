import { visibleText } from '../../formats/visible-text.js';
import type { MemberOutcome } from '../../operations/maintenance/order-outcome.js';
import type { RestartEvent, RestartReport } from '../../operations/restart/restart-report.js';
import { changeEventView } from '../change-leader/event.js';
import { problemsView } from '../parts/failure.js';
import type { Narration } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { selectionView } from '../parts/selection.js';
import { styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { endedStepText, plannedStepText, standingText, waitingStepText } from './steps.js';

/** The topology, the plan and patronictl's lines are results; how each member fares is a remark. */
export function restartEventView(event: RestartEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology':
      return { result: selectionView(event, screen) };
    case 'remark':
      return { remark: `${visibleText(event.sentence)}\n` };
    case 'plan':
      return {
        ...(event.steps.length === 0 ? {} : { result: planText(event, screen) }),
        warnings: event.warnings,
      };
    case 'waiting':
      return { passing: waitingStepText(event.step, event.nameWidth, event.reason, event) };
    case 'answer':
      return { result: `${answerLine(event.member, event.scheduled)}\n` };
    case 'back':
      return { remark: `  ${visibleText(event.step.member)}: ${standingText(event.step)}\n` };
    case 'turn':
      return { remark: `${endedStepText(event.step, event.nameWidth, styleFor(screen))}\n` };
    case 'output':
      return { remark: visibleText(event.text, { keepLines: true }) };
    case 'change':
      return switchoverNarration(changeEventView(event.event, screen), event.event.kind);
  }
}

export function restartView(report: RestartReport): string {
  const { outcome, code, dryRun, scope, steps, scheduledAt } = report;
  if (code === 'nothing-pending')
    return visibleText(`No member of ${scope} waits for a restart: nothing to do.`).concat('\n');
  if (code === 'nothing-to-do')
    return visibleText(`No member of ${scope} is left to be restarted: nothing to do.`).concat('\n');
  if (!dryRun || outcome !== 'done') return '';
  if (scheduledAt === null) return 'Dry run: nothing was sent.\n';
  const names = steps.map(({ member }) => member).join(', ');
  return visibleText(
    `Dry run: nothing was sent. It would be scheduled at ${scheduledAt} on ${names}.`,
  ).concat('\n');
}

/** Beside the result: what went wrong, and how to go on. */
export function restartErrorsView({ outcome, errors, left, steps }: RestartReport): string {
  const done = [...new Set(steps.filter((each) => each.outcome === 'done').map(({ member }) => member))];
  const isPartial = left.length > 0 && errors.length > 0 && outcome !== 'refused';
  const sums = isPartial ? [`done: ${done.join(', ') || 'nobody'}`, `left: ${left.join(', ')}`] : [];
  return `${sums.map((line) => `${visibleText(line)}\n`).join('')}${problemsView(outcome, errors)}`;
}

function planText(
  { scope, rolling, steps, remarks }: Extract<RestartEvent, { kind: 'plan' }>,
  screen: Screen,
): string {
  const nameWidth = Math.max(...steps.map(({ member }) => member.length));
  const title = rolling ? `Rolling restart of ${scope}, one member at a time` : `Restart of ${scope}`;
  const lines = [
    styleFor(screen).strong(visibleText(title)),
    ...steps.map((step) => plannedStepText(step, nameWidth)),
    ...remarks.flatMap((remark) => wrapText(`  ${visibleText(remark)}`, screen.columns)),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** ctl.py, restart. */
function answerLine({ member, outcome, status, text }: MemberOutcome, scheduled: boolean): string {
  if (outcome === 'done') return visibleText(`Success: restart on member ${member}`);
  if (outcome === 'accepted') return visibleText(`Success: restart scheduled on member ${member}`);
  if (scheduled && status === 409) {
    return visibleText(`Failed: another restart is already scheduled on member ${member}`);
  }
  const verdict = outcome === 'unknown' ? 'Unknown' : 'Failed';
  const details = status === null ? `(${text})` : `status code=${status}, (${text})`;
  return visibleText(`${verdict}: restart for member ${member}, ${details}`);
}

/** Within a roll a switchover is one step: its plan is beside the result. */
function switchoverNarration({ result, remark, ...rest }: Narration, kind: string): Narration {
  if (kind === 'topology') return {};
  const text = `${result ?? ''}${remark ?? ''}`;
  return text === '' ? rest : { ...rest, remark: text };
}
