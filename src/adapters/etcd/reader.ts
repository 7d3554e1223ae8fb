import type { Failure } from '../../errors.js';
import type { ScopeReading } from '../../operations/ports/dcs-ports.js';
import type { EtcdSettings } from '../../operations/settings.js';
import type { Endpoint } from './endpoint.js';
import { isFinal, isPassing } from './etcd-errors.js';
import type { FailedAccess } from './explain-failure.js';
import { askHedged } from './hedge.js';
import type { TlsMaterial } from './tls.js';

/** No endpoint is waited for longer than this; another one is asked long before. */
const ATTEMPT_MS = 1500;
const HEDGE_MS = 300;

export interface ReaderOptions {
  readonly etcd: EtcdSettings;
  /** For messages: where the endpoints come from, and where a key of the settings stands. */
  readonly origin: () => string;
  readonly placeOf: (key: string) => string;
  /** Time for each operation, attempts and explanation included. */
  readonly deadlineMs: number;
  /** Is called before anything is sent that changes keys. */
  readonly beforeWrite?: () => void;
  /** Whether to be content with what one etcd member knows if there is no quorum. */
  readonly stale: boolean;
}

interface Revised {
  readonly revision: number;
}

type Read<T> = (endpoint: Endpoint, timeoutMs: number, serializable: boolean) => Promise<T>;

interface ConsistentRead<T> {
  readonly read: T;
  readonly consistency: ScopeReading['consistency'];
}

/** Gets one answer out of several endpoints in bounded time. Only reads are repeated. */
export class Reader {
  constructor(
    readonly endpoints: readonly Endpoint[],
    private readonly tls: TlsMaterial | null,
    private readonly options: ReaderOptions,
  ) {}

  beforeWrite(): void {
    this.options.beforeWrite?.();
  }

  get deadlineMs(): number {
    return this.options.deadlineMs;
  }

  /** The same endpoints within less time, and only with a quorum. */
  strict(deadlineMs = Number.POSITIVE_INFINITY): Reader {
    const { options } = this;
    const least = Math.min(options.deadlineMs, deadlineMs);
    return new Reader(this.endpoints, this.tls, { ...options, deadlineMs: least, stale: false });
  }

  /** The key or prefix is named if it may not be read. */
  async read<T extends Revised>(prefix: string, read: Read<T>): Promise<ConsistentRead<T>> {
    const { deadlineMs, stale } = this.options;
    const start = performance.now();
    // The last part of the time is for finding out what is wrong.
    const probeMs = Math.min(1000, deadlineMs / 3);
    for (;;) {
      const remaining = deadlineMs - probeMs - (performance.now() - start);
      const attemptMs = Math.max(50, Math.min(ATTEMPT_MS, remaining));
      const answer = await askHedged(this.endpoints, HEDGE_MS, (each) => read(each, attemptMs, false));
      if ('value' in answer) return { read: answer.value, consistency: 'linearizable' };
      const { errors } = answer;
      if (stale) return this.readStale(prefix, read, start);
      const elapsedMs = performance.now() - start;
      const again =
        errors.some(({ error }) => isPassing(error)) && !errors.some(({ error }) => isFinal(error));
      if (!again || elapsedMs + HEDGE_MS > deadlineMs - probeMs) {
        throw await this.explain({ errors, access: 'read', prefix, elapsedMs, probeMs: probeMs * 0.45 });
      }
    }
  }

  /** What one etcd member knows by itself; of several answers the newest. */
  private async readStale<T extends Revised>(
    prefix: string,
    read: Read<T>,
    start: number,
  ): Promise<ConsistentRead<T>> {
    const answers = await Promise.allSettled(this.endpoints.map((each) => read(each, 1000, true)));
    const reads = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const [newest] = reads.sort((a, b) => b.revision - a.revision);
    if (newest !== undefined) return { read: newest, consistency: 'serializable' };
    const errors = answers.flatMap((answer, index) => {
      const endpoint = this.endpoints[index];
      return answer.status === 'rejected' && endpoint ? [{ endpoint, error: answer.reason }] : [];
    });
    const probeMs = Math.min(500, this.options.deadlineMs / 6);
    throw await this.explain({
      errors,
      access: 'read',
      prefix,
      elapsedMs: performance.now() - start,
      probeMs,
    });
  }

  async explain(failed: Omit<FailedAccess, 'tls' | 'login' | 'origin' | 'placeOf'>): Promise<Failure> {
    const { origin, placeOf, etcd } = this.options;
    const { explainFailure } = await import('./explain-failure.js');
    return explainFailure({ ...failed, tls: this.tls, login: etcd.login, origin, placeOf });
  }
}
