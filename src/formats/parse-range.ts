export interface ParsedRange {
  readonly start: number;
  readonly end: number;
  readonly inside: boolean;
}

type ParsedNumber = { readonly value: number } | { readonly error: string };

/**
 * A threshold of the monitoring plugins: `10` is 0 to 10, `10:` at least 10, `~:10` at most 10, `5:10`, and `@5:10` the inside of it.
 * Its numbers are read by `parse`.
 */
export function parseRange(
  text: string,
  parse: (text: string) => ParsedNumber,
): { readonly range: ParsedRange } | { readonly error: string } {
  const trimmed = text.trim();
  const inside = trimmed.startsWith('@');
  const [first = '', second, ...more] = trimmed.slice(inside ? 1 : 0).split(':');
  if (more.length > 0 || first + (second ?? '') === '') return { error: notRange(text) };
  const start = startOf(second === undefined ? '' : first, parse);
  const end = endOf(second === undefined ? first : second, parse);
  if ('error' in start) return start;
  if ('error' in end) return end;
  if (start.value > end.value) return { error: `"${text}": its start is above its end` };
  return { range: { start: start.value, end: end.value, inside } };
}

function startOf(text: string, parse: (text: string) => ParsedNumber): ParsedNumber {
  if (text === '~') return { value: Number.NEGATIVE_INFINITY };
  return text === '' ? { value: 0 } : parse(text);
}

function endOf(text: string, parse: (text: string) => ParsedNumber): ParsedNumber {
  return text === '' ? { value: Number.POSITIVE_INFINITY } : parse(text);
}

function notRange(text: string): string {
  return `"${text}" is not a range; write for example 10, 2: or @1:5`;
}
