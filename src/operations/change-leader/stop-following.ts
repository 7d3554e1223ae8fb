import type { ChangeProgress } from '../../cluster/change-leader/progress.js';
import { answerMeaning } from '../../cluster/model/order-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { FollowLimits } from './awaited-change.js';

/** How long a request may take to show in etcd after its answer was lost: the agent asks candidates first. */
const SHOW_MS = 15_000;

/** Why the following ended. */
export type FollowStop =
  /** `progress.end` tells which. */
  | 'ended'
  /** The agent has declined: nothing was written. */
  | 'declined'
  /** Whether the request was received is not known, or it was not written; it has not shown in etcd. */
  | 'not-seen'
  | 'deadline'
  | 'interrupted';

interface Situation {
  readonly progress: ChangeProgress;
  readonly reply: AgentReply | null;
  /** A request was sent, so that it has to show. */
  readonly isSent: boolean;
  /** etcd does not answer. */
  readonly isBlind: boolean;
  readonly hadLeader: boolean;
  readonly elapsedMs: number;
  readonly limits: FollowLimits;
  readonly isInterrupted: boolean;
}

/** Null if it is to be followed further. */
export function stopFor(situation: Situation): FollowStop | null {
  const { progress, reply, isInterrupted } = situation;
  if (progress.end !== null) return 'ended';
  if (reply !== null && isDeclined(reply)) return 'declined';
  if (isInterrupted) return 'interrupted';
  if (isMissing(situation)) return 'not-seen';
  return situation.elapsedMs > limitOf(situation) ? 'deadline' : null;
}

/** With these answers the agent has written nothing (Patroni api.py, do_POST_failover); a 5xx may come after it wrote. */
export function isDeclined(reply: AgentReply): boolean {
  if (reply.kind !== 'answered') return reply.kind !== 'doubtful';
  const { status, text } = reply;
  return status !== 500 && status !== 503 && answerMeaning(status, text) === 'refused';
}

/** An agent that is silent for long may be frozen with the request in its hands. */
function isMissing({ progress, reply, isSent, isBlind, elapsedMs, limits }: Situation): boolean {
  if (!isSent || isBlind || progress.requestSeen || progress.newLeader !== null) return false;
  return elapsedMs > (reply === null ? Math.max(SHOW_MS, limits.deadlineMs) : SHOW_MS);
}

/** Until when, since the request, it is followed as it stands now. */
export function limitOf({
  progress,
  hadLeader,
  limits,
}: Pick<Situation, 'progress' | 'hadLeader' | 'limits'>): number {
  const begun = progress.phases.find(({ phase }) => phase === 'stopping' || phase === 'locked')?.atMs;
  if (begun !== undefined) return begun + limits.deadlineMs;
  return hadLeader ? limits.untilStoppingMs : limits.deadlineMs;
}
