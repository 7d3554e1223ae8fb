import type { ConfigPath } from '../../cluster/config/config-finding.js';
import { isValueMap, type Value, type ValueMap } from '../../cluster/model/value.js';
import { mergePatch } from '../../formats/merge-patch.js';

/** One `-s` or `-p`. */
export interface Setting {
  readonly path: ConfigPath;
  readonly value: Value;
}

/** What the command line makes of a configuration; with none of the three nothing. */
export interface Composition {
  readonly replace: ValueMap | null;
  readonly apply: ValueMap | null;
  readonly settings: readonly Setting[];
}

/** In patronictl's order: another document, a patch, then single settings (ctl.py, edit_config). */
export function compose(current: ValueMap, { replace, apply, settings }: Composition): ValueMap {
  const replaced = replace === null ? current : mergePatch({}, replace);
  const patched = apply === null ? replaced : mergePatch(replaced, apply);
  return settings.reduce((values, { path, value }) => setValue(values, path, value), patched);
}

/** Null removes a key, and what is empty then is removed as well; what is no section on the way becomes one. */
export function setValue(values: ValueMap, path: ConfigPath, value: Value): ValueMap {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  if (rest.length === 0) return value === null ? without(values, key) : { ...values, [key]: value };
  const below = Object.hasOwn(values, key) ? values[key] : undefined;
  const section = setValue(isValueMap(below) ? below : {}, rest, value);
  return Object.keys(section).length === 0 ? without(values, key) : { ...values, [key]: section };
}

/** Without one of its keys. */
export function without(values: ValueMap, key: string): ValueMap {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

/** Dotted, except below `postgresql.parameters`, where the names of parameters may have dots themselves. */
export function pathOf(typed: string): ConfigPath {
  const keys = typed.split('.');
  const isParameter = keys[0] === 'postgresql' && keys[1] === 'parameters' && keys.length > 2;
  return isParameter ? ['postgresql', 'parameters', keys.slice(2).join('.')] : keys;
}
