import type { Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';

/** What to show while something goes on. */
export interface Narration {
  /** Part of the result. */
  readonly result?: string;
  /** What the report has, too, and must be known before; shown once. */
  readonly warnings?: readonly Problem[];
  /** Beside the result, to stay. */
  readonly remark?: string;
  /** Beside the result, until something else is shown; without its line break. */
  readonly passing?: string;
}

/** `12 s of at most 5 min`: how long something has been waited for, and when that ends whatever happens. */
export function waitedText({
  elapsedMs,
  limitMs,
}: {
  readonly elapsedMs: number;
  readonly limitMs: number;
}): string {
  return `${formatDuration(elapsedMs)} of at most ${formatDuration(limitMs)}`;
}
