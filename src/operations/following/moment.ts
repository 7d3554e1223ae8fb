import type { Clock } from '../ports/ports.js';

/** When something began: for people, and for what is measured since. */
export interface Moment {
  readonly at: Date;
  readonly monotonicMs: number;
}

export function momentNow(clock: Clock): Moment {
  return { at: clock.now(), monotonicMs: clock.monotonicMs() };
}

export function elapsedSince(clock: Clock, { monotonicMs }: Moment): number {
  return clock.monotonicMs() - monotonicMs;
}

/** The time of day (ISO 8601) of a later reading of the monotonic clock, even if somebody has set the clock of the machine since. */
export function instantOf({ at, monotonicMs }: Moment, laterMs: number): string {
  return new Date(at.getTime() + laterMs - monotonicMs).toISOString();
}
