import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Followed } from './follow-change.js';

/** How far a change of leader had come when it was looked at last. */
export function describeUnfinished(awaited: AwaitedChange, followed: Followed): string {
  const { progress, isSent, isBlind, reply } = followed;
  const isSeen = progress.requestSeen || progress.newLeader !== null;
  const receipt = isSeen || !isSent ? '' : describeReceipt(reply);
  const blind = isBlind ? '; etcd does not answer, so that nothing newer is known' : '';
  return `${describeStage(awaited, followed)}${receipt}${blind}`;
}

function describeStage({ from, isStandbyCluster }: AwaitedChange, { progress }: Followed): string {
  const has = (phase: string): boolean => progress.phases.some((entry) => entry.phase === phase);
  const { newLeader } = progress;
  if (newLeader !== null) {
    const lack = isStandbyCluster ? 'follow the remote' : 'accept writes';
    return `${newLeader} has the lock and was not seen to ${lack} yet`;
  }
  if (from === null) return 'nobody has taken the lock';
  if (has('released')) return `${from} has given up the lock, and nobody has taken it`;
  if (has('stopping')) return `${from} is still stopping, which cannot be cancelled any more`;
  return has('checkpoint')
    ? `${from} has the request and has not begun to stop`
    : `${from} has not begun to stop`;
}

/** What the answer tells while nothing has shown in etcd. */
function describeReceipt(reply: AgentReply | null): string {
  if (reply === null) return '; the request was sent and is not answered yet';
  if (reply.kind === 'answered') return `; the request was answered: ${reply.status}, ${reply.text}`;
  return '; the request was sent and its answer is missing';
}

/** A request that should have shown in etcd by now, and has not. */
export function describeMissing(told: string | null, reply: AgentReply | null, isBlind: boolean): string {
  const who = told === null ? 'etcd' : `the agent of ${told}`;
  const seen = isBlind
    ? 'etcd does not answer, so that nobody can see it'
    : 'the request has not shown in etcd';
  if (reply?.kind === 'answered') return `${who} answered ${reply.status}, ${reply.text}; ${seen}`;
  const why = reply === null ? 'it has not answered' : reply.problem.message;
  return `whether ${who} has received the request is not known (${why}); ${seen}`;
}
