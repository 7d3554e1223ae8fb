/** One attempt to write, with times in milliseconds of one clock. */
export interface WriteAttempt {
  readonly startedMs: number;
  readonly endedMs: number;
  /** The commit was acknowledged. */
  readonly written: boolean;
  readonly reason: string | null;
  /** The address that was tried, as text. */
  readonly through: string;
}

/** A write that takes longer, and longer than any before, has met a server that could not write. */
export const STUCK_MS = 60;

const KNOWN_REASONS = 50;

/** A time in which writes fail. */
interface Outage {
  /** The last good write before it; null if there was none. */
  readonly after: WriteAttempt | null;
  /** The start of the first write that failed: none that began later can have been acknowledged before the end. */
  readonly begunByMs: number;
  /** Until when one that had begun before may have been acknowledged: the end of that failure, unless it has met silence. */
  readonly answeredByMs: number;
  /** The start of the last failure through each address. */
  readonly failedStarts: ReadonlyMap<string, number>;
}

/** A moment, and how far from it the truth may be. */
interface Edge {
  readonly atMs: number;
  readonly uncertainMs: number;
}

/** What is known of a route after some attempts, in bounded space. */
export interface WriteCourse {
  readonly attempts: number;
  readonly failures: number;
  readonly reasons: ReadonlyMap<string, number>;
  readonly lastGood: WriteAttempt | null;
  /** How long a good write may take. */
  readonly slowestMs: number;
  /** From the start of a good write to the end of the next one. */
  readonly longestStepMs: number;
  readonly outages: number;
  /** Where the first outage began that was seen to begin. */
  readonly begin: Edge | null;
  /** Where the last outage ended. */
  readonly end: Edge | null;
  /** Null while writes succeed. */
  readonly outage: Outage | null;
}

export const NOTHING_WRITTEN: WriteCourse = {
  attempts: 0,
  failures: 0,
  reasons: new Map(),
  lastGood: null,
  slowestMs: 0,
  longestStepMs: 0,
  outages: 0,
  begin: null,
  end: null,
  outage: null,
};

/** The course with one more attempt; they come in the order of their ends. */
export function addAttempt(course: WriteCourse, attempt: WriteAttempt): WriteCourse {
  const counted = { ...course, attempts: course.attempts + 1 };
  return attempt.written ? addGood(counted, attempt) : addFailure(counted, attempt);
}

function addGood(course: WriteCourse, attempt: WriteAttempt): WriteCourse {
  const { outage, lastGood } = course;
  if (outage !== null) {
    const { startedMs, endedMs, through } = attempt;
    const hasWaited = endedMs - startedMs >= Math.max(STUCK_MS, course.slowestMs);
    const lastFailed = outage.failedStarts.get(through) ?? outage.begunByMs;
    const downSince = hasWaited ? Math.max(startedMs, lastFailed) : lastFailed;
    const end = { atMs: endedMs, uncertainMs: Math.max(0, endedMs - downSince) };
    return { ...course, lastGood: attempt, outage: null, begin: course.begin ?? beginOf(outage), end };
  }
  return {
    ...course,
    lastGood: attempt,
    slowestMs: Math.max(course.slowestMs, attempt.endedMs - attempt.startedMs),
    longestStepMs: Math.max(course.longestStepMs, attempt.endedMs - (lastGood ?? attempt).startedMs),
  };
}

function addFailure(course: WriteCourse, attempt: WriteAttempt): WriteCourse {
  const { outage, lastGood } = course;
  const begunByMs = attempt.startedMs;
  const isFormerWay = attempt.through === outage?.after?.through;
  return {
    ...course,
    failures: course.failures + 1,
    reasons: countReason(course.reasons, attempt.reason ?? 'unknown'),
    outages: outage === null ? course.outages + 1 : course.outages,
    outage: {
      after: outage === null ? lastGood : outage.after,
      ...(outage === null || (isFormerWay && begunByMs < outage.begunByMs)
        ? { begunByMs, answeredByMs: attempt.endedMs < begunByMs + STUCK_MS ? attempt.endedMs : begunByMs }
        : { begunByMs: outage.begunByMs, answeredByMs: outage.answeredByMs }),
      failedStarts: new Map(outage?.failedStarts).set(
        attempt.through,
        Math.max(attempt.startedMs, outage?.failedStarts.get(attempt.through) ?? 0),
      ),
    },
  };
}

/** Null if no good write came before it. */
export function beginOf({ after, begunByMs, answeredByMs }: Outage): Edge | null {
  if (after === null) return null;
  const { startedMs, endedMs } = after;
  return { atMs: endedMs, uncertainMs: Math.max(0, begunByMs - startedMs, answeredByMs - endedMs) };
}

function countReason(reasons: ReadonlyMap<string, number>, reason: string): ReadonlyMap<string, number> {
  const key = reasons.has(reason) || reasons.size < KNOWN_REASONS ? reason : 'other';
  return new Map(reasons).set(key, (reasons.get(key) ?? 0) + 1);
}
