import type { AwaitedChange, PhaseEntry } from '../../cluster/change-leader/progress.js';
import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { elapsedSince, type Moment } from '../following/moment.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ChangeReport, ChangeVerdict, RequestReport, RouteReport } from './change-report.js';
import { askedFor, type ChangeWay, otherWays } from './choose-way.js';
import { concludeUnsent, type Planned } from './conclude-unsent.js';
import { describeMissing } from './describe-unfinished.js';
import type { Followed } from './follow-change.js';
import type { FollowedRouting } from './follow-routing.js';
import type { StandbysFollowed } from './follow-standbys.js';
import { type ChangeSubject, judgeDeclined, judgeFollowed, unknown } from './judge-followed.js';
import type { Acceptance } from './wait-for-acceptance.js';

/** What came of a request that was sent: either it was followed, or its acceptance was all that was waited for. */
export interface Sent {
  readonly way: ChangeWay;
  readonly startedAt: Moment;
  readonly awaited: AwaitedChange;
  readonly course:
    | { readonly followed: Followed; readonly standbys: StandbysFollowed | null }
    | { readonly accepted: Acceptance };
  /** The agent's, as long as somebody looked on; null if none has come. */
  readonly reply: AgentReply | null;
  readonly downtime: readonly RouteReport[] | null;
  /** Null if no HAProxy was looked at. */
  readonly routing: FollowedRouting | null;
}

/** The report of a change that was asked for. */
export function concludeChange(
  planned: Planned,
  { way, startedAt, awaited, course, reply, downtime, routing }: Sent,
  lost: readonly Problem[],
): ChangeReport {
  const { ports, typed, warnings } = planned;
  const told = way.via === 'agent' ? way.member : null;
  const subject: ChangeSubject = {
    asked: askedFor(planned),
    wait: typed.wait,
    awaited,
    told,
    otherWays: told === null ? null : otherWays(planned, told),
  };
  const isFollowed = 'followed' in course;
  const verdict = isFollowed
    ? judgeFollowed(subject, course.followed, course.standbys)
    : judgeAccepted(subject, course.accepted);
  return {
    ...concludeUnsent(planned, null),
    ...verdict,
    warnings: [...warnings, ...bugIn(reply), ...verdict.warnings, ...lost, ...(routing?.warnings ?? [])],
    at: startedAt.at.toISOString(),
    elapsedMs: elapsedSince(ports.clock, startedAt),
    downtime,
    routing: routing?.balancers ?? null,
    request: requestReport(way, reply),
    ...(isFollowed ? describeCourse(course.followed, course.standbys, routing?.phase ?? null) : {}),
  };
}

/** That sending went wrong in a way that nobody expected must not be lost behind a good end. */
function bugIn(reply: AgentReply | null): Problem[] {
  return reply?.kind === 'doubtful' && reply.problem.code === 'bug' ? [reply.problem] : [];
}

/** The part of a report that tells what was seen. */
export function describeCourse(
  { progress }: Followed,
  standbys: StandbysFollowed | null,
  routed: PhaseEntry | null,
) {
  const { end, newLeader, phases } = progress;
  const back = standbys?.phase ?? null;
  return {
    newLeader: end?.kind === 'leading' ? end.leader : newLeader,
    timeline: end?.kind === 'leading' ? end.timeline : null,
    phases: [...phases, ...(routed === null ? [] : [routed]), ...(back === null ? [] : [back])].sort(
      (a, b) => a.atMs - b.atMs,
    ),
    formerLeaderStreaming: standbys?.formerLeaderStreaming ?? null,
    notStreaming: standbys?.notStreaming ?? [],
  };
}

/** Null if it turned out that it could not be sent. */
function requestReport(way: ChangeWay, reply: AgentReply | null): RequestReport | null {
  if (reply?.kind === 'not-sent') return null;
  const member = way.via === 'agent' ? way.member : null;
  const answer = reply?.kind === 'answered' ? reply : null;
  return { via: way.via, member, status: answer?.status ?? null, text: answer?.text ?? null };
}

/** The verdict where acceptance was all that was waited for. */
function judgeAccepted(subject: ChangeSubject, { kind, reply, isBlind }: Acceptance): ChangeVerdict {
  switch (kind) {
    case 'accepted':
      return { outcome: 'accepted', code: null, errors: [], warnings: [] };
    case 'declined':
      return judgeDeclined(subject, reply);
    case 'not-seen':
      return unknown(subject, 'request-not-seen', describeMissing(subject.told, reply, isBlind));
    case 'interrupted': {
      const { asked } = subject;
      const cancel = `; to cancel it: ${ctl('flush', asked, ['switchover'])}`;
      const sent = `interrupted: the request has been sent, and has not shown in etcd yet`;
      return unknown(subject, 'interrupted', `${sent}${asked.scheduled === null ? '' : cancel}`);
    }
  }
}
