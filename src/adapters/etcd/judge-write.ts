import type { ITxnResponse } from 'etcd3';
import type { WriteOutcome } from '../../operations/ports/dcs-ports.js';
import { decodeKeys, type KeysRead, type StoredKey } from './requests.js';

/** A write as etcd gets it, and the revisions that both keys must still have. */
export interface EncodedWrite {
  readonly failoverKey: string;
  readonly leaderKey: string;
  readonly failoverRevision: number;
  readonly leaderRevision: number;
  readonly value: string;
}

/** Both keys at one revision. */
interface FailoverState {
  readonly failover: StoredKey | null;
  readonly leader: StoredKey | null;
}

/** From the reply to a read of the keys `failover` and `leader`, in this order. */
export function stateOf({ keys: [failover = null, leader = null] }: KeysRead): FailoverState {
  return { failover, leader };
}

/**
 * What the keys tell of a write whose answer is missing. `unchanged`: not done, and it can still be. `overtaken`: it cannot be
 * done any more, and only the key's past tells whether it was.
 */
export type Judgement = SettledWrite | { readonly kind: 'unchanged' | 'overtaken' };
export type SettledWrite = Exclude<WriteOutcome, { readonly kind: 'doubtful' }>;

export function judgeWrite({ failover, leader }: FailoverState, write: EncodedWrite): Judgement {
  const revision = failover?.modRevision ?? 0;
  if (revision > write.failoverRevision && failover?.value === write.value) {
    return { kind: 'written', revision };
  }
  if (revision !== write.failoverRevision) return { kind: 'overtaken' };
  const isLedAsBefore = (leader?.modRevision ?? 0) === write.leaderRevision;
  return { kind: isLedAsBefore ? 'unchanged' : 'changed-meanwhile' };
}

/** The same by the version of the key `failover` before one that has overtaken the write; null if there was none. */
export function judgePast(earlier: StoredKey | null, write: EncodedWrite): Judgement {
  // Something else than Patroni has removed the key, and with it what went before.
  if (earlier === null && write.failoverRevision !== 0) return { kind: 'overtaken' };
  const revision = earlier?.modRevision ?? 0;
  if (revision <= write.failoverRevision) return { kind: 'changed-meanwhile' };
  return earlier?.value === write.value ? { kind: 'written', revision } : { kind: 'overtaken' };
}

/** gRPC may have repeated the request on its own: not accepted can mean that it was accepted before. */
export function judgeReply(reply: ITxnResponse, write: EncodedWrite): SettledWrite {
  if (reply.succeeded) return { kind: 'written', revision: Number(reply.header.revision) };
  const judged = judgeWrite(stateOf(decodeKeys(reply)), write);
  return judged.kind === 'written' ? judged : { kind: 'changed-meanwhile' };
}
