import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { StepReport } from '../../operations/restart/restart-report.js';
import type { Style } from '../parts/style.js';
import { textWidth } from '../parts/text-width.js';
import { waitedText } from '../parts/waited.js';

const ACTION_WIDTH = 9;
const ROLE_WIDTH = 24;

/** `  2  pg3   restart   replica`: the turn of one member, as it was planned. */
export function plannedStepText(
  { number, member, action, role, group }: StepReport,
  nameWidth: number,
): string {
  const place = group === null ? '' : `, group ${group}`;
  const how =
    role === 'replica' ? role : action === 'switchover' ? `${role}, by switchover` : `${role}, in place`;
  const name = visibleText(member);
  return `${String(number).padStart(3)}  ${pad(name, nameWidth)}   ${'restart'.padEnd(ACTION_WIDTH)} ${how}${place}`;
}

/** The same with what has become of it: `done       3.1 s   streaming, 0 B behind`. */
export function endedStepText(step: StepReport, nameWidth: number, style: Style): string {
  const { elapsedMs } = step;
  const state = step.outcome === null ? 'stopped' : step.gate === 'open' ? 'not ready' : step.outcome;
  const paint = state === 'done' ? style.good : style.bad;
  const time = elapsedMs === null ? '' : formatDuration(elapsedMs);
  return `${stepHead(step, nameWidth)} ${paint(state.padEnd(10))} ${time.padStart(7)}   ${standingText(step)}`.trimEnd();
}

/** What a member waits for now. */
export function waitingStepText(
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
export function standingText({ outcome, text, reasons, streaming, lag, gate }: StepReport): string {
  const [reason] = reasons;
  if (gate === 'open' && reason !== undefined) return visibleText(reason.sentence);
  if (outcome !== 'done') return visibleText(text ?? '');
  if (streaming === null) return '';
  return `${streaming ? 'streaming' : 'not streaming'}${lag === null ? '' : `, ${formatBytes(lag)} behind`}`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
