import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';

/** Undefined if the path leads nowhere. */
export function valueAt(values: ValueMap, path: ConfigPath): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  if (rest.length === 0) return value;
  return isValueMap(value) ? valueAt(value, rest) : undefined;
}
