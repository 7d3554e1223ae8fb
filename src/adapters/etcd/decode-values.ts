import type { JsonValue } from '../../formats/json.js';

export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An integer, also in text form as Patroni accepts it. */
export function integerOf(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** A WAL position; 0 counts as unknown, as in Patroni. */
export function positionOf(value: JsonValue | undefined): number | null {
  const position = integerOf(value);
  return position === null || position <= 0 ? null : position;
}
