import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { answerMeaning } from '../../cluster/model/order-answer.js';
import { elapsedSince } from '../following/moment.js';
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
  let reply: AgentReply | null = null;
  replying.then((given) => {
    reply = given;
  });
  for (;;) {
    watch.ask([]);
    await Promise.race([clock.sleep(TICK_MS), interruption.happened]);
    const elapsedMs = elapsedSince(clock, startedAt);
    const { cluster } = watch.look(elapsedMs);
    const isBlind = cluster === null;
    const end = (kind: Acceptance['kind']): Acceptance => ({ kind, reply, isBlind });
    const isTaken = isBlind ? isAccepted(reply) : isStored(cluster, awaited, scheduledAt);
    if (isTaken) return end('accepted');
    if (reply !== null && isDeclined(reply)) return end('declined');
    if (interruption.requested) return end('interrupted');
    if (elapsedMs > LIMIT_MS) return end('not-seen');
  }
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
