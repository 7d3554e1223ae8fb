import type { LeaderLock } from '../../cluster/cluster.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace, LeaderLease } from '../ports.js';
import type { ChangePorts } from './change-request.js';

const LOOK_MS = 250;
/** A cycle may take this much longer than loop_wait. */
const PATIENCE_MS = 5000;

/**
 * Waits until the leader is seen renewing its lease: a request that passes it by must not lie in wait for a leader that does not run. It
 * renews once a cycle. Without a leader there is nothing to prove.
 */
export async function proveLeaseIsRenewed(
  { failoverKey, clock }: Pick<ChangePorts, 'failoverKey' | 'clock'>,
  place: ClusterPlace,
  leader: LeaderLock | null,
  loopWaitSeconds: number,
): Promise<void> {
  if (leader === null) return;
  const until = clock.now().getTime() + loopWaitSeconds * 1000 + PATIENCE_MS;
  let before: LeaderLease | null = null;
  do {
    const lease = await failoverKey.readLeaderLease(place);
    if (lease === null) break;
    if (isFresh(lease) || (before !== null && lease.remainingSeconds > before.remainingSeconds)) return;
    before = lease;
    await clock.sleep(LOOK_MS);
  } while (clock.now().getTime() < until);
  const message = `${leader.name} holds the lock but does not renew its lease: the request would lie in wait. Nothing was sent.`;
  throw new Failure('refused', 'lease-not-renewed', message, {
    subject: leader.name,
    next: `look at Patroni on ${leader.name}; without it the lock expires and the others decide by themselves`,
  });
}

/** etcd counts whole seconds. */
function isFresh({ grantedSeconds, remainingSeconds }: LeaderLease): boolean {
  return remainingSeconds >= grantedSeconds - 1;
}
