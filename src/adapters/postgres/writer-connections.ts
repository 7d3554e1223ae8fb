import { Failure } from '../../errors.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Open, OpenHow } from './access.js';
import { requestCancel } from './cancel-request.js';
import { type Connected, end } from './connect.js';
import type { SpareConnections } from './spare-connections.js';

/** Server processes that may be stuck at once with writes which nobody waits for any more. */
const MAX_ABANDONED = 8;
/** A server that answers is writable again, be its login slow: many clients come back at once. */
const LOGIN_MS = 1000;
/** A server that is gone never answers. */
const FORGOTTEN_MS = 30_000;
const CANCEL_MS = 1000;
/** A login that is refused is refused the next time, too, and each refusal is a line in the server's log. */
const REFUSED_MS = 1000;
/** Behind the address there may be another server than that of the abandoned writes. */
const ANOTHER_AFTER_MS = 1000;
const REFUSALS = ['sql-auth', 'sql-tls'];

/** The connections of all writers to one address: neither all that the server has, nor one refused login after the other. */
export class WriterConnections {
  private readonly abandoned = new Set<Connected>();
  /** What has worked last: each transport tried in vain costs a server process. */
  private transport: Pick<OpenHow, 'transport'> = {};
  private refusal: { readonly failure: Failure; readonly until: number } | null = null;
  private openedMs = -Infinity;

  constructor(
    private readonly openAt: Open,
    private readonly address: SqlAddress,
    private readonly spares: SpareConnections,
  ) {}

  /** Why the server is not asked at present; null if it may be. */
  get closedBecause(): string | null {
    const now = performance.now();
    if (this.refusal !== null && now < this.refusal.until) return this.refusal.failure.message;
    const isFull = this.abandoned.size >= MAX_ABANDONED && now < this.openedMs + ANOTHER_AFTER_MS;
    return isFull ? `${this.abandoned.size} earlier writes are still unanswered` : null;
  }

  /** Fails with a Failure, also if the server is silent for so long; `answered` is called when it is not any more. */
  async open(silenceMs: number, answered: () => void): Promise<Connected> {
    this.openedMs = performance.now();
    const spare = this.spares.take(this.address, (connected) => connected);
    if (spare !== null) return spare;
    const known = this.transport;
    try {
      const connected = await this.openAt(this.address, () => LOGIN_MS, { silenceMs, answered, ...known });
      this.transport = { transport: connected.transport };
      return connected;
    } catch (thrown) {
      const isRefused =
        thrown instanceof Failure && (thrown.outcome === 'usage' || REFUSALS.includes(thrown.problem.code));
      // Behind a balancer there may be another server now, which wants the other transport.
      const isLasting = isRefused && known.transport === undefined;
      this.transport = {};
      if (isLasting) this.refusal = { failure: thrown, until: performance.now() + REFUSED_MS };
      throw thrown;
    }
  }

  /** Gives a write up. Its process would wait for a synchronous standby also after its client has gone, so it is cancelled. */
  abandon(connected: Connected, answer: Promise<unknown>): void {
    this.abandoned.add(connected);
    void requestCancel(this.address, connected, CANCEL_MS);
    const forget = (): void => {
      clearTimeout(timer);
      this.abandoned.delete(connected);
      end(connected);
    };
    const timer = setTimeout(forget, FORGOTTEN_MS).unref();
    answer.then(forget, forget);
  }
}
