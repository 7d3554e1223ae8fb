import { ExactNumber, isJsonNumber, type JsonNumber, pythonNumber } from './exact-number.js';
import type { JsonValue } from './json.js';

/** A value of Python that JSON has no place for, such as a date, by its texts. */
export class PythonObject {
  constructor(
    /** Python's `str`. */
    readonly text: string,
    /** Python's `repr`, which stands for it within a list. */
    readonly notation: string = text,
  ) {}
}

/** What Python reads in a YAML text. The keys of mappings are those of `json.dumps`. */
export type PythonValue =
  | string
  | JsonNumber
  | boolean
  | null
  | PythonObject
  | readonly PythonValue[]
  | PythonMapping;

export interface PythonMapping {
  readonly [key: string]: PythonValue;
}

export function isPythonMapping(value: PythonValue): value is PythonMapping {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isJsonNumber(value) &&
    !(value instanceof PythonObject)
  );
}

/** The same for JSON; what that has no place for becomes text. */
export function jsonOf(value: PythonValue): JsonValue {
  if (value instanceof PythonObject) return value.text;
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  if (!isPythonMapping(value)) return value.map(jsonOf);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}

/** Python's `str`, with which `'{username}:{password}'.format(…)` writes whatever a settings file holds. */
export function pythonText(value: PythonValue): string {
  if (typeof value === 'string') return value;
  return value instanceof PythonObject ? value.text : pythonNotation(value);
}

/** Python's `repr`. */
export function pythonNotation(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isJsonNumber(value)) return pythonNumber(value);
  if (value instanceof PythonObject) return value.notation;
  if (Array.isArray(value)) return `[${value.map(pythonNotation).join(', ')}]`;
  const entries = Object.entries(value).map(([key, each]) => `${quotedText(key)}: ${pythonNotation(each)}`);
  return `{${entries.join(', ')}}`;
}

const SHORT = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The `repr` of a text. Python cannot print control, format, unassigned and private characters, and separators other than the blank. */
export function quotedText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\'"]|[^ -~]/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${quote}` : character;
    const short = SHORT.get(character);
    if (short !== undefined) return short;
    return /[\p{C}\p{Z}]/u.test(character) ? numbered(character.codePointAt(0) ?? 0) : character;
  });
  return `${quote}${inner}${quote}`;
}

function numbered(code: number): string {
  const [letter, width] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(width, '0')}`;
}

/** The `repr` of bytes. */
export function bytesNotation(bytes: Uint8Array): string {
  const characters = [...bytes].map((byte) => String.fromCharCode(byte));
  const quote = characters.includes("'") && !characters.includes('"') ? '"' : "'";
  const inner = characters.map((character) => {
    if (character === quote) return `\\${quote}`;
    const short = SHORT.get(character);
    if (short !== undefined) return short;
    return /[ -~]/.test(character) ? character : numbered(character.charCodeAt(0));
  });
  return `b${quote}${inner.join('')}${quote}`;
}

const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** Python's date or time for the text of a YAML timestamp (PyYAML `construct_yaml_timestamp`); null if there is no such day or time. */
export function pythonTime(text: string): PythonObject | null {
  const match = TIMESTAMP.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > lastDay) return null;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  if (match[4] === undefined) return new PythonObject(date, `datetime.date(${year}, ${month}, ${day})`);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const [, , , , , , , fraction = '', sign, hours = '0', minutes = '0'] = match;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const away = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  if (Math.abs(away) >= 24 * 60) return null;
  const zone = sign === undefined ? (text.endsWith('Z') ? 0 : null) : away;
  const parts = [year, month, day, hour, minute, second, micros];
  if (micros === 0) parts.pop();
  if (micros === 0 && second === 0) parts.pop();
  const shownMicros = micros === 0 ? '' : `.${pad(micros, 6)}`;
  return new PythonObject(
    `${date} ${pad(hour)}:${pad(minute)}:${pad(second)}${shownMicros}${zoneText(zone)}`,
    `datetime.datetime(${parts.join(', ')}${zoneNotation(zone)})`,
  );
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

function zoneText(minutes: number | null): string {
  if (minutes === null) return '';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function zoneNotation(minutes: number | null): string {
  if (minutes === null) return '';
  if (minutes === 0) return ', tzinfo=datetime.timezone.utc';
  const seconds = minutes * 60;
  const delta = minutes < 0 ? `days=-1, seconds=${86_400 + seconds}` : `seconds=${seconds}`;
  return `, tzinfo=datetime.timezone(datetime.timedelta(${delta}))`;
}
