import type { AgentReply } from '../ports/agent-order.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';

const TELL_MS = 1000;

/** Something that happens elsewhere, and is watched until it ends or the time to wait is over. */
export interface Followed<S, E> {
  readonly clock: Clock;
  /** Cuts short the pause between two looks; `endOf` decides what it means for the end. */
  readonly interruption: Interruption;
  /** Between two looks. */
  readonly tickMs: number;
  /** By the monotonic clock; all times are counted from then. */
  readonly startedMs: number;
  /** Begins what a look needs, before each pause; without it the first look is at once. */
  readonly ask?: () => void;
  /** One look, and what follows from all of them. */
  readonly look: (elapsedMs: number) => S | Promise<S>;
  /** Null if it is not over yet. */
  readonly endOf: (state: S, elapsedMs: number) => E | null;
  /** What it is waiting for; once a second. */
  readonly tell?: (state: S, elapsedMs: number) => void;
}

interface Ended<S, E> {
  readonly end: E;
  /** At the last look. */
  readonly state: S;
  readonly elapsedMs: number;
}

/** Looks, tells and looks again until there is an end. Writes nothing itself. */
export async function follow<S, E>(followed: Followed<S, E>): Promise<Ended<S, E>> {
  const { clock, interruption, tickMs, startedMs, ask, look, endOf, tell } = followed;
  const elapsed = (): number => clock.monotonicMs() - startedMs;
  let toldMs = elapsed();
  for (let isFirst = true; ; isFirst = false) {
    ask?.();
    // An answer takes a moment.
    if (!isFirst || ask !== undefined) await Promise.race([clock.sleep(tickMs), interruption.happened]);
    const state = await look(elapsed());
    const elapsedMs = elapsed();
    const end = endOf(state, elapsedMs);
    if (end !== null) return { end, state, elapsedMs };
    if (elapsedMs - toldMs >= TELL_MS) {
      toldMs = elapsedMs;
      tell?.(state, elapsedMs);
    }
  }
}

/** The answer to an order, which comes while its effect is looked for. */
export class ComingReply {
  private given: { readonly reply: AgentReply; readonly atMs: number } | null = null;
  private failure: { readonly thrown: unknown } | null = null;
  /** Once it has come, or it is known that it never will; at once if nothing was sent. */
  readonly come: Promise<void>;

  constructor(
    replying: Promise<AgentReply> | null,
    private readonly clock: Clock,
  ) {
    this.come = (replying ?? Promise.resolve(null)).then(
      (reply) => {
        if (reply !== null) this.given = { reply, atMs: clock.monotonicMs() };
      },
      (thrown: unknown) => {
        this.failure = { thrown };
      },
    );
  }

  /** Null if it has not come. An order that rejects, which none should, fails whoever looks next, so that what was begun is ended. */
  get reply(): AgentReply | null {
    if (this.failure !== null) throw this.failure.thrown;
    return this.given?.reply ?? null;
  }

  /** Since it has come; zero if it has not. */
  get sinceMs(): number {
    return this.given === null ? 0 : this.clock.monotonicMs() - this.given.atMs;
  }
}
