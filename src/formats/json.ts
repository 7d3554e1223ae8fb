import { ExactNumber, type JsonNumber, numberOfToken, pythonJsonNumber } from './exact-number.js';

/** Any value that JSON can hold. Numbers of `parseJson` are JavaScript's, of `parseExactJson` they are as written. */
export type JsonValue = string | JsonNumber | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** Neither a list nor an object. */
export function isJsonScalar(value: unknown): value is string | JsonNumber | boolean | null {
  return typeof value !== 'object' || value === null || value instanceof ExactNumber;
}

/** What a table or a document holds under a key, and nothing that objects inherit: a key may be called `constructor`. */
export function entryOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A scalar as `String` writes it, anything else as JSON: `String` asks an object for its `toString`, which may be a key of a document. */
export function plainText(value: JsonValue | undefined): string {
  return value === undefined || isJsonScalar(value) ? String(value) : jsonText(value);
}

/** Far more than any document needs, less than Python reads (its limit of 1000 calls), and little enough for everything that walks through one. */
const DEEPEST = 400;

function isTooDeep(text: string): boolean {
  // Whatever is nested so deep is at least this long.
  if (text.length <= 2 * DEEPEST) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Where the text that begins at a quote ends. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** The parsed value, or undefined if the text is not JSON, or nested deeper than Patroni could read. */
export function parseJson(text: string): JsonValue | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Texts, and numbers as Python reads them. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|-?Infinity|NaN/gs;

/** The same with every number as it is written, and with those that only Python takes for JSON. */
export function parseExactJson(text: string): JsonValue | undefined {
  if (isTooDeep(text)) return undefined;
  // Numbers go through the parser as texts, told from real ones by their first character.
  const marked = text.replace(TOKENS, (token) =>
    token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
  );
  try {
    return unmarked(JSON.parse(marked));
  } catch {
    return undefined;
  }
}

function unmarked(value: unknown): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string')
    return value.startsWith('n') ? numberOfToken(value.slice(1)) : value.slice(1);
  if (Array.isArray(value)) return value.map(unmarked);
  return Object.fromEntries(Object.entries(Object(value)).map(([key, each]) => [keyOf(key), unmarked(each)]));
}

function keyOf(marked: string): string {
  if (marked.startsWith('n')) throw new SyntaxError('a number is no key');
  return marked.slice(1);
}

/** How numbers are written that are none of JavaScript's. */
type NumberText = (value: ExactNumber) => string;

/** `JSON.stringify(value, null, indent)`, with every number as it is written; what is no JSON is there in quotes. */
export function jsonText(value: unknown, indent = 0, numberText: NumberText = jsonNumber): string {
  return holdsExactNumber(value)
    ? (written(value, '\n', ' '.repeat(indent), numberText) ?? 'null')
    : JSON.stringify(value, null, indent);
}

/** On one line, with numbers as patronictl shows them. */
export function shownJson(value: JsonValue): string {
  return jsonText(value, 1, pythonJsonNumber).replace(/\n */g, ' ');
}

function jsonNumber({ text }: ExactNumber): string {
  return /^-?\d/.test(text) ? text : JSON.stringify(text);
}

function holdsExactNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof ExactNumber || Object.values(value).some(holdsExactNumber);
}

/** A date, for instance; in a document `toJSON` may be a key like any other. */
function isWrittenByItself(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** Undefined for what JSON leaves out. */
function written(
  value: unknown,
  lineBreak: string,
  indent: string,
  numberText: NumberText,
): string | undefined {
  if (value instanceof ExactNumber) return numberText(value);
  if (typeof value !== 'object' || value === null || isWrittenByItself(value)) return JSON.stringify(value);
  const inner = lineBreak + indent;
  const parts = Array.isArray(value)
    ? value.map((each) => written(each, inner, indent, numberText) ?? 'null')
    : Object.entries(value).flatMap(([key, each]) => {
        const text = written(each, inner, indent, numberText);
        return text === undefined ? [] : [`${JSON.stringify(key)}:${indent === '' ? '' : ' '}${text}`];
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return indent === ''
    ? `${open}${parts.join(',')}${close}`
    : `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${close}`;
}
