import type { ITxnRequest, ITxnResponse } from 'etcd3';
import type { Endpoint } from './endpoint.js';
import { isFinal, isUnsent } from './etcd-errors.js';
import type { LostReply } from './explain-doubt.js';
import type { EndpointError } from './hedge.js';
import type { Reader } from './reader.js';

/** A transaction, and what becomes of it. */
interface SingleWrite<T> {
  /** For messages: the key, or the prefix. */
  readonly key: string;
  readonly request: ITxnRequest;
  judge(reply: ITxnResponse): T;
  /** What reading back tells when the answer is missing; null if etcd has refused the write. */
  settle(lost: LostReply): Promise<T | null>;
}

/** etcd itself gives up a write after 7 s; that long nobody waits before looking. */
const WRITE_MS = 3000;
const PROBE_MS = 500;

/** Another endpoint gets the write only if it has certainly not left for the one before. */
export async function writeOnce<T>(reader: Reader, first: Endpoint, write: SingleWrite<T>): Promise<T> {
  const timeoutMs = Math.min(WRITE_MS, reader.deadlineMs);
  const errors: EndpointError<Endpoint>[] = [];
  const start = performance.now();
  reader.beforeWrite();
  for (const endpoint of [first, ...reader.endpoints.filter((each) => each !== first)]) {
    const sentAt = performance.now();
    try {
      return write.judge(await endpoint.transact(write.request, timeoutMs));
    } catch (error) {
      const lost = { endpoint, error, elapsedMs: performance.now() - sentAt };
      const outcome = isUnsent(error) || isFinal(error) ? null : await write.settle(lost);
      if (outcome !== null) return outcome;
      errors.push(lost);
      if (!isUnsent(error)) break;
    }
  }
  throw await reader.explain({
    errors,
    access: 'write',
    prefix: write.key,
    elapsedMs: performance.now() - start,
    probeMs: PROBE_MS,
  });
}
