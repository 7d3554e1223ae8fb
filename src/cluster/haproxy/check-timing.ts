/** How often HAProxy asks, and how many equal answers change its mind. Times in milliseconds. */
export interface CheckTiming {
  /** While a server is up. */
  readonly inter: number;
  /** Between two looks in doubt. */
  readonly fastinter: number;
  /** While it is down. */
  readonly downinter: number;
  readonly rise: number;
  readonly fall: number;
}

/** How long HAProxy takes to see a change, in milliseconds. */
interface ReactionTime {
  readonly typical: number;
  readonly worst: number;
}

export interface Reaction {
  /** Until a server is used whose agent begins to answer 200: after a switchover, the new leader. */
  readonly up: ReactionTime;
  /** Until a server is left whose agent stops to answer 200. */
  readonly down: ReactionTime;
}

/** By `srv_getinter` of HAProxy: the first look comes after `downinter` or `inter`, those in doubt after `fastinter`. */
export function predictReaction({ inter, fastinter, downinter, rise, fall }: CheckTiming): Reaction {
  const within = (first: number, looks: number): ReactionTime => ({
    typical: first / 2 + (looks - 1) * fastinter,
    worst: first + (looks - 1) * fastinter,
  });
  return { up: within(downinter, rise), down: within(inter, fall) };
}

/** The longer of both at worst. */
export function worstReaction(timing: CheckTiming): number {
  const { up, down } = predictReaction(timing);
  return Math.max(up.worst, down.worst);
}

/**
 * Checks that react within the wanted time. One answer 200 is believed, because only the holder of the lock gives it; a
 * server is given up after three looks, because one may be lost.
 */
export function timingFor(reactionMs: number): CheckTiming {
  const half = Math.floor(reactionMs / 2);
  return { inter: half, fastinter: Math.floor(reactionMs / 4), downinter: half, rise: 1, fall: 3 };
}
