import { isJsonNumber, pyYamlNumber } from './exact-number.js';
import type { JsonObject, JsonValue } from './json.js';
import { BOOLEAN, FLOATS, INTEGER, NULL, TIMESTAMPS } from './yaml-scalar.js';

/** A scalar that stands as it is written, such as a date, which no JSON value is. */
export class PlainText {
  constructor(readonly text: string) {}
}

export type YamlScalar = Exclude<JsonValue, JsonObject | readonly JsonValue[]> | PlainText;

export interface Scalar {
  readonly text: string;
  readonly notation: 'plain' | 'single' | 'double';
}

/** Texts that a YAML 1.1 reader takes for something else than a string (PyYAML `Resolver`). */
const OTHER_THAN_STRING: readonly RegExp[] = [NULL, BOOLEAN, INTEGER, ...FLOATS, ...TIMESTAMPS, /^(?:<<|=)$/];

export const LINE_BREAK = /[\n\x85\u2028\u2029]/;

/** Characters that have to be escaped, and spaces that quotes alone would not preserve next to a line break. */
const NEEDS_DOUBLE_QUOTES: readonly RegExp[] = [
  /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\u{10ffff}/u,
  / [\n\x85\u2028\u2029]|[\n\x85\u2028\u2029] /,
];

/** What would start a comment, a collection, a key, an anchor… if it stood without quotes. */
const NEEDS_QUOTES: readonly RegExp[] = [
  LINE_BREAK,
  /^ | $/,
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?-](?: |$))|:(?: |$)| #/,
];
const NEEDS_QUOTES_IN_FLOW = /[,?[\]{}:]/;

/** The text of a scalar and the notation PyYAML's `analyze_scalar` and `choose_scalar_style` choose for it. */
export function scalarOf(value: YamlScalar, inFlow: boolean): Scalar {
  if (value instanceof PlainText) return { text: value.text, notation: 'plain' };
  if (isJsonNumber(value)) return { text: pyYamlNumber(value), notation: 'plain' };
  if (typeof value !== 'string') return { text: String(value), notation: 'plain' };
  const matches = (pattern: RegExp) => pattern.test(value);
  if (NEEDS_DOUBLE_QUOTES.some(matches)) return { text: value, notation: 'double' };
  const quoted =
    NEEDS_QUOTES.some(matches) ||
    OTHER_THAN_STRING.some(matches) ||
    (inFlow && NEEDS_QUOTES_IN_FLOW.test(value));
  return { text: value, notation: quoted ? 'single' : 'plain' };
}

/** Whether `key: value` may be written on one line; PyYAML counts the tag `!!str` in its limit of 128. */
export function isSimpleKey(key: string): boolean {
  return key !== '' && !LINE_BREAK.test(key) && [...key].length + '!!str'.length < 128;
}
