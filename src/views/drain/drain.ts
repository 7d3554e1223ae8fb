import type { DrainStep } from '../../cluster/drain/missing.js';
import { formatDuration } from '../../formats/durations.js';
import { ctl } from '../../formats/hint.js';
import { visibleText } from '../../formats/visible-text.js';
import type { DrainEvent, DrainReport } from '../../operations/drain/drain-report.js';
import { changeEventView } from '../change-leader/event.js';
import { changeReportView } from '../change-leader/report.js';
import { problemsView } from '../parts/failure.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { drainFindingView } from './finding.js';

/** What happens on the way: what was found, the switchover if there is one, and each thing that comes true. */
export function drainEventView(event: DrainEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'finding':
      return { result: drainFindingView(event, screen), warnings: event.warnings };
    case 'change':
      return changeEventView(event.event, screen);
    case 'changed':
      return { result: `${changeReportView(event.report, screen, event.now)}\n` };
    case 'step': {
      const { step, atMs } = event.entry;
      return { remark: `  ${STEPS[step].padEnd(LABEL_WIDTH)} ${formatDuration(atMs).padStart(7)}\n` };
    }
    case 'waiting':
      return { passing: `  ${visibleText(event.sentence)} (${waitedText(event)})` };
  }
}

const LABEL_WIDTH = 28;

const STEPS: Readonly<Record<DrainStep, string>> = {
  registered: 'it is registered',
  tags: 'the change of tags is there',
  'out-of-sync-set': 'out of the sync set',
  streaming: 'it streams',
  voting: 'in the sync set',
  'sync-set': 'the sync set is whole',
  sessions: 'nobody is left through HAProxy',
};

/** How it ended. */
export function drainView(report: DrainReport, screen: Screen): string {
  const { dryRun, outcome, ready, missing } = report;
  if (outcome !== 'done') return '';
  const style = styleFor(screen);
  const what = report.verb === 'undo' ? backText(report) : drainedText(report);
  if (ready) return print(dryRun ? `Dry run: ${what}` : style.good(what), screen);
  const left = visibleText(missing.map(({ message }) => message).join('; '));
  const member = visibleText(report.member);
  const state = report.verb === 'undo' ? 'is not back yet' : 'is not drained yet';
  return print(`Dry run: nothing was changed. ${member} ${state}: ${left}.`, screen);
}

/** Beside the result: what went wrong. */
export function drainErrorsView(report: DrainReport): string {
  return problemsView(report.outcome, report.errors);
}

function drainedText(report: DrainReport): string {
  const { member, tags, kept } = report;
  // What it had before anybody set the others is likely to be its own.
  const keep = tags.length === 0 ? [] : kept;
  const had = keep.length === 0 ? '' : ` (it had ${keep.join(', ')} before)`;
  const undo = ctl('drain', report, [member], { undo: true, haproxy: report.haproxy !== null, keep });
  return visibleText(`${member} is drained: it can be stopped.\nAfterwards: ${undo}${had}`, {
    keepLines: true,
  });
}

function backText({ member, leader, timeline, syncSet }: DrainReport): string {
  const leads = leader === member ? ', and leads' : '';
  const sync = syncSet === null ? '' : `; the sync set: ${syncSet.join(', ') || 'nobody'}`;
  return visibleText(`${member} is back on timeline ${timeline ?? '?'}${leads}${sync}`);
}

function print(text: string, screen: Screen): string {
  const lines = text.split('\n').flatMap((line) => wrapText(line, screen.columns));
  return `${lines.join('\n')}\n`;
}
