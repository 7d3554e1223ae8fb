import { isJsonNumber, type JsonNumber, pythonNumber } from './exact-number.js';
import { isJsonObject, isJsonScalar, type JsonObject, type JsonValue } from './json.js';

/**
 * Patroni's rules of `PATCH /config` (utils.patch_config): null removes, mappings merge, everything else replaces; lists are
 * replaced. Scalars compare by their text form, so a change of type only changes nothing.
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  // A key may be called `__proto__`, which an assignment would take for something else.
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const old = merged.get(key);
    if (value === null) merged.delete(key);
    else if (isJsonObject(value) && isJsonObject(old)) merged.set(key, mergePatch(old, value));
    else if (old === undefined || !isSameText(old, value)) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function isSameText(old: JsonValue, value: JsonValue): boolean {
  if (old === null || value === null) return false;
  return isJsonScalar(old) && isJsonScalar(value) && pythonText(old) === pythonText(value);
}

/** Python's `str`. */
function pythonText(value: string | JsonNumber | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return isJsonNumber(value) ? pythonNumber(value) : value;
}
