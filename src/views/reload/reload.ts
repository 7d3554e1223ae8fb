import { visibleText } from '../../formats/visible-text.js';
import type { ReloadEvent, ReloadedMember, ReloadReport } from '../../operations/reload/reload-report.js';
import { problemsView } from '../parts/failure.js';
import { type Narration, waitedText } from '../parts/narration.js';
import { orderLine, selectionView } from '../parts/order-line.js';
import type { Screen } from '../parts/screen.js';

/** patronictl's line for each answer; with --wait a line for each effect. */
export function reloadEventView(event: ReloadEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology':
      return { result: selectionView(event, screen) };
    case 'answer':
      return { result: `${answerLine(event.member, event.dryRun)}\n` };
    case 'waiting': {
      const names = visibleText(event.members.join(', '));
      return {
        passing: `  waiting for the effect on ${names} (${waitedText(event)})`,
      };
    }
    case 'effect': {
      const line = effectLine(event.member);
      return line === null ? {} : { result: `${line}\n` };
    }
  }
}

export function reloadView({ dryRun }: ReloadReport): string {
  return dryRun ? 'Dry run: nothing was sent.\n' : '';
}

/** Beside the result: what went wrong. */
export function reloadErrorsView(report: ReloadReport): string {
  return problemsView(report.outcome, report.errors);
}

/** ctl.py, reload. */
function answerLine(reloaded: ReloadedMember, dryRun: boolean): string {
  const { member, status, outcome, loopWait } = reloaded;
  if (dryRun && outcome === 'done') return visibleText(`Would be asked to reload: ${member}`);
  if (status === 200) return visibleText(`No changes to apply on member ${member}`);
  if (outcome !== 'accepted') return orderLine('reload', reloaded);
  return visibleText(
    `Reload request received for member ${member} and will be processed within ${loopWait} seconds`,
  );
}

function effectLine({ member, evidence, configLoadedAt }: ReloadedMember): string | null {
  if (evidence === 'sql') {
    return visibleText(
      `Reloaded: PostgreSQL of ${member} read its configuration at ${configLoadedAt ?? '?'}`,
    );
  }
  if (evidence === 'agent') {
    return visibleText(
      `Reloaded: the agent of ${member} has gone through two cycles since (no SQL to see more)`,
    );
  }
  return null;
}
