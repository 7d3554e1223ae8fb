import { Failure } from '../../errors.js';
import { isJsonNumber, toNumber } from '../../formats/exact-number.js';
import { entryOf, type JsonValue } from '../../formats/json.js';
import {
  isPythonMapping,
  jsonOf,
  type PythonMapping,
  type PythonValue,
  pythonText,
} from '../../formats/python-text.js';

const ON = ['on', 'true', 'yes', '1'];
const OFF = ['off', 'false', 'no', '0', ''];

/** The configuration after all sources are merged: typed reading, and the place of each key for messages. */
export class SettingsDocument {
  constructor(
    private readonly root: PythonMapping,
    /** The file, or `the environment`. */
    readonly origin: string,
    /** The variable, or file and line, that a dotted key comes from. */
    readonly placeOf: (key: string) => string,
  ) {}

  /** The value of a dotted key; undefined if it is absent or empty. */
  value(key: string): JsonValue | undefined {
    const value = this.raw(key);
    return value === undefined || value === null ? undefined : jsonOf(value);
  }

  private raw(key: string): PythonValue | undefined {
    let value: PythonValue | undefined = this.root;
    const walked: string[] = [];
    for (const part of key.split('.')) {
      if (value !== undefined && value !== null && !isPythonMapping(value))
        throw this.wrong(walked.join('.'), 'a mapping');
      value = value !== undefined && isPythonMapping(value) ? entryOf(value, part) : undefined;
      walked.push(part);
    }
    return value;
  }

  /** Text, or null if there is none; numbers count as text. */
  text(key: string): string | null {
    const value = this.value(key);
    if (value === undefined || value === '') return null;
    if (typeof value === 'string') return value;
    if (isJsonNumber(value)) return String(value);
    throw this.wrong(key, 'text');
  }

  /** What Python's `format` makes of whatever is there, `None` and an empty text included; null if the key is absent. */
  formatted(key: string): string | null {
    const value = this.raw(key);
    return value === undefined ? null : pythonText(value);
  }

  /** A switch. Patroni takes any other text of a file for true; what turns a check off has to be said clearly. */
  truthy(key: string): boolean {
    const value = this.value(key) ?? false;
    if (typeof value === 'boolean') return value;
    if (isJsonNumber(value)) return toNumber(value) !== 0;
    const word = typeof value === 'string' ? value.toLowerCase() : null;
    if (word !== null && ON.includes(word)) return true;
    if (word !== null && OFF.includes(word)) return false;
    throw this.wrong(key, 'true or false');
  }

  /** The failure for a value that cannot be used. */
  wrong(key: string, expected: string): Failure {
    return new Failure('usage', 'bad-settings', `${this.placeOf(key)}: ${key} must be ${expected}`, {
      subject: key,
    });
  }
}
