import { STUCK_MS } from '../../cluster/downtime/write-course.js';

/** An attempt to write that runs. */
export interface Running {
  /** Which of the route's places. */
  readonly place: number;
  readonly startedMs: number;
  /** A server has begun to answer its login. */
  readonly isLoggingIn: boolean;
}

/** Between two attempts. */
export const INTERVAL_MS = 10;
/** No login is silent, and no write unanswered, for longer; unless the login before that write took longer. */
export const LIMIT_MS = 1000;
const MAX_RUNNING = 16;
/** Where writes are quick, an attempt is given up early, so that the next ones follow closely. Not earlier than this: under load no login would ever end. */
const SHORTEST_LIMIT_MS = 250;
/** One attempt in this many may take `LIMIT_MS` all the same, because the servers may have become slow. Where no server answers, each of them costs one more login. */
const PATIENT_ONE_IN = 24;

/** How long an attempt may take, given the time of the slowest good one, connection included; null stands for no good one yet. */
export function limitFor(slowestMs: number | null): number {
  return slowestMs === null ? LIMIT_MS : Math.min(LIMIT_MS, Math.max(SHORTEST_LIMIT_MS, 2 * slowestMs));
}

/** The limit of the attempt with this number. */
export function limitOf(attempt: number, usualMs: number): number {
  return attempt % PATIENT_ONE_IN === 0 ? LIMIT_MS : usualMs;
}

/**
 * The places to try while nobody knows where writes are possible: each where nothing runs, and one where all is stuck once
 * more, as long as no more than `MAX_RUNNING` attempts run. `others` run, too, but do not count any more.
 */
export function placesToTry(
  running: readonly Running[],
  others: number,
  places: number,
  nowMs: number,
  limitMs: number,
): readonly number[] {
  // So that as many attempts as may run are evenly spread.
  const spreadMs = limitMs / MAX_RUNNING;
  const all = Array.from({ length: places }, (_, place) => ({
    place,
    starts: running.filter((each) => each.place === place).map(({ startedMs }) => startedMs),
    isLoggingIn: running.some((each) => each.place === place && each.isLoggingIn),
  }));
  const free = all.filter(({ starts }) => starts.length === 0);
  const stuck = all.filter(({ starts, isLoggingIn }) => {
    // Another login would only take its time.
    const patience = isLoggingIn ? SHORTEST_LIMIT_MS : starts.length === 1 ? STUCK_MS : spreadMs;
    return starts.length > 0 && nowMs - Math.max(...starts) >= patience;
  });
  const room = Math.max(0, Math.max(MAX_RUNNING, places) - running.length - others);
  return [...free, ...stuck].slice(0, room).map(({ place }) => place);
}
