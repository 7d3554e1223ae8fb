import type { Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import type { Endpoint } from './endpoint.js';
import { isEtcdError, reasonOfEtcd } from './etcd-errors.js';
import type { Unsettled } from './settle-write.js';

/** A write whose answer did not come. */
export interface LostReply {
  readonly endpoint: Endpoint;
  readonly error: unknown;
  readonly elapsedMs: number;
}

export function explainDoubt(key: string, lost: LostReply, { kind }: Unsettled): Problem {
  const message = `${lost.endpoint.address}: ${explainLoss(lost)}; ${key} ${SEEN[kind]}`;
  return { code: 'dcs-reply-lost', message, subject: key, next: null };
}

const SEEN: Readonly<Record<Unsettled['kind'], string>> = {
  unchanged: 'is unchanged so far, but may still be written',
  overtaken: 'has been removed or overwritten since, so nobody can tell whether it was written',
  unreadable: 'cannot be read back',
};

function explainLoss({ error, elapsedMs }: LostReply): string {
  const reason = reasonOfEtcd(error);
  if (reason !== null) return `answers the write with "${reason}"`;
  return isEtcdError(error, 'GRPCDeadlineExceededError')
    ? `no answer to the write in ${formatDuration(elapsedMs)}`
    : 'the connection was cut before the answer to the write';
}
