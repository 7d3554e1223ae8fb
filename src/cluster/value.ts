/** Free-form data of a cluster's keys, such as custom tags and the dynamic configuration. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

/** Patroni's rule for whole numbers, which may be text; null if the value counts as not set (utils.parse_int). */
export function integerOf(value: Value | undefined): number | null {
  const number = typeof value === 'string' && /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? Math.round(number) : null;
}

export function isValueMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
