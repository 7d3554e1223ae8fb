import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import type { Problem } from '../../errors.js';
import { ctl, type Hint } from '../../formats/hint.js';
import type { AgentReply } from '../ports/agent-order.js';
import { type ChangeVerdict, verdictOf, type Wait } from './change-report.js';
import { type AskedChange, commandLine } from './command-line.js';
import { describeMissing, describeUnfinished } from './describe-unfinished.js';
import type { Followed } from './follow-change.js';
import type { StandbysFollowed } from './follow-standbys.js';

/** What the verdict is about, for its sentences. */
export interface ChangeSubject {
  readonly asked: AskedChange;
  readonly wait: Wait;
  readonly awaited: AwaitedChange;
  /** Whose agent was told; null if none was. */
  readonly told: string | null;
  /** How else it could have been asked for; null if there is no other way. */
  readonly otherWays: Hint | null;
}

/** The verdict over a change that was followed. */
export function judgeFollowed(
  subject: ChangeSubject,
  followed: Followed,
  standbys: StandbysFollowed | null,
): ChangeVerdict {
  const { progress, stop, reply } = followed;
  switch (stop) {
    case 'declined':
      return judgeDeclined(subject, reply);
    case 'not-seen':
      return unknown(subject, 'request-not-seen', describeMissing(subject.told, reply, false));
    case 'interrupted':
      return unknown(subject, 'interrupted', `interrupted: ${describeUnfinished(subject.awaited, followed)}`);
    case 'deadline':
      return unknown(
        subject,
        'deadline',
        `the deadline has passed: ${describeUnfinished(subject.awaited, followed)}`,
      );
    case 'ended':
      break;
  }
  if (progress.end?.kind !== 'leading') return dropped(subject, reply);
  return judgeLeading(subject, progress.end.leader, standbys);
}

/** It may have been received, or is under way, and how it ends is not known. */
export function unknown({ asked }: ChangeSubject, code: string, message: string): ChangeVerdict {
  const next = asked.scheduled === null ? ctl(asked.kind, asked, [], { follow: true }) : ctl('list', asked);
  return verdictOf('unknown', {
    code,
    message: `${message}. It may still happen.`,
    subject: asked.scope,
    next,
  });
}

function judgeLeading(
  { asked, awaited, wait }: ChangeSubject,
  leader: string,
  standbys: StandbysFollowed | null,
): ChangeVerdict {
  const { from, candidate } = awaited;
  const late = standbys === null ? [] : lateMembers(standbys, asked);
  const isExpected = candidate === null ? leader !== from : leader === candidate;
  if (!isExpected) {
    const leads = leader === from ? `${leader} leads again` : `${leader} leads`;
    const message =
      candidate === null ? `${leads}; nobody else has taken over` : `${leads}, not ${candidate}`;
    const next = ctl('history', asked);
    return {
      ...verdictOf('partial', { code: 'other-winner', message, subject: leader, next }),
      warnings: late,
    };
  }
  if (wait !== 'all-streaming' || late.length === 0) {
    return { outcome: 'done', code: null, errors: [], warnings: late };
  }
  return { outcome: 'partial', code: late[0]?.code ?? null, errors: late, warnings: [] };
}

function lateMembers(
  { notStreaming, formerLeaderStreaming, interrupted }: StandbysFollowed,
  asked: AskedChange,
): Problem[] {
  const since = interrupted ? 'when it was interrupted' : 'in time';
  return notStreaming.map((name, index) => {
    const isFormer = formerLeaderStreaming === false && index === 0;
    return {
      code: isFormer ? 'former-leader-not-back' : 'not-streaming',
      message: `${isFormer ? 'the former leader ' : ''}${name} did not stream ${since}`,
      subject: name,
      next: ctl('list', asked),
    };
  });
}

function dropped({ asked, awaited }: ChangeSubject, reply: Followed['reply']): ChangeVerdict {
  const words = reply?.kind === 'answered' ? ` (${reply.status}, ${reply.text})` : '';
  const message = `${awaited.from} has dropped the request without stepping down${words}: in its own view nobody could take over, or somebody has cancelled it. Nothing was changed.`;
  const next = commandLine({ ...asked, scheduled: null }, { 'dry-run': true });
  return verdictOf('refused', { code: 'request-dropped', message, subject: awaited.from, next });
}

/** The verdict over a request that was not taken, or could not even be sent. */
export function judgeDeclined(
  { asked, told, otherWays }: ChangeSubject,
  reply: AgentReply | null,
): ChangeVerdict {
  if (reply === null || reply.kind === 'answered') {
    const words = reply === null ? '' : `: ${reply.status}, ${reply.text}`;
    const message = `the agent of ${told} has refused the ${asked.kind}${words}. Nothing was changed.`;
    const next = commandLine(asked, { 'dry-run': true });
    return verdictOf('refused', { code: 'agent-refused', message, subject: told, next });
  }
  const { problem } = reply;
  if (problem.code === 'state-changed') return verdictOf('conflict', problem);
  const isDenied = reply.kind === 'denied';
  const subject = problem.subject ?? asked.scope;
  const who = told === null ? '' : `the agent of ${told} cannot be told: `;
  const message = `${who}${problem.message}. Nothing was ${isDenied ? 'changed' : 'sent'}.`;
  const fallback = isDenied ? null : (otherWays ?? ctl('list', asked));
  return verdictOf('unreachable', { ...problem, message, subject, next: problem.next ?? fallback });
}
