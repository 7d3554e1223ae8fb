import { Failure } from '../../errors.js';
import { isJsonNumber } from '../../formats/exact-number.js';
import { entryOf, isJsonObject, isJsonScalar, type JsonObject, type JsonValue } from '../../formats/json.js';

/** The configuration after all sources are merged: typed reading, and the place of each key for messages. */
export class SettingsDocument {
  constructor(
    private readonly root: JsonObject,
    /** The file, or `the environment`. */
    readonly origin: string,
    /** The variable, or file and line, that a dotted key comes from. */
    readonly placeOf: (key: string) => string,
  ) {}

  /** The value of a dotted key; undefined if it is absent or empty. */
  value(key: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.root;
    const walked: string[] = [];
    for (const part of key.split('.')) {
      if (value !== undefined && value !== null && !isJsonObject(value))
        throw this.wrong(walked.join('.'), 'a mapping');
      value = isJsonObject(value) ? entryOf(value, part) : undefined;
      walked.push(part);
    }
    return value === null ? undefined : value;
  }

  /** Text, or null if there is none; numbers count as text. */
  text(key: string): string | null {
    const value = this.value(key);
    if (value === undefined || value === '') return null;
    if (typeof value === 'string') return value;
    if (isJsonNumber(value)) return String(value);
    throw this.wrong(key, 'text');
  }

  /** Patroni's rule: on, true, yes, 1. */
  truthy(key: string): boolean {
    const value = this.value(key) ?? '';
    if (!isJsonScalar(value)) throw this.wrong(key, 'true or false');
    return ['on', 'true', 'yes', '1'].includes(String(value).toLowerCase());
  }

  /** The failure for a value that cannot be used. */
  wrong(key: string, expected: string): Failure {
    return new Failure('usage', 'bad-settings', `${this.placeOf(key)}: ${key} must be ${expected}`, {
      subject: key,
    });
  }
}
