import { beginOf, type WriteCourse } from './write-course.js';

export type { WriteAttempt } from './write-course.js';

/** What a client of a route could not write, and how sure that is. */
export interface Downtime {
  /** The end of the last acknowledged write before the first failure; null without a failure, or if there was none. */
  readonly lastGoodMs: number | null;
  /** The end of the first acknowledged write after the last failure; null without a failure, or if there was none. */
  readonly firstGoodMs: number | null;
  /** From the one to the other; 0 without a failure, null if an end of it is not known. */
  readonly gapMs: number | null;
  /**
   * Another client's figure differs by at most this: its last good write began before the first failed one here, and its first good one
   * was not acknowledged before the last failed one here began. Without a failure: what may have gone unnoticed between two good writes.
   */
  readonly resolutionMs: number;
  /** Times that writes began to fail. */
  readonly outages: number;
  readonly attempts: number;
  readonly failures: number;
  /** The most frequent ones first, at most 5. */
  readonly reasons: readonly CountedReason[];
}

interface CountedReason {
  readonly reason: string;
  readonly count: number;
}

const REPORTED_REASONS = 5;

export function downtimeOf(course: WriteCourse): Downtime {
  const { outage, outages, attempts, failures } = course;
  const begin = course.begin ?? (outage === null ? null : beginOf(outage));
  const end = outage === null ? course.end : null;
  const reasons = [...course.reasons].map(([reason, count]) => ({ reason, count }));
  const counts = {
    outages,
    attempts,
    failures,
    reasons: reasons.sort((a, b) => b.count - a.count).slice(0, REPORTED_REASONS),
  };
  if (outages === 0) {
    const gapMs = course.lastGood === null ? null : 0;
    return { lastGoodMs: null, firstGoodMs: null, gapMs, resolutionMs: course.longestStepMs, ...counts };
  }
  return {
    lastGoodMs: begin?.atMs ?? null,
    firstGoodMs: end?.atMs ?? null,
    gapMs: begin === null || end === null ? null : end.atMs - begin.atMs,
    resolutionMs: (begin?.uncertainMs ?? 0) + (end?.uncertainMs ?? 0),
    ...counts,
  };
}

/** How much of a gap was spent in each phase, in their order; a phase lasts until the next one begins. */
export function gapByPhase<P extends string>(
  gap: { readonly from: number; readonly to: number },
  phases: readonly { readonly phase: P; readonly atMs: number }[],
): { readonly phase: P; readonly ms: number }[] {
  const sorted = [...phases].sort((a, b) => a.atMs - b.atMs);
  return sorted.flatMap(({ phase, atMs }, index) => {
    const endMs = sorted[index + 1]?.atMs ?? Infinity;
    const ms = Math.min(gap.to, endMs) - Math.max(gap.from, atMs);
    return ms > 0 ? [{ phase, ms }] : [];
  });
}
