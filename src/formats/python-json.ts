import { isJsonNumber, type JsonNumber, pythonJsonNumber, tokenOf } from './exact-number.js';
import { isJsonObject, type JsonValue } from './json.js';

interface Notation {
  /** Behind an item and behind a key. */
  readonly separators: readonly [item: string, key: string];
  readonly number: (value: JsonNumber) => string;
}

/** The text that `json.dumps(value)` of Python 3 gives with its default arguments. */
export function dumpPythonJson(value: JsonValue): string {
  return dump(value, { separators: [', ', ': '], number: pythonJsonNumber });
}

/** The same without spaces, as Patroni stores a configuration, and with numbers as they are written. */
export function dumpCompactJson(value: JsonValue): string {
  return dump(value, { separators: [',', ':'], number: tokenOf });
}

function dump(value: JsonValue, notation: Notation): string {
  if (typeof value === 'string') return asciiString(value);
  if (isJsonNumber(value)) return notation.number(value);
  if (value === null || typeof value === 'boolean') return String(value);
  const [comma, colon] = notation.separators;
  if (!isJsonObject(value)) return `[${value.map((item) => dump(item, notation)).join(comma)}]`;
  const members = Object.entries(value).map(
    ([key, item]) => `${asciiString(key)}${colon}${dump(item, notation)}`,
  );
  return `{${members.join(comma)}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
