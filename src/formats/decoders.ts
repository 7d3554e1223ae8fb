import { isJsonNumber, toNumber } from './exact-number.js';
import { entryOf, isJsonObject, type JsonValue } from './json.js';

/** What a document should have held, and where. */
export class DecodeError extends Error {
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`${path === '' ? 'the document' : path} is not ${expected}`);
  }
}

/** Turns a part of a JSON document into what it stands for; throws a DecodeError if it is anything else. */
export type Decoder<T> = (value: JsonValue | undefined, path: string) => T;

export const text: Decoder<string> = (value, path) => {
  if (typeof value !== 'string') throw new DecodeError(path, 'a text');
  return value;
};

export const number: Decoder<number> = (value, path) => {
  if (!isJsonNumber(value)) throw new DecodeError(path, 'a number');
  return toNumber(value);
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new DecodeError(path, 'true or false');
  return value;
};

/** An instant, ISO 8601. */
export const instant: Decoder<string> = (value, path) => {
  const told = text(value, path);
  if (Number.isNaN(Date.parse(told))) throw new DecodeError(path, 'a time');
  return told;
};

/** Anything below an object with any keys. */
export const anyMap: Decoder<Readonly<Record<string, JsonValue>>> = (value, path) => {
  if (!isJsonObject(value)) throw new DecodeError(path, 'an object');
  return value;
};

export function constant<T extends string | boolean>(expected: T): Decoder<T> {
  return (value, path) => {
    if (value !== expected) throw new DecodeError(path, JSON.stringify(expected));
    return expected;
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Decoder<T> {
  return (value, path) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new DecodeError(path, `one of ${words.join(', ')}`);
    return found;
  };
}

export function nullable<T>(decode: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : decode(value, path));
}

export function listOf<T>(decode: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new DecodeError(path, 'a list');
    return value.map((each: JsonValue, index) => decode(each, `${path}[${index}]`));
  };
}

/** An object whose keys are names. */
export function mapOf<T>(decode: Decoder<T>): Decoder<ReadonlyMap<string, T>> {
  return (value, path) => {
    const fields = Object.entries(anyMap(value, path));
    return new Map(fields.map(([key, each]) => [key, decode(each, below(path, key))] as const));
  };
}

/** An object with just these fields; more of them are left out. */
export function objectOf<T extends object>(fields: { readonly [K in keyof T]-?: Decoder<T[K]> }): Decoder<T>;
export function objectOf(fields: Readonly<Record<string, Decoder<unknown>>>): Decoder<object> {
  return (value, path) => {
    const given = anyMap(value, path);
    return Object.fromEntries(
      Object.entries(fields).map(([key, decode]) => [key, decode(entryOf(given, key), below(path, key))]),
    );
  };
}

/** One of several kinds of object, told apart by the value of one field. */
export function variantOf<T>(field: string, kinds: Readonly<Record<string, Decoder<T>>>): Decoder<T> {
  return (value, path) => {
    const named = entryOf(anyMap(value, path), field);
    const isWord = typeof named === 'string' || typeof named === 'boolean';
    const kind = isWord ? entryOf(kinds, String(named)) : undefined;
    if (kind === undefined)
      throw new DecodeError(below(path, field), `one of ${Object.keys(kinds).join(', ')}`);
    return kind(value, path);
  };
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
