import { ROLE_WORDS, type RoleVerb } from '../../cluster/cluster-role/role-change.js';
import type { Outcome } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { type ChangeVerdict, verdictOf } from '../change-leader/change-report.js';
import { explainUnstored } from '../following/explain-unstored.js';
import { anotherAgent, wordsOf } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import { roleCommand } from './cluster-role-request.js';
import type { RoleCourse } from './follow-role.js';
import type { PlannedRole } from './plan-role.js';

/** What the verdict is about, for its sentences. */
interface RoleSubject {
  readonly verb: RoleVerb;
  readonly place: ClusterPlace;
  /** Whose agent was asked; null if the change had been asked for before. */
  readonly member: string | null;
  /** The same command by another agent; null if none answers. */
  readonly otherWay: Hint | null;
}

const CODES: Readonly<Partial<Record<RoleCourse['progress']['stage'], string>>> = {
  'not-following': 'not-following',
  'former-leader': 'former-leader-not-back',
};

/** The verdict over a change that was asked for, after a look at who else could be asked, or at why it could not be stored. */
export async function judgeCourse(
  { ports, request, change: { verb } }: PlannedRole,
  reading: ClusterReading,
  member: string | null,
  course: RoleCourse,
): Promise<ChangeVerdict> {
  const { stop, reply } = course;
  const isDoubtful = member !== null && (stop === 'not-seen' || stop === 'unstored');
  const other = isDoubtful
    ? await anotherAgent(ports.agents, reading.scope, reading.cluster, [member])
    : null;
  const otherWay = other === null ? null : roleCommand(request, reading, { via: other });
  if (stop !== 'unstored' || reply?.kind !== 'answered' || member === null) {
    return judgeRole({ verb, place: reading, member, otherWay }, course);
  }
  const again = roleCommand(request, reading);
  const { outcome, problem } = await explainUnstored(ports, {
    place: reading,
    noun: ROLE_WORDS[verb].noun,
    member,
    words: '',
    before: reading.cluster,
    now: course.cluster,
    again,
    otherWay: otherWay ?? again,
  });
  const message = `${describeFailure(verb, reading, reply)}. ${problem.message}`;
  return verdictOf(outcome, { ...problem, message });
}

/** How it ended, in one word, and why. */
function judgeRole(subject: RoleSubject, course: RoleCourse): ChangeVerdict {
  const { verb, place } = subject;
  const { scope } = place;
  const { stop, reply, progress, sentence, elapsedMs } = course;
  const { noun } = ROLE_WORDS[verb];
  const list = ctl('list', place);
  const end = (outcome: Outcome, code: string, message: string, next = list): ChangeVerdict =>
    verdictOf(outcome, { code, message, subject: scope, next });
  const asked = progress.stored === null ? `the ${noun} has been asked for` : `the ${noun} is stored`;
  switch (stop) {
    case 'ended':
      return { outcome: 'done', code: null, errors: [], warnings: [] };
    case 'declined':
      return declined(subject, reply);
    case 'turned-back':
      return end('partial', 'turned-back', `somebody else has undone the ${noun} meanwhile; ${sentence}`);
    case 'interrupted':
      return end('unknown', 'interrupted', `interrupted: ${asked} and goes on; ${sentence}`);
    case 'unstored':
    case 'not-seen': {
      const after = formatDuration(elapsedMs);
      const message = `${asked} and ${sentence.replace(/^it /, '')} after ${after}. It may still happen.${wordsOf(reply)}`;
      const next =
        subject.otherWay === null ? list : hint`${subject.otherWay} (another agent, which writes the same)`;
      return end('unknown', 'request-not-seen', message, next);
    }
    case 'deadline': {
      const message = `the deadline has passed: ${asked}; ${sentence}. It may still happen.`;
      return end('unknown', CODES[progress.stage] ?? 'deadline', message);
    }
  }
}

/** With what the agent has said, or why it has said nothing. */
function declined({ verb, place, member }: RoleSubject, reply: AgentReply | null): ChangeVerdict {
  const answer = reply?.kind === 'answered' ? reply : null;
  if (answer === null) {
    const problem = reply === null || reply.kind === 'answered' ? null : reply.problem;
    return verdictOf('unreachable', {
      code: problem?.code ?? 'agent-unreachable',
      message: `Failed to ${ROLE_WORDS[verb].verb} ${place.scope} cluster: ${problem?.message ?? 'no answer'}`,
      subject: member,
      next: problem?.next ?? null,
    });
  }
  const next = ctl('show-config', place);
  const message = describeFailure(verb, place, answer);
  return verdictOf('refused', { code: 'agent-refused', message, subject: member, next });
}

/** patronictl's sentence. */
function describeFailure(
  verb: RoleVerb,
  { scope }: ClusterPlace,
  { status, text }: { readonly status: number; readonly text: string },
): string {
  return `Failed to ${ROLE_WORDS[verb].verb} ${scope} cluster: /config PATCH status code=${status}, (${text})`;
}
