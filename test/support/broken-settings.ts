import type { JsonObject, JsonValue } from '../../src/formats/json.js';

/** Settings with some dotted keys set to other values; null takes a key away. */
export function withKeys(settings: JsonObject, changes: Readonly<Record<string, JsonValue>>): JsonObject {
  return Object.entries(changes).reduce<JsonObject>(
    (changed, [key, value]) => withKey(changed, key.split('.'), value),
    settings,
  );
}

function withKey(settings: JsonObject, [key = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (rest.length > 0) {
    const below = settings[key];
    return { ...settings, [key]: withKey(isObject(below) ? below : {}, rest, value) };
  }
  const { [key]: _, ...others } = settings;
  return value === null ? others : { ...others, [key]: value };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The line of a dotted key in a YAML file in block style, counted from 1; of a missing key that of its section. */
export function lineOf(text: string, key: string): number {
  const lines = text.split('\n');
  let found = -1;
  for (const [depth, part] of key.split('.').entries()) {
    const start = found + 1;
    const length = lines.slice(start).findIndex((line) => indentOf(line) < depth * 2);
    const block = lines.slice(start, length === -1 ? undefined : start + length);
    const index = block.findIndex((line) => line.startsWith(`${' '.repeat(depth * 2)}${part}:`));
    if (index === -1) break;
    found = start + index;
  }
  return found + 1;
}

function indentOf(line: string): number {
  return line.startsWith('-') ? 2 : line.length - line.trimStart().length;
}
