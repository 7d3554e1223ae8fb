/** One attempt to write; times as Date.now(). */
export interface Attempt {
  readonly n: number;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** From the end of one acknowledged write to the end of the next one. */
export interface Interruption {
  readonly lastGoodMs: number;
  /** Null, and the gap infinite, if it had not ended when the last attempt was made. */
  readonly firstGoodMs: number | null;
  readonly gapMs: number;
}

/** Shorter ones are the rhythm of the writes, and the machine. */
const SHORTEST_MS = 100;

/**
 * The times without any acknowledged write in which at least one attempt has failed, in order. An attempt that fails late, when
 * others are acknowledged again, prolongs nothing.
 */
export function findInterruptions(
  acknowledged: readonly Attempt[],
  failed: readonly Attempt[],
): readonly Interruption[] {
  const ends = acknowledged.map(({ endedMs }) => endedMs).sort((a, b) => a - b);
  return ends.flatMap((lastGoodMs, index): readonly Interruption[] => {
    const firstGoodMs = ends[index + 1] ?? null;
    if (firstGoodMs === null) {
      const isDown = failed.some(({ startedMs }) => startedMs > lastGoodMs);
      return isDown ? [{ lastGoodMs, firstGoodMs, gapMs: Number.POSITIVE_INFINITY }] : [];
    }
    const gapMs = firstGoodMs - lastGoodMs;
    const hasFailed = failed.some(
      ({ startedMs, endedMs }) => startedMs <= firstGoodMs && endedMs >= lastGoodMs,
    );
    return gapMs >= SHORTEST_MS && hasFailed ? [{ lastGoodMs, firstGoodMs, gapMs }] : [];
  });
}
