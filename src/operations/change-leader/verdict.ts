import type { AwaitedChange } from '../../cluster/leader-change/progress.js';
import type { Outcome, Problem } from '../../errors.js';
import type { ChangeKind, Wait } from './change-report.js';
import type { Followed } from './follow-change.js';
import type { StandbysFollowed } from './follow-standbys.js';
import type { Acceptance } from './wait-for-acceptance.js';

/** How it ended, in one word, and why. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What the verdict is about, for its sentences. */
export interface ChangeSubject {
  readonly kind: ChangeKind;
  readonly scope: string;
  readonly wait: Wait;
  readonly awaited: AwaitedChange;
}

/** The verdict over a change that was followed. */
export function judgeFollowed(
  subject: ChangeSubject,
  followed: Followed,
  standbys: StandbysFollowed | null,
): Verdict {
  const { progress, stop } = followed;
  switch (stop) {
    case 'declined':
      return declined(subject, followed.reply);
    case 'not-seen':
      return unknown(
        subject,
        'request-not-seen',
        'whether the agent has received the request is not known; it has not shown in etcd',
      );
    case 'interrupted':
      return unknown(
        subject,
        'interrupted',
        `interrupted: the ${subject.kind} has been asked for and goes on`,
      );
    case 'deadline':
      return unknown(subject, 'deadline', describeStuck(subject, followed));
    case 'ended':
      break;
  }
  if (progress.end?.kind !== 'leading') return dropped(subject, followed);
  return judgeLeading(subject, progress.end.leader, standbys);
}

function judgeLeading(
  { awaited, wait, scope }: ChangeSubject,
  leader: string,
  standbys: StandbysFollowed | null,
): Verdict {
  const { from, candidate } = awaited;
  const warnings = standbys === null ? [] : lateMembers(standbys, scope);
  const expected = candidate === null ? leader !== from : leader === candidate;
  if (!expected) {
    const wanted = candidate ?? `another member than ${from}`;
    const message = `${leader} leads, not ${wanted}`;
    const problem = { code: 'other-winner', message, subject: leader, next: `ctl history ${scope}` };
    return { outcome: 'partial', code: 'other-winner', errors: [problem], warnings };
  }
  if (wait !== 'all-streaming' || warnings.length === 0) return { ...DONE, warnings };
  return { outcome: 'partial', code: warnings[0]?.code ?? null, errors: warnings, warnings: [] };
}

const DONE: Verdict = { outcome: 'done', code: null, errors: [], warnings: [] };

function lateMembers(
  { notStreaming, formerLeaderStreaming, interrupted }: StandbysFollowed,
  scope: string,
): Problem[] {
  const since = interrupted ? 'when it was interrupted' : 'in time';
  return notStreaming.map((name, index) => {
    const isFormer = formerLeaderStreaming === false && index === 0;
    return {
      code: isFormer ? 'former-leader-not-back' : 'not-streaming',
      message: `${isFormer ? 'the former leader ' : ''}${name} did not stream ${since}`,
      subject: name,
      next: `ctl list ${scope}`,
    };
  });
}

function declined({ kind, scope }: ChangeSubject, reply: Followed['reply']): Verdict {
  if (reply === null || reply.kind === 'answered') {
    const words = reply === null ? '' : `: ${reply.status}, ${reply.text}`;
    const message = `the agent has refused the ${kind}${words}. Nothing was changed.`;
    const problem = {
      code: 'agent-refused',
      message,
      subject: scope,
      next: `ctl ${kind} ${scope} --dry-run`,
    };
    return { outcome: 'refused', code: 'agent-refused', errors: [problem], warnings: [] };
  }
  const { problem } = reply;
  return {
    outcome: problem.code === 'state-changed' ? 'conflict' : 'unreachable',
    code: problem.code,
    errors: [problem],
    warnings: [],
  };
}

function dropped({ kind, scope, awaited }: ChangeSubject, { reply }: Followed): Verdict {
  const words = reply?.kind === 'answered' ? ` (${reply.text})` : '';
  const message = `${awaited.from} has dropped the request without stepping down${words}: by its own view nobody can take over.`;
  const problem = {
    code: 'request-dropped',
    message,
    subject: awaited.from,
    next: `ctl ${kind} ${scope} --dry-run`,
  };
  return { outcome: 'refused', code: 'request-dropped', errors: [problem], warnings: [] };
}

function describeStuck({ awaited }: ChangeSubject, { progress }: Followed): string {
  const { from } = awaited;
  const has = (phase: string): boolean => progress.phases.some((entry) => entry.phase === phase);
  if (progress.newLeader !== null) return `${progress.newLeader} has the lock and does not accept writes yet`;
  if (has('released')) return 'nobody has taken the lock. The request was accepted';
  if (has('stopping'))
    return `${from} is still stopping. The request was accepted; it cannot be cancelled any more`;
  return has('checkpoint')
    ? `${from} has the request and has not begun to stop`
    : 'nobody has taken the lock. The request was passed on';
}

function unknown({ kind, scope }: ChangeSubject, code: string, message: string): Verdict {
  const follow = `ctl ${kind} ${scope} --follow`;
  const problem = { code, message: `${message}. It may still happen.`, subject: scope, next: follow };
  return { outcome: 'unknown', code, errors: [problem], warnings: [] };
}

/** The verdict where acceptance was all that was waited for. */
export function judgeAccepted(subject: ChangeSubject, { kind, reply }: Acceptance): Verdict {
  switch (kind) {
    case 'accepted':
      return { outcome: 'accepted', code: null, errors: [], warnings: [] };
    case 'declined':
      return declined(subject, reply);
    case 'interrupted':
      return unknown(subject, 'interrupted', 'interrupted: the request has been sent');
    case 'not-seen':
      return unknown(
        subject,
        'request-not-seen',
        'whether the request was received is not known; it has not shown in etcd',
      );
  }
}
