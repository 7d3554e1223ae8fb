/** How much had been sent at a moment. */
export interface CopySample {
  readonly atMs: number;
  readonly sentBytes: number;
}

/** How far a copy is; null where nothing is known. */
export interface CopyEstimate {
  /** 0 to 100; the total is an estimate, which the copy may outgrow. */
  readonly percent: number | null;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** The rate is that of the last while. */
const WINDOW_MS = 15_000;

/** The samples that still count, with one more; a copy that begins again begins them again. */
export function addSample(samples: readonly CopySample[], sample: CopySample): readonly CopySample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.sentBytes < last.sentBytes) return [sample];
  return [...samples.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample];
}

export function estimateCopy(samples: readonly CopySample[], totalBytes: number | null): CopyEstimate {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined)
    return { percent: null, bytesPerSecond: null, secondsLeft: null };
  const elapsedMs = last.atMs - first.atMs;
  const sent = last.sentBytes - first.sentBytes;
  const bytesPerSecond = elapsedMs >= 1000 && sent > 0 ? (sent / elapsedMs) * 1000 : null;
  if (totalBytes === null || totalBytes <= 0) return { percent: null, bytesPerSecond, secondsLeft: null };
  const left = Math.max(0, totalBytes - last.sentBytes);
  return {
    percent: Math.min(100, (last.sentBytes / totalBytes) * 100),
    bytesPerSecond,
    secondsLeft: bytesPerSecond === null ? null : left / bytesPerSecond,
  };
}
