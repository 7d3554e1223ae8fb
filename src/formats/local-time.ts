/** How many minutes the clocks of the local zone are before UTC at a moment; `+01:00` is 60. */
export type OffsetMinutes = (date: Date) => number;

export interface LocalTime {
  /** The offsets at which clocks show it: none if they skip it, two if they show it twice. */
  readonly fitting: readonly number[];
  /** The offset of the day before. */
  readonly before: number;
}

const DAY_MS = 86_400_000;

/** The offsets for what the clocks of a zone show; `naive` are milliseconds as if it were UTC. */
export function resolveLocal(naive: number, offsetOf: OffsetMinutes): LocalTime {
  const before = offsetOf(new Date(naive - DAY_MS));
  const after = offsetOf(new Date(naive + DAY_MS));
  const fitting = [...new Set([before, after])].filter(
    (offset) => offsetOf(new Date(naive - offset * 60_000)) === offset,
  );
  return { fitting, before };
}

/** As Python's `datetime.isoformat`, at an offset. Microseconds are six digits. */
export function isoOf(at: number, offsetMinutes: number, micros = '000000'): string {
  const local = new Date(at + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const east = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const fraction = Number(micros) === 0 ? '' : `.${micros}`;
  return `${local}${fraction}${sign}${two(east / 60)}:${two(east % 60)}`;
}
