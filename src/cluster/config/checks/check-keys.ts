import { hint } from '../../../formats/hint.js';
import { entryOf } from '../../../formats/json.js';
import { isValueMap, type ValueMap } from '../../model/value.js';
import { type CheckContext, describeValue, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { CALLBACKS, type ConfigKey, POSTGRESQL_KEYS, STANDBY_KEYS, TOP_KEYS } from '../config-keys.js';
import { judgeKey } from '../judge-key.js';
import { misplacedKey } from './misplaced-key.js';

/** Patroni's own keys, wherever they are: known, at their place, with a value that Patroni reads. */
export function checkKeys(context: CheckContext): readonly Fault[] {
  const { after, postgresql } = context;
  const methods = methodSections(context);
  return [
    ...checkSection(context, [], after, TOP_KEYS),
    ...checkSection(context, ['postgresql'], withoutKeys(postgresql, methods), POSTGRESQL_KEYS),
    ...checkSection(context, ['standby_cluster'], sectionOf(after.standby_cluster), STANDBY_KEYS),
    ...checkCallbacks(postgresql),
  ];
}

function checkSection(
  context: CheckContext,
  prefix: ConfigPath,
  section: ValueMap,
  keys: Readonly<Record<string, ConfigKey>>,
): readonly Fault[] {
  return Object.entries(section).flatMap(([name, value]) => {
    const path = [...prefix, name];
    const key = entryOf(keys, name);
    if (key === undefined) return [misplacedKey(context, path)];
    return [...judgeKey(path, key, value), ...oldName(path, key)];
  });
}

function oldName(path: ConfigPath, { renamed }: ConfigKey): readonly Fault[] {
  if (renamed === null) return [];
  const message = `${path.at(-1)} is the old name of ${renamed}, which wins if both are there`;
  return [{ code: 'deprecated-key', path, message, next: hint`write ${renamed}` }];
}

/** How replicas are built may have sections of any name: those in the list, and those that look like one. */
function methodSections({ after, postgresql }: CheckContext): readonly string[] {
  const lists = [
    postgresql.create_replica_methods,
    postgresql.create_replica_method,
    sectionOf(after.standby_cluster).create_replica_methods,
  ];
  const listed = lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  const similar = Object.entries(postgresql)
    .filter(
      ([, value]) =>
        isValueMap(value) && ['command', 'keep_data', 'no_params', 'no_leader'].some((key) => key in value),
    )
    .map(([name]) => name);
  return [...listed, ...similar].filter((name) => !Object.hasOwn(POSTGRESQL_KEYS, name));
}

function withoutKeys(section: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));
}

function checkCallbacks({ callbacks }: ValueMap): readonly Fault[] {
  return Object.entries(sectionOf(callbacks)).flatMap(([name, value]): Fault[] => {
    const path = ['postgresql', 'callbacks', name];
    if (!CALLBACKS.some((each) => each === name)) {
      const message = `Patroni has no callback ${name}; there are ${CALLBACKS.join(', ')}`;
      return [{ code: 'unknown-key', path, message, next: null }];
    }
    if (value === null || typeof value === 'string') return [];
    const message = `${name} is ${describeValue(value)}, not a command`;
    return [{ code: 'wrong-type', path, message, next: null }];
  });
}
