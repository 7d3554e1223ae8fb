import type { AwaitedChange } from '../../cluster/leader-change/progress.js';
import type { ChangeReport, RequestReport, RouteReport } from './change-report.js';
import { concludeUnsent, type Planned } from './conclude-unsent.js';
import type { Followed } from './follow-change.js';
import type { StandbysFollowed } from './follow-standbys.js';
import type { ChangeWay } from './send-change.js';
import { judgeAccepted, judgeFollowed } from './verdict.js';
import type { Acceptance } from './wait-for-acceptance.js';

/** What came of a request that was sent: either it was followed, or its acceptance was all that was waited for. */
export interface Sent {
  readonly way: ChangeWay;
  readonly startedAt: number;
  readonly awaited: AwaitedChange;
  readonly course:
    | { readonly followed: Followed; readonly standbys: StandbysFollowed | null }
    | { readonly accepted: Acceptance };
  readonly downtime: readonly RouteReport[] | null;
}

/** The report of a change that was asked for. */
export function concludeChange(
  planned: Planned,
  { way, startedAt, awaited, course, downtime }: Sent,
): ChangeReport {
  const { ports, typed, reading, warnings } = planned;
  const { kind, wait } = typed;
  const subject = { kind, wait, scope: reading.scope, awaited };
  const base = {
    ...concludeUnsent(planned, null),
    at: new Date(startedAt).toISOString(),
    elapsedMs: ports.clock.now().getTime() - startedAt,
    downtime,
  };
  if ('accepted' in course) {
    const verdict = judgeAccepted(subject, course.accepted);
    return {
      ...base,
      ...verdict,
      warnings: [...warnings, ...verdict.warnings],
      request: requestReport(way, course.accepted.reply),
    };
  }
  const { followed, standbys } = course;
  const verdict = judgeFollowed(subject, followed, standbys);
  return {
    ...base,
    ...verdict,
    warnings: [...warnings, ...verdict.warnings],
    request: requestReport(way, followed.reply),
    ...describeCourse(followed, standbys),
  };
}

/** The part of a report that tells what was seen. */
export function describeCourse({ progress }: Followed, standbys: StandbysFollowed | null) {
  const { end, newLeader, phases } = progress;
  const back = standbys?.phase ?? null;
  return {
    newLeader: end?.kind === 'leading' ? end.leader : newLeader,
    timeline: end?.kind === 'leading' ? end.timeline : null,
    phases: back === null ? phases : [...phases, back],
    formerLeaderStreaming: standbys?.formerLeaderStreaming ?? null,
    notStreaming: standbys?.notStreaming ?? [],
  };
}

function requestReport(way: ChangeWay, reply: Followed['reply']): RequestReport {
  const member = way.via === 'agent' ? way.member : null;
  const answer = reply?.kind === 'answered' ? reply : null;
  return { via: way.via, member, status: answer?.status ?? null, text: answer?.text ?? null };
}
