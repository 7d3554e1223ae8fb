import { isJsonNumber, type JsonNumber, toNumber } from '../../formats/exact-number.js';
import { isJsonObject, isJsonScalar, type JsonObject, type JsonValue } from '../../formats/json.js';

/** Free-form data of a cluster's keys, such as custom tags and the dynamic configuration. */
export type Value = JsonValue;

export type ValueMap = JsonObject;

export type ScalarValue = string | JsonNumber | boolean | null;

export const isScalar: (value: Value | undefined) => value is ScalarValue = isJsonScalar;

/** Patroni's rule for whole numbers, which may be text; null if the value counts as not set (utils.parse_int). */
export function integerOf(value: Value | undefined): number | null {
  const number = typeof value === 'string' && /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value) ? Number(value) : value;
  const known = isJsonNumber(number) ? toNumber(number) : null;
  return known !== null && Number.isFinite(known) ? Math.round(known) : null;
}

/** Python's truth: nothing, zero and what is empty are false. */
export function isTrue(value: Value | undefined): boolean {
  if (isJsonNumber(value)) return toNumber(value) !== 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

export function isValueMap(value: Value | undefined): value is ValueMap {
  return isJsonObject(value);
}
