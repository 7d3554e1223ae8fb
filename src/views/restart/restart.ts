import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { MemberOutcome } from '../../operations/maintenance/order-outcome.js';
import type { RestartEvent, RestartReport, StepReport } from '../../operations/restart/restart-report.js';
import { changeEventView } from '../change-leader/event.js';
import { problemsView } from '../parts/failure.js';
import { type Narration, waitedText } from '../parts/narration.js';
import { selectionView } from '../parts/order-line.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { textWidth } from '../parts/text-width.js';
import { wrapText } from '../parts/wrap.js';

const ACTION_WIDTH = 9;
const ROLE_WIDTH = 24;

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
    return visibleText(`No member of ${scope} has a pending restart: nothing to do.`).concat('\n');
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

/** `  2  pg3   restart   replica`: the turn of one member, as it was planned. */
function plannedStepText({ number, member, action, role, group }: StepReport, nameWidth: number): string {
  const place = group === null ? '' : `, group ${group}`;
  const how =
    role === 'replica' ? role : action === 'switchover' ? `${role}, by switchover` : `${role}, in place`;
  const name = visibleText(member);
  return `${String(number).padStart(3)}  ${pad(name, nameWidth)}   ${'restart'.padEnd(ACTION_WIDTH)} ${how}${place}`;
}

/** The same with what has become of it: `done       3.1 s   streaming, 0 B behind`. */
function endedStepText(step: StepReport, nameWidth: number, style: Style): string {
  const { elapsedMs } = step;
  const state = step.outcome === null ? 'stopped' : step.gate === 'open' ? 'not ready' : step.outcome;
  const paint = state === 'done' ? style.good : style.bad;
  const time = elapsedMs === null ? '' : formatDuration(elapsedMs);
  return `${stepHead(step, nameWidth)} ${paint(state.padEnd(10))} ${time.padStart(7)}   ${standingText(step)}`.trimEnd();
}

/** What a member waits for now. */
function waitingStepText(
  step: StepReport,
  nameWidth: number,
  reason: string,
  waited: { readonly elapsedMs: number; readonly limitMs: number },
): string {
  return `${stepHead(step, nameWidth)} ${'waiting'.padEnd(10)} ${waitedText(waited)}   ${visibleText(reason)}`;
}

function stepHead(step: StepReport, nameWidth: number): string {
  const width = '123  '.length + nameWidth + 3 + ACTION_WIDTH + 1 + ROLE_WIDTH;
  return pad(plannedStepText(step, nameWidth), width);
}

/** What it was waited for, how it ended, or whether it streams. */
function standingText({ outcome, text, reasons, streaming, lag, gate }: StepReport): string {
  const [reason] = reasons;
  if (gate === 'open' && reason !== undefined) return visibleText(reason.sentence);
  if (outcome !== 'done') return visibleText(text ?? '');
  if (streaming === null) return '';
  return `${streaming ? 'streaming' : 'not streaming'}${lag === null ? '' : `, ${formatBytes(lag)} behind`}`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
