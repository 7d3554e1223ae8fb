import { isJsonObject, type JsonValue } from './json.js';

/** A number as Python's `str` shows it: whole ones plain, others as `repr(float)` does. */
export function pythonNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Behind an item and behind a key: Python's default, and `separators=(',', ':')`. */
const SPACED = [', ', ': '] as const;
const COMPACT = [',', ':'] as const;

/** The text that `json.dumps(value)` of Python 3 gives with its default arguments. */
export function dumpPythonJson(value: JsonValue): string {
  return dump(value, SPACED);
}

/** The same without spaces, as Patroni stores a configuration. */
export function dumpCompactJson(value: JsonValue): string {
  return dump(value, COMPACT);
}

function dump(value: JsonValue, separators: readonly [item: string, key: string]): string {
  if (typeof value === 'string') return asciiString(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  const [comma, colon] = separators;
  if (!isJsonObject(value)) return `[${value.map((item) => dump(item, separators)).join(comma)}]`;
  const members = Object.entries(value).map(
    ([key, item]) => `${asciiString(key)}${colon}${dump(item, separators)}`,
  );
  return `{${members.join(comma)}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
