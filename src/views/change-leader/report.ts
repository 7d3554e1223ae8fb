import { formatDuration } from '../../formats/durations.js';
import { ctl } from '../../formats/hint.js';
import { formatPatronictlTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeReport } from '../../operations/change-leader/change-report.js';
import { downtimeSentence } from '../parts/downtime.js';
import { problemsView } from '../parts/failure.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

const WORDS = {
  switchover: { title: 'Switchover', verb: 'switched over', start: 'Switched over' },
  failover: { title: 'Failover', verb: 'failed over', start: 'Failed over' },
} as const;

/** How a change of leader ended: patronictl's line where it has one, in one piece, then what was proved and measured. */
export function changeReportView(report: ChangeReport, screen: Screen, now: Date): string {
  const style = styleFor(screen);
  const closing = closingLines(report, style).flatMap((line) => wrapText(line, screen.columns));
  return [...changePhrases(report, now), ...closing].map((line) => `${line}\n`).join('');
}

/** Beside the result: what went wrong. */
export function changeErrorsView(report: ChangeReport): string {
  return problemsView(report.outcome, report.errors);
}

function closingLines(report: ChangeReport, style: Style): string[] {
  const { outcome, code, dryRun, kind } = report;
  if (code === 'nothing-under-way') return [nothingLine(report)];
  if (dryRun) return outcome === 'done' ? [`Dry run: nothing was sent. The ${kind} would be requested.`] : [];
  if (outcome === 'accepted') return [acceptedLine(report)];
  return report.newLeader === null || outcome === 'unknown' ? [] : [endLine(report, report.newLeader, style)];
}

function acceptedLine({ kind, scheduledAt, ...place }: ChangeReport): string {
  return scheduledAt === null
    ? `accepted. Follow: ${visibleText(ctl(kind, place, [], { follow: true }))}`
    : `accepted: at ${visibleText(scheduledAt)}. Cancel: ${visibleText(ctl('flush', place, ['switchover']))}`;
}

function endLine(report: ChangeReport, newLeader: string, style: Style): string {
  const { outcome, timeline, elapsedMs, downtime, at } = report;
  const paint = outcome === 'done' ? style.good : style.warning;
  const where = timeline === null ? '' : ` on timeline ${timeline}`;
  const routes = (downtime ?? []).map((route) => ` ${downtimeSentence(route, at)}`).join('');
  return `${paint(outcome)} in ${formatDuration(elapsedMs)}. ${visibleText(newLeader)} leads${where}.${routes}`;
}

function nothingLine({
  kind,
  scope,
  group,
  newLeader,
  timeline,
  formerLeader,
  scheduledAt,
}: ChangeReport): string {
  const what = group === null ? scope : `${scope} group ${group}`;
  const before = formerLeader === null ? '' : `, before it ${formerLeader} led`;
  const leads =
    newLeader === null
      ? 'nobody leads'
      : `${newLeader} leads${timeline === null ? '' : ` on timeline ${timeline}`}${before}`;
  const scheduled = scheduledAt === null ? '' : ` A switchover is scheduled at ${scheduledAt}.`;
  return visibleText(`No ${kind} of ${what} is under way: ${leads}.${scheduled}`);
}

/** patronictl's own phrases for the end of a change of leader, which scripts look for. */
function changePhrases(report: ChangeReport, now: Date): string[] {
  const { kind, outcome, newLeader, formerLeader, candidate, request, code } = report;
  if (request === null) return [];
  const { title, verb, start } = WORDS[kind];
  const stamp = formatPatronictlTime(now);
  const winner = visibleText(newLeader ?? '');
  const details =
    request.status === null ? '' : `, details: ${request.status}, ${visibleText(request.text ?? '')}`;
  switch (outcome) {
    case 'accepted':
      return [`${stamp} ${title} ${report.scheduledAt === null ? 'accepted' : 'scheduled'}`];
    case 'unknown':
      return [`${title} result unknown${details}`];
    case 'refused':
      return [`${title} failed${details}`];
    case 'done':
    case 'partial':
      if (code !== 'other-winner') return [`${stamp} Successfully ${verb} to "${winner}"`];
      if (candidate === null || newLeader === formerLeader) return [`${title} failed${details}`];
      return [`${stamp} ${start} to "${winner}" instead of "${visibleText(candidate)}"`];
    default:
      return [];
  }
}
