import { isJsonNumber, isSameNumber } from '../../formats/exact-number.js';
import { entryOf } from '../../formats/json.js';
import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import { isSameValue } from './changed-paths.js';

/** A new document in which what is stored keeps its order, and every number that is the stored one the spelling that it has there. */
export function keepNumbers(stored: ValueMap, next: ValueMap): ValueMap {
  const kept = Object.keys(stored).filter((key) => Object.hasOwn(next, key));
  const keys = new Set([...kept, ...Object.keys(next)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, keptValue(entryOf(stored, key), entryOf(next, key) ?? null)]),
  );
}

function keptValue(stored: Value | undefined, value: Value): Value {
  if (isJsonNumber(stored) && isJsonNumber(value)) return isSameNumber(stored, value) ? stored : value;
  if (Array.isArray(stored) && Array.isArray(value)) return keptList(stored, value);
  return isValueMap(stored) && isValueMap(value) ? keepNumbers(stored, value) : value;
}

/** Entries may have moved. */
function keptList(stored: readonly Value[], list: readonly Value[]): Value[] {
  return list.map((value, index) => {
    const same = isSameValue(stored[index], value)
      ? stored[index]
      : stored.find((each) => isSameValue(each, value));
    return same ?? keptValue(stored[index], value);
  });
}
