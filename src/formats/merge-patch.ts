import { isJsonNumber, type JsonNumber, pythonNumber } from './exact-number.js';
import { isJsonObject, isJsonScalar, type JsonObject, type JsonValue } from './json.js';

/**
 * Patroni's rules of `PATCH /config` (utils.patch_config): null removes, mappings merge, everything else replaces; lists are
 * replaced. Scalars compare by their text form, so a change of type only changes nothing.
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else if (isJsonObject(value) && isJsonObject(old)) merged[key] = mergePatch(old, value);
    else if (old === undefined || !isSameText(old, value)) merged[key] = value;
  }
  return merged;
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
