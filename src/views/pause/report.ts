import { visibleText } from '../../formats/visible-text.js';
import type { PauseReport } from '../../operations/pause/pause-report.js';
import { problemsView } from '../parts/failure.js';

/** How a pause or a resume ended, in patronictl's lines. */
export function pauseReportView(report: PauseReport): string {
  const lines = [...standingLines(report), ...resultLines(report)];
  return lines.map((line) => `${visibleText(line)}\n`).join('');
}

/** Beside the result: what went wrong. */
export function pauseErrorsView(report: PauseReport): string {
  return problemsView(report.outcome, report.errors);
}

/** Nothing is sent to a cluster that is as it is wanted. */
function standingLines({ verb, request, dryRun, paused }: PauseReport): string[] {
  if (request !== null || paused !== (verb === 'pause')) return [];
  const line = `Cluster is ${paused ? 'already' : 'not'} paused`;
  return [dryRun ? `${line}; dry run: nothing was sent` : line];
}

function resultLines({
  verb,
  scope,
  outcome,
  code,
  request,
  dryRun,
  paused,
  members,
  elapsedMs,
}: PauseReport): string[] {
  const late = members.filter(({ acknowledged }) => !acknowledged).map(({ member }) => member);
  const recognized =
    code === 'not-acknowledged' && late.length > 0
      ? [
          `${late.join(', ')} members didn't recognized pause state after ${Math.round(elapsedMs / 1000)} seconds`,
        ]
      : [];
  if (request === null) {
    const would = dryRun && paused !== (verb === 'pause');
    return would
      ? [`Dry run: nothing was sent. ${scope} would be ${verb === 'pause' ? 'paused' : 'resumed'}.`]
      : recognized;
  }
  if (outcome === 'done')
    return [`Success: cluster management is ${verb === 'pause' ? 'paused' : 'resumed'}`];
  const { status, text } = request;
  if (status === null || status === 200) return recognized;
  return [`Failed: ${verb} cluster management status code=${status}, (${text ?? ''})`, ...recognized];
}
