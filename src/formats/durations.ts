/** Milliseconds in PostgreSQL's time units (documentation of "Setting Parameters", units of time). */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

type ParsedDuration = { readonly ms: number } | { readonly error: string };

/** `5s`, `30min`, `1.5h`; a bare number is seconds. */
export function parseDuration(text: string): ParsedDuration {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim());
  if (match === null)
    return {
      error: `"${text}" is not a duration; write for example 10s, 30min or 2h`,
    };
  const [, amount = '', unit = ''] = match;
  if (unit === 'm')
    return {
      error: `"${text}": the unit is ambiguous; for minutes write ${amount}min`,
    };
  const factor = unit === '' ? 1000 : UNITS.get(unit);
  if (factor === undefined)
    return {
      error: `"${text}": unknown unit "${unit}"; use ms, s, min, h or d`,
    };
  const ms = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(ms) ? { ms } : { error: `"${text}" is too long` };
}

/** A duration for people: `0.4 s`, `12 s`, `3 min`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
