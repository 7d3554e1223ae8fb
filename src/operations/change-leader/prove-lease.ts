import type { LeaderLock } from '../../cluster/model/cluster.js';
import { loopWait } from '../../cluster/model/dynamic-config.js';
import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { ClusterPlace, LeaderLease } from '../ports/dcs-ports.js';
import type { Tell } from './change-event.js';
import type { Planned } from './conclude-unsent.js';

const LOOK_MS = 250;
const TELL_MS = 1000;
/** A cycle may take this much longer than loop_wait. */
const PATIENCE_MS = 5000;

/** A request that bypasses the leader's agent must not stay pending for a leader that is not running; without a leader there is nothing to prove. */
export async function proveWay(planned: Planned, tell: Tell): Promise<void> {
  const { typed, reading } = planned;
  const { leader } = reading.cluster;
  if (leader !== null && (typed.viaDcs || typed.via !== null)) await proveLease(planned, leader, tell);
}

/** Waits until the leader is seen renewing its lease, which it does once a cycle. */
async function proveLease(
  { ports, place, reading }: Planned,
  { name }: LeaderLock,
  tell: Tell,
): Promise<void> {
  const { clock, failoverKey } = ports;
  const begun = clock.monotonicMs();
  const limitMs = loopWait(reading.cluster.config) * 1000 + PATIENCE_MS;
  let before: LeaderLease | null = null;
  let toldMs = 0;
  for (;;) {
    const lease = await failoverKey.readLeaderLease(place);
    if (lease === 'ended') throw leaseEnded(place, name);
    if (lease === 'none')
      throw notRenewed(
        name,
        `nobody can tell whether ${name} still leads: no lease keeps its lock, which never ends by itself`,
      );
    if (isFresh(lease) || (before !== null && lease.remainingSeconds > before.remainingSeconds)) return;
    before = lease;
    const elapsedMs = clock.monotonicMs() - begun;
    if (elapsedMs > limitMs) break;
    if (elapsedMs - toldMs >= TELL_MS) {
      toldMs = elapsedMs;
      tell({
        kind: 'waiting',
        sentence: `whether ${name} renews its lease is not yet seen`,
        elapsedMs,
        limitMs,
      });
    }
    await clock.sleep(LOOK_MS);
  }
  const message = `${name} holds the lock but does not renew its lease: the request would stay pending`;
  throw notRenewed(name, message);
}

/** Nobody holds the lock any more: whoever asked about its holder would now ask about nobody. */
export function leaseEnded(place: ClusterPlace, name: string): Failure {
  const message = `the lock of ${name} has just ended: the others elect a leader by themselves now. Nothing was sent.`;
  return new Failure('refused', 'lease-ended', message, {
    subject: name,
    next: ctl('wait', place, [], { for: 'leader' }),
  });
}

function notRenewed(name: string, message: string): Failure {
  return new Failure('refused', 'lease-not-renewed', `${message}. Nothing was sent.`, {
    subject: name,
    next: hint`look at Patroni on ${name}; without it the lock expires and the others decide by themselves`,
  });
}

/** etcd counts whole seconds. */
function isFresh({ grantedSeconds, remainingSeconds }: LeaderLease): boolean {
  return remainingSeconds >= grantedSeconds - 1;
}
