import { formatDuration } from '../formats/durations.js';
import { formatPatronictlTime } from '../formats/instants.js';
import { visibleText } from '../formats/visible-text.js';
import type { ChangeReport, RouteReport } from '../operations/change-leader/change-report.js';
import { problemsView } from './failure.js';
import type { Screen } from './screen.js';
import { type Style, styleFor } from './style.js';
import { wrapText } from './wrap.js';

/** How a change of leader ended: patronictl's line where it has one, then what was proved and measured. */
export function changeReportView(report: ChangeReport, screen: Screen, now: Date): string {
  const style = styleFor(screen);
  const lines = [...patronictlLines(report, now), ...closingLines(report, style)];
  return lines.flatMap((line) => `${wrapText(line, screen.columns).join('\n')}\n`).join('');
}

/** Beside the result: what went wrong. */
export function changeErrorsView(report: ChangeReport): string {
  return problemsView(report.outcome, report.errors);
}

/** The phrases that scripts look for. */
function patronictlLines(report: ChangeReport, now: Date): string[] {
  const { kind, outcome, newLeader, candidate, request, code } = report;
  if (request === null) return [];
  const [verb, title] = kind === 'switchover' ? ['switched', 'Switchover'] : ['failed', 'Failover'];
  const stamp = formatPatronictlTime(now);
  const winner = visibleText(newLeader ?? '');
  if (outcome === 'accepted') {
    return [report.scheduledAt === null ? `${stamp} ${title} accepted` : `${stamp} ${title} scheduled`];
  }
  if (outcome === 'done') return [`${stamp} Successfully ${verb} over to "${winner}"`];
  if (code === 'other-winner') {
    const [first = '', ...rest] = verb;
    return [
      `${stamp} ${first.toUpperCase()}${rest.join('')} over to "${winner}" instead of "${visibleText(candidate ?? '')}"`,
    ];
  }
  const details =
    request.status === null ? '' : `, details: ${request.status}, ${visibleText(request.text ?? '')}`;
  if (outcome === 'refused') return [`${title} failed${details}`];
  return outcome === 'unknown' ? [`${title} result unknown${details}`] : [];
}

function closingLines(report: ChangeReport, style: Style): string[] {
  const { outcome, code, dryRun, scope, kind, newLeader, timeline, elapsedMs, scheduledAt } = report;
  if (code === 'nothing-under-way') return nothingLines(report);
  if (dryRun) return outcome === 'done' ? [`Dry run: nothing was sent. The ${kind} would be asked for.`] : [];
  if (outcome === 'accepted') {
    return scheduledAt === null
      ? [`accepted. Follow: ctl ${kind} ${scope} --follow`]
      : [`accepted: at ${scheduledAt}. Cancel: ctl flush ${scope} switchover`];
  }
  if (newLeader === null || outcome === 'unknown') return [];
  const who = timeline === null ? newLeader : `${newLeader} leads on timeline ${timeline}`;
  const paint = outcome === 'done' ? style.good : style.warning;
  const took = formatDuration(elapsedMs);
  return [
    `${paint(outcome)} in ${took}. ${visibleText(who)}. ${(report.downtime ?? []).map(routeSentence).join(' ')}`.trim(),
  ];
}

function nothingLines({
  kind,
  scope,
  newLeader,
  timeline,
  formerLeader,
  scheduledAt,
}: ChangeReport): string[] {
  const leads =
    newLeader === null
      ? 'nobody leads'
      : `${newLeader} leads on timeline ${timeline ?? '?'}${formerLeader === null ? '' : `, before it ${formerLeader} led`}`;
  const scheduled = scheduledAt === null ? '' : ` A switchover is scheduled at ${scheduledAt}.`;
  return [visibleText(`No ${kind} of ${scope} is under way: ${leads}.${scheduled}`)];
}

function routeSentence({ route, address, source, downMs, resolutionMs, attempts }: RouteReport): string {
  const where =
    route === 'direct'
      ? 'to the members'
      : `through ${visibleText(route)}${address === null || address === route ? '' : ` (${visibleText(address)})`}`;
  if (source === 'agent') {
    const down = downMs === null ? 'not known' : `about ${seconds(downMs)}`;
    return `Writes ${where} were down ${down}, by what the agents said (±${resolutionMs} ms; no SQL).`;
  }
  if (downMs === null) return `Writes ${where} did not come back.`;
  if (downMs === 0) return `Writes ${where} never failed (${attempts} attempts).`;
  return `Writes ${where} were down ${seconds(downMs)} (±${resolutionMs} ms).`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
