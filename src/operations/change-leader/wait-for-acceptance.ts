import type { Cluster } from '../../cluster/cluster.js';
import type { AwaitedChange } from '../../cluster/leader-change/progress.js';
import type { AgentReply } from '../agent-order.js';
import { type FollowPorts, isDeclined } from './follow-change.js';

/** An agent asks the candidates for 2 s before it writes the request. */
const LIMIT_MS = 15_000;
const TICK_MS = 100;

export interface Acceptance {
  /** `accepted`: stored in etcd, or already carried out. */
  readonly kind: 'accepted' | 'declined' | 'not-seen' | 'interrupted';
  readonly reply: AgentReply | null;
}

/** Waits until a request is stored in etcd, whatever the agent says, and no longer. */
export async function waitForAcceptance(
  { clock, interruption, watch }: FollowPorts,
  awaited: AwaitedChange,
  startedAt: number,
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
    const elapsedMs = clock.now().getTime() - startedAt;
    const { cluster } = watch.look(elapsedMs);
    if (cluster !== null && isStored(cluster, awaited, scheduledAt)) return { kind: 'accepted', reply };
    if (reply !== null && isDeclined(reply)) return { kind: 'declined', reply };
    if (interruption.requested) return { kind: 'interrupted', reply };
    if (elapsedMs > LIMIT_MS) return { kind: 'not-seen', reply };
  }
}

function isStored(cluster: Cluster, awaited: AwaitedChange, scheduledAt: string | null): boolean {
  const { failover, failoverRevision, leader } = cluster;
  const isWritten = failoverRevision > awaited.failoverRevision;
  // A request that is carried out at once leaves no more than its traces.
  if (scheduledAt === null) return isWritten || (leader?.revision ?? 0) !== awaited.leaderRevision;
  const stored = Date.parse(failover?.scheduledAt ?? '');
  return isWritten && stored === Date.parse(scheduledAt) && failover?.candidate === awaited.candidate;
}
