import {
  type AwaitedChange,
  advance,
  type ChangeProgress,
  NO_PROGRESS,
  type PhaseEntry,
} from '../../cluster/leader-change/progress.js';
import type { AgentReply } from '../agent-order.js';
import type { Clock, Interruption } from '../ports.js';
import type { Tell } from './change-event.js';
import type { ClusterWatch } from './cluster-watch.js';
import { describeWaiting } from './describe-waiting.js';

/** How long a request may take to show in etcd after its answer was lost: the agent asks candidates first. */
const SHOW_MS = 15_000;
const TICK_MS = 100;
const TELL_MS = 1000;

export interface FollowLimits {
  /** From the moment the leader begins to stop. */
  readonly deadlineMs: number;
  /** Until then: a checkpoint may take long. */
  readonly untilStoppingMs: number;
}

/** Why the following ended. */
export type FollowStop =
  /** `progress.end` tells which. */
  | 'ended'
  /** The agent has declined: nothing was written. */
  | 'declined'
  /** The request may have been lost on its way; it has not shown in etcd. */
  | 'not-seen'
  | 'deadline'
  | 'interrupted';

export interface Followed {
  readonly stop: FollowStop;
  readonly progress: ChangeProgress;
  /** Null if no answer has come. */
  readonly reply: AgentReply | null;
}

export interface FollowPorts {
  readonly clock: Clock;
  readonly interruption: Interruption;
  readonly watch: ClusterWatch;
  readonly tell: Tell;
}

/** Looks at etcd and the agents until a change of leader has ended, or cannot be waited for any longer. Writes nothing. */
export async function followChange(
  { clock, interruption, watch, tell }: FollowPorts,
  awaited: AwaitedChange,
  startedAt: number,
  reply: Promise<AgentReply> | null,
  limits: FollowLimits,
): Promise<Followed> {
  const elapsed = (): number => clock.now().getTime() - startedAt;
  const requested: PhaseEntry = { phase: 'requested', atMs: 0, member: awaited.from };
  let progress: ChangeProgress = { ...NO_PROGRESS, phases: reply === null ? [] : [requested] };
  if (reply !== null) tell({ kind: 'phase', entry: requested });
  let answer: AgentReply | null = null;
  reply?.then((given) => {
    answer = given;
  });
  let toldMs = 0;
  for (;;) {
    watch.ask(relevantMembers(awaited, progress));
    await Promise.race([clock.sleep(TICK_MS), interruption.happened]);
    const look = watch.look(elapsed());
    const next = advance(progress, awaited, look);
    for (const entry of next.phases.slice(progress.phases.length)) tell({ kind: 'phase', entry });
    if (next.newLeader !== progress.newLeader) watch.forget();
    progress = next;
    const stop = stopFor(progress, answer, elapsed(), limits, interruption.requested);
    if (stop !== null) return { stop, progress, reply: answer };
    if (elapsed() - toldMs >= TELL_MS) {
      toldMs = elapsed();
      tell({ kind: 'waiting', sentence: describeWaiting(progress, awaited, look), elapsedMs: toldMs });
    }
  }
}

function relevantMembers(awaited: AwaitedChange, progress: ChangeProgress): string[] {
  const names = [awaited.from, progress.newLeader].filter((name) => name !== null);
  return [...new Set(names)];
}

function stopFor(
  progress: ChangeProgress,
  reply: AgentReply | null,
  elapsedMs: number,
  limits: FollowLimits,
  interrupted: boolean,
): FollowStop | null {
  if (progress.end !== null) return 'ended';
  if (interrupted) return 'interrupted';
  if (reply !== null) {
    if (isDeclined(reply)) return 'declined';
    if (elapsedMs > SHOW_MS && !progress.requestSeen && progress.newLeader === null) return 'not-seen';
  }
  const stopping = progress.phases.find(({ phase }) => phase === 'stopping' || phase === 'locked');
  const isOver =
    stopping === undefined
      ? elapsedMs > limits.untilStoppingMs
      : elapsedMs - stopping.atMs > limits.deadlineMs;
  return isOver ? 'deadline' : null;
}

/** With these answers the agent has written nothing (Patroni api.py, do_POST_failover); a 5xx may come after it wrote. */
export function isDeclined(reply: AgentReply): boolean {
  if (reply.kind !== 'answered') return reply.kind !== 'doubtful';
  return (reply.status >= 400 && reply.status < 500) || reply.status === 501;
}
