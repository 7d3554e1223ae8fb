import { isValueMap, type Value } from '../../cluster/model/value.js';
import { isEqualNumber, isJsonNumber } from '../../formats/exact-number.js';

/** Python's `==`, by which patronictl finds that nothing was changed: `20` is not `'20'`, but `true` is 1. */
export function isSameDocument(one: Value | undefined, other: Value | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => isSameDocument(each, other[index]));
  }
  if (isValueMap(one) && isValueMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && isSameDocument(one[key], other[key]))
    );
  }
  const [left, right] = [numberOf(one), numberOf(other)];
  return isJsonNumber(left) && isJsonNumber(right) ? isEqualNumber(left, right) : left === right;
}

function numberOf(value: Value | undefined): Value | undefined {
  return typeof value === 'boolean' ? Number(value) : value;
}
