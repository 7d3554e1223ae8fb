import { visibleText } from '../../formats/visible-text.js';
import type {
  FlushEvent,
  FlushedRestart,
  FlushedSwitchover,
  FlushReport,
} from '../../operations/flush/flush-report.js';
import type { MemberOutcome } from '../../operations/maintenance/order-outcome.js';
import { problemsView } from '../parts/failure.js';
import type { Narration } from '../parts/narration.js';
import { orderLine, selectionView } from '../parts/order-line.js';
import type { Screen } from '../parts/screen.js';

/** patronictl's lines, one for each member whose agent was asked. */
export function flushEventView(event: FlushEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology':
      return { result: selectionView(event, screen) };
    case 'restart':
      return { result: `${restartLine(event.flushed, event.dryRun)}\n` };
    case 'attempt': {
      const line = attemptLine(event.attempt);
      return line === null ? {} : { result: `${line}\n` };
    }
  }
}

/** How it ended, where the lines of the members have not said it. */
export function flushView({ switchover, dryRun, outcome, code }: FlushReport): string {
  if (switchover === null) return dryRun ? 'Dry run: nothing was sent.\n' : '';
  if (code === 'nothing-scheduled') return nothingLine(switchover);
  if (outcome !== 'done') return '';
  if (!dryRun) return 'Success: scheduled switchover deleted\n';
  return `Dry run: nothing was sent. ${describe(switchover)} would be deleted.\n`;
}

/** Beside the result: what went wrong. */
export function flushErrorsView(report: FlushReport): string {
  return problemsView(report.outcome, report.errors);
}

function restartLine(flushed: FlushedRestart, dryRun: boolean): string {
  const { member, code, scheduledAt, outcome } = flushed;
  if (code === 'nothing-scheduled')
    return visibleText(`No scheduled restart for member ${member}${goneText(scheduledAt)}`);
  if (dryRun && outcome === 'done')
    return visibleText(`Would be flushed: the restart of ${member} at ${scheduledAt}`);
  return orderLine('flush scheduled restart', flushed);
}

/** Nothing for the answers that the closing line tells. */
function attemptLine({ member, outcome, status, text }: MemberOutcome): string | null {
  if (outcome === 'done' || status === 404) return null;
  const verdict = outcome === 'unknown' ? 'Unknown' : 'Failed';
  const details = status === null ? '' : ` status_code=${status},`;
  return visibleText(`${verdict}: member=${member},${details} (${text})`);
}

function nothingLine({ scheduledAt }: FlushedSwitchover): string {
  return visibleText(`No pending scheduled switchover${goneText(scheduledAt)}`).concat('\n');
}

function goneText(scheduledAt: string | null): string {
  return scheduledAt === null ? '' : ` (that of ${scheduledAt} is gone meanwhile)`;
}

function describe({ scheduledAt, from, to }: FlushedSwitchover): string {
  return visibleText(
    `The switchover at ${scheduledAt}${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`,
  );
}
