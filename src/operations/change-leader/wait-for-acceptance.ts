import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { answerMeaning } from '../../cluster/model/order-answer.js';
import { ComingReply, follow } from '../following/follow.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Following } from './follow-change.js';
import { isDeclined } from './stop-following.js';

/** An agent asks the candidates for 2 s before it writes the request. */
const LIMIT_MS = 15_000;
const TICK_MS = 100;

export interface Acceptance {
  /** `accepted`: stored in etcd, or already carried out; where etcd does not answer, by what the agent says. */
  readonly kind: 'accepted' | 'declined' | 'not-seen' | 'interrupted';
  readonly reply: AgentReply | null;
  /** etcd did not answer at the end. */
  readonly isBlind: boolean;
}

/** Waits until a request is stored in etcd, whatever the agent says, and no longer. */
export async function waitForAcceptance(
  { clock, interruption, watch, awaited, startedAt }: Following,
  replying: Promise<AgentReply>,
  scheduledAt: string | null,
): Promise<Acceptance> {
  const coming = new ComingReply(replying, clock);
  const { end, state } = await follow<Looked, Acceptance['kind']>({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: startedAt.monotonicMs,
    ask: () => watch.ask([]),
    look: (elapsedMs) => ({ cluster: watch.look(elapsedMs).cluster, reply: coming.reply }),
    endOf: ({ cluster, reply }, elapsedMs) => {
      const isTaken = cluster === null ? isAccepted(reply) : isStored(cluster, awaited, scheduledAt);
      if (isTaken) return 'accepted';
      if (reply !== null && isDeclined(reply)) return 'declined';
      if (interruption.requested) return 'interrupted';
      return elapsedMs > LIMIT_MS ? 'not-seen' : null;
    },
  });
  return { kind: end, reply: state.reply, isBlind: state.cluster === null };
}

interface Looked {
  /** Null if etcd does not answer. */
  readonly cluster: Cluster | null;
  readonly reply: AgentReply | null;
}

function isAccepted(reply: AgentReply | null): boolean {
  return reply?.kind === 'answered' && answerMeaning(reply.status, reply.text) === 'taken';
}

function isStored(cluster: Cluster, awaited: AwaitedChange, scheduledAt: string | null): boolean {
  const { failover, failoverRevision, leader } = cluster;
  const isWritten = failoverRevision > awaited.failoverRevision;
  // A request that is carried out at once leaves no more than its traces.
  if (scheduledAt === null) return isWritten || (leader?.revision ?? 0) !== awaited.leaderRevision;
  const stored = Date.parse(failover?.scheduledAt ?? '');
  return isWritten && stored === Date.parse(scheduledAt) && failover?.candidate === awaited.candidate;
}
