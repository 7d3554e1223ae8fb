import { formatDuration } from '../../formats/durations.js';

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
