import { hasAcknowledged } from '../../cluster/acknowledgement.js';
import type { Outcome, Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { type Hint, hint } from '../../formats/hint.js';
import type { AgentReply } from '../agent-order.js';
import type { PauseCourse } from './follow-pause.js';
import type { PauseVerb } from './pause-request.js';

/** How it ended, in one word, and why. */
export interface PauseVerdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What the verdict is about, for its sentences. */
export interface PauseSubject {
  readonly verb: PauseVerb;
  readonly scope: string;
  /** Whose agent was asked. */
  readonly member: string;
  readonly wait: boolean;
}

export const DONE: PauseVerdict = { outcome: 'done', code: null, errors: [], warnings: [] };

export function judgePause(subject: PauseSubject, course: PauseCourse): PauseVerdict {
  const { scope, verb } = subject;
  const { stop, reply, progress } = course;
  const late = progress.storedRevision === null ? [] : describeLaggards(subject, course);
  const list = hint`ctl list ${scope}`;
  switch (stop) {
    case 'ended':
      return { ...DONE, warnings: late };
    case 'declined':
      return declined(subject, reply);
    case 'turned-back':
      return ended('partial', 'turned-back', `somebody else has undone the ${verb} meanwhile`, scope, list);
    case 'interrupted':
      return ended('unknown', 'interrupted', `interrupted: ${describeStored(subject, course)}`, scope, list);
    case 'deadline':
      if (progress.storedRevision === null) {
        const message = `the ${verb} has been asked for and is not stored in etcd after ${formatDuration(course.elapsedMs)}. It may still happen.`;
        return ended('unknown', 'request-not-seen', `${message}${words(reply)}`, subject.member, list);
      }
      return {
        outcome: subject.wait ? 'partial' : 'unknown',
        code: 'not-acknowledged',
        errors: late,
        warnings: [],
      };
  }
}

/** A problem for each member that has not noticed yet. */
export function describeLaggards(
  { verb, scope }: Pick<PauseSubject, 'verb' | 'scope'>,
  { progress, cluster, elapsedMs }: Pick<PauseCourse, 'progress' | 'cluster' | 'elapsedMs'>,
): Problem[] {
  return progress.laggards.map((name) => {
    const isGone = !hasAcknowledged(cluster, name, true) && !hasAcknowledged(cluster, name, false);
    const since = elapsedMs < 1000 ? '' : ` after ${formatDuration(elapsedMs)}`;
    const gone = isGone ? '; its key has expired meanwhile' : '';
    const message = `${name} has not acknowledged the ${verb}${since}${gone}`;
    return { code: 'not-acknowledged', message, subject: name, next: hint`ctl list ${scope}` };
  });
}

function describeStored({ verb }: PauseSubject, { progress }: PauseCourse): string {
  if (progress.storedRevision === null) return `the ${verb} has been asked for and may still happen`;
  const missing =
    progress.laggards.length === 0 ? '' : `, not acknowledged by ${progress.laggards.join(', ')}`;
  return `the ${verb} is stored${missing}, and goes on`;
}

/** What the agent has said, if it has said anything. */
function declined({ verb, scope, member }: PauseSubject, reply: AgentReply | null): PauseVerdict {
  if (reply !== null && reply.kind !== 'answered') {
    return { ...DONE, outcome: 'unreachable', code: reply.problem.code, errors: [reply.problem] };
  }
  const again = hint`ctl ${verb} ${scope}`;
  if (reply?.status === 409) {
    const message = `somebody else has changed the configuration at the same moment; nothing was written.${words(reply)}`;
    return ended('conflict', 'state-changed', message, scope, again);
  }
  const message = `the agent of ${member} has refused the ${verb}.${words(reply)} Nothing was changed.`;
  return ended('refused', 'agent-refused', message, member, hint`ctl show-config ${scope}`);
}

function words(reply: AgentReply | null): string {
  if (reply === null) return '';
  return reply.kind === 'answered' ? ` (${reply.status}, ${reply.text})` : ` (${reply.problem.message})`;
}

function ended(outcome: Outcome, code: string, message: string, subject: string, next: Hint): PauseVerdict {
  return { outcome, code, errors: [{ code, message, subject, next }], warnings: [] };
}
