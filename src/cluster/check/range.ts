/** A threshold in the convention of the monitoring plugins: it alerts outside of the range, or `inside` it. */
interface Range {
  /** Minus infinity for `~`. */
  readonly start: number;
  readonly end: number;
  /** Written with `@`: what lies within alerts. */
  readonly inside: boolean;
}

export interface Thresholds {
  readonly warning: Range | null;
  readonly critical: Range | null;
}

export const NO_THRESHOLDS: Thresholds = { warning: null, critical: null };

/** Alerts below this. */
export function atLeast(start: number): Range {
  return { start, end: Number.POSITIVE_INFINITY, inside: false };
}

/** Alerts above this. */
export function atMost(end: number): Range {
  return { start: 0, end, inside: false };
}

export function alerts({ start, end, inside }: Range, value: number): boolean {
  return (value >= start && value <= end) === inside;
}

/** `10`, `2:`, `~:10`, `@1:5`, in plain numbers. */
export function rangeText({ start, end, inside }: Range): string {
  const from = start === Number.NEGATIVE_INFINITY ? '~:' : `${start}:`;
  const text = end === Number.POSITIVE_INFINITY ? `${start}:` : `${start === 0 ? '' : from}${end}`;
  return `${inside ? '@' : ''}${text}`;
}
