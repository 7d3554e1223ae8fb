import { isJsonNumber, isSameNumber } from '../../formats/exact-number.js';
import { entryOf } from '../../formats/json.js';
import { isTruthy } from '../model/tags.js';
import { isScalar, isValueMap, type Value, type ValueMap } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';

/** One key that differs; a list is one value. Undefined: the key is not there. */
export interface ChangedPath {
  readonly path: ConfigPath;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  /** Both sides mean the same to Patroni, such as `20` and `"20"`, `true` and `on`. */
  readonly sameMeaning: boolean;
}

/** The keys in which two documents differ, leaf by leaf, in the order of the documents. */
export function changedPaths(before: ValueMap, after: ValueMap): readonly ChangedPath[] {
  return collect(before, after, []);
}

function collect(before: ValueMap, after: ValueMap, prefix: ConfigPath): ChangedPath[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const path = [...prefix, key];
    const [old, now] = [entryOf(before, key), entryOf(after, key)];
    if (isSection(old) && isSection(now)) return collect(old, now, path);
    if (isSection(old) && now === undefined) return collect(old, {}, path);
    if (old === undefined && isSection(now)) return collect({}, now, path);
    if (old !== undefined && now !== undefined && isSameValue(old, now)) return [];
    return [{ path, before: old, after: now, sameMeaning: isSameMeaning(old, now) }];
  });
}

/** An empty section is a value of its own: it can be there or not. */
function isSection(value: Value | undefined): value is ValueMap {
  return isValueMap(value) && Object.keys(value).length > 0;
}

/** The same for Python: neither the order of keys matters nor how a number is spelt, such as `1e3` and `1000.0`. */
export function isSameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => isSameValue(each, other[index]));
  }
  if (isValueMap(one) && isValueMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => isSameValue(one[key], entryOf(other, key)))
    );
  }
  if (isJsonNumber(one) && isJsonNumber(other)) return isSameNumber(one, other);
  return one === other;
}

/** Null counts as not set; scalars compare as the text that Patroni reads, switches whatever their spelling. */
function isSameMeaning(one: Value | undefined, other: Value | undefined): boolean {
  const [left, right] = [one ?? null, other ?? null];
  if (left === null || right === null) return left === right;
  if (!isScalar(left) || !isScalar(right)) return false;
  const [leftSwitch, rightSwitch] = [isTruthy(left), isTruthy(right)];
  if (leftSwitch !== undefined && rightSwitch !== undefined) return leftSwitch === rightSwitch;
  return String(left) === String(right);
}

/** Undefined if the path leads nowhere. */
export function valueAt(values: ValueMap, path: ConfigPath): Value | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  if (rest.length === 0) return value;
  return isValueMap(value) ? valueAt(value, rest) : undefined;
}
