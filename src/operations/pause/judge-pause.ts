import { hasAcknowledged } from '../../cluster/model/acknowledgement.js';
import type { Outcome, Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { wordsOf } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
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
  readonly place: ClusterPlace;
  /** Whose agent was asked. */
  readonly member: string;
  readonly wait: boolean;
  /** The same command to be pasted. */
  readonly again: Hint;
  /** By another agent; null if none answers. */
  readonly otherWay: Hint | null;
}

const DONE: PauseVerdict = { outcome: 'done', code: null, errors: [], warnings: [] };

export function judgePause(subject: PauseSubject, course: PauseCourse): PauseVerdict {
  const { place, verb } = subject;
  const { scope } = place;
  const { stop, progress } = course;
  const late = progress.storedRevision === null ? [] : describeLaggards(subject, course);
  const list = ctl('list', place);
  switch (stop) {
    case 'ended':
      return { ...DONE, warnings: late };
    case 'declined':
      return declined(subject, course.reply);
    case 'turned-back':
      return ended('partial', 'turned-back', `somebody else has undone the ${verb} meanwhile`, scope, list);
    case 'interrupted':
      return ended('unknown', 'interrupted', `interrupted: ${describeStored(subject, course)}`, scope, list);
    case 'unstored':
    case 'not-seen':
      return notSeen(subject, course);
    case 'deadline':
      if (progress.storedRevision === null) return notSeen(subject, course);
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
  { verb, place }: Pick<PauseSubject, 'verb' | 'place'>,
  {
    progress,
    cluster,
    silent,
    elapsedMs,
  }: Pick<PauseCourse, 'progress' | 'cluster' | 'silent' | 'elapsedMs'>,
): Problem[] {
  return progress.laggards.map((name) => {
    const isGone = !hasAcknowledged(cluster, name, true) && !hasAcknowledged(cluster, name, false);
    const since = elapsedMs < 1000 ? '' : ` after ${formatDuration(elapsedMs)}`;
    const gone = isGone ? '; its key has expired meanwhile' : '';
    const dead = silent.has(name) ? '; its agent cannot be reached' : '';
    const message = `${name} has not acknowledged the ${verb}${since}${gone}${dead}`;
    return { code: 'not-acknowledged', message, subject: name, next: ctl('list', place) };
  });
}

function describeStored({ verb }: PauseSubject, { progress }: PauseCourse): string {
  if (progress.storedRevision === null) return `the ${verb} has been asked for and may still happen`;
  const missing =
    progress.laggards.length === 0 ? '' : `, not acknowledged by ${progress.laggards.join(', ')}`;
  return `the ${verb} is stored${missing}, and goes on`;
}

/** The agent may have got it, or has it in its hands while it stands still. */
function notSeen({ verb, place, member, otherWay }: PauseSubject, course: PauseCourse): PauseVerdict {
  const { reply, cluster, elapsedMs } = course;
  if (reply?.kind === 'answered' && reply.status === 503 && cluster.config === null) {
    const message = `etcd holds no dynamic configuration that the ${verb} could be written to.${wordsOf(reply)} Nothing was changed.`;
    return ended('refused', 'no-config', message, place.scope, ctl('show-config', place));
  }
  const message = `the ${verb} has been asked for and is not stored in etcd after ${formatDuration(elapsedMs)}. It may still happen.`;
  const next =
    otherWay === null ? ctl('list', place) : hint`${otherWay} (another agent, which writes the same)`;
  return ended('unknown', 'request-not-seen', `${message}${wordsOf(reply)}`, member, next);
}

/** What the agent has said, if it has said anything. */
function declined({ verb, place, member }: PauseSubject, reply: AgentReply | null): PauseVerdict {
  if (reply !== null && reply.kind !== 'answered') {
    return { ...DONE, outcome: 'unreachable', code: reply.problem.code, errors: [reply.problem] };
  }
  const message = `the agent of ${member} has refused the ${verb}.${wordsOf(reply)} Nothing was changed.`;
  return ended('refused', 'agent-refused', message, member, ctl('show-config', place));
}

function ended(outcome: Outcome, code: string, message: string, subject: string, next: Hint): PauseVerdict {
  return { outcome, code, errors: [{ code, message, subject, next }], warnings: [] };
}
