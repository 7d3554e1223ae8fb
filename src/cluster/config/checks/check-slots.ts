import { hint } from '../../../formats/hint.js';
import { plainText } from '../../../formats/json.js';
import { isTruthy } from '../../model/tags.js';
import { isTrue, isValueMap, type Value, type ValueMap } from '../../model/value.js';
import { type CheckContext, describeValue, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { TOP_KEYS } from '../config-keys.js';
import { isOlder } from '../server-parameters.js';

/** The keys that may hold the slots; Patroni takes the first that is not empty. */
const NAMES = ['permanent_replication_slots', 'permanent_slots', 'slots'] as const;
const PROPERTIES = ['type', 'database', 'plugin', 'cluster_type'] as const;

/** Permanent slots: what Patroni would not create, and what waits for another setting. */
export function checkSlots(context: CheckContext): readonly Fault[] {
  const slots = NAMES.map((name) => ({ name, section: sectionOf(context.after[name]) })).filter(
    ({ section }) => Object.keys(section).length > 0,
  );
  return [
    ...slots.flatMap(({ name, section }) => checkSection([name], section)),
    ...overriddenSections(slots.map(({ name }) => name)),
    ...(slots[0] === undefined ? [] : waitingSlots(context, slots[0].name, slots[0].section)),
  ];
}

function checkSection(prefix: ConfigPath, section: ValueMap): readonly Fault[] {
  return Object.entries(section).flatMap(([name, slot]) => {
    const path = [...prefix, name];
    return Object.hasOwn(TOP_KEYS, name) && !isSlot(slot)
      ? [keyAmongSlots(path, name)]
      : [...checkName(path, name), ...checkSlot(path, slot)];
  });
}

/** A slot may have any name. */
function isSlot(slot: Value): boolean {
  const isKnown = (key: string): boolean => PROPERTIES.some((each) => each === key);
  return !isTrue(slot) || (isValueMap(slot) && Object.keys(slot).every(isKnown));
}

/** Such as ignore_slots, one level too deep. */
function keyAmongSlots(path: ConfigPath, name: string): Fault {
  const message = `Patroni would take ${name} inside ${path[0]} for the name of a slot; the key belongs at the top of the document`;
  return { code: 'wrong-level', path, message, next: hint`write ${name} at the top` };
}

function checkName(path: ConfigPath, name: string): readonly Fault[] {
  if (/^[a-z0-9_]{1,63}$/.test(name)) return [];
  const message = `"${name}" is no name for a slot: 1 to 63 characters of a-z, 0-9 and _`;
  const next = hint`write ${
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9_]/g, '_')
      .slice(0, 63) || 'another name'
  }`;
  return [{ code: 'bad-slot', path, message, next }];
}

function checkSlot(path: ConfigPath, slot: Value): readonly Fault[] {
  if (!isTrue(slot)) return [];
  if (!isValueMap(slot)) {
    const message = `The slot ${path.at(-1)} is ${describeValue(slot)}, not a section`;
    return [{ code: 'wrong-type', path, message, next: hint`write for example {type: physical}` }];
  }
  const unknown = Object.keys(slot).filter((key) => !PROPERTIES.some((each) => each === key));
  return [
    ...unknown.map((key): Fault => unknownProperty([...path, key], key)),
    ...checkType(path, slot),
    ...checkClusterType(path, slot.cluster_type),
  ];
}

function unknownProperty(path: ConfigPath, key: string): Fault {
  const message = `A slot has no property ${key}; there are ${PROPERTIES.join(', ')}`;
  return { code: 'unknown-key', path, message, next: null };
}

function checkType(path: ConfigPath, { type, database, plugin }: ValueMap): readonly Fault[] {
  const isComplete = isTrue(database) && isTrue(plugin);
  const name = path.at(-1);
  if (type !== undefined && type !== 'physical' && type !== 'logical') {
    const message = `The slot ${name} has the type ${describeValue(type)}; it can be physical or logical`;
    return [{ code: 'not-in-enum', path: [...path, 'type'], message, next: hint`write physical or logical` }];
  }
  const isHalf = isTrue(database) !== isTrue(plugin) && type !== 'physical';
  if (!isHalf && (type !== 'logical' || isComplete)) return [];
  const missing = [isTrue(database) ? '' : 'database', isTrue(plugin) ? '' : 'plugin']
    .filter(Boolean)
    .join(' and ');
  const message = `The logical slot ${name} needs ${missing}; Patroni would not create it`;
  return [{ code: 'bad-slot', path, message, next: hint`write ${missing}` }];
}

function checkClusterType(path: ConfigPath, value: Value | undefined): readonly Fault[] {
  if (value === undefined || value === null || value === 'primary' || value === 'standby') return [];
  const message = `cluster_type is ${describeValue(value)}; it can be primary or standby`;
  return [
    { code: 'not-in-enum', path: [...path, 'cluster_type'], message, next: hint`write primary or standby` },
  ];
}

function overriddenSections(names: readonly string[]): readonly Fault[] {
  const [winner, ...others] = names;
  if (winner === undefined) return [];
  return others.map((name): Fault => {
    const message = `${name} is ignored while there is ${winner}`;
    return { code: 'overridden-setting', path: [name], message, next: hint`move its slots to ${winner}` };
  });
}

/** Good slots that are not created before another setting allows it; the first one stands for all. */
function waitingSlots(context: CheckContext, name: string, section: ValueMap): readonly Fault[] {
  return [...withoutSlots(context, name, section), ...withoutLevel(context, name, section)];
}

/** Patroni 3.0 creates physical ones all the same (dcs/__init__.py, get_replication_slots). */
function withoutSlots(
  { postgresql, members }: CheckContext,
  name: string,
  section: ValueMap,
): readonly Fault[] {
  const isOld = members.length > 0 && members.every(({ patroniVersion }) => isOlder(patroniVersion, '3.1'));
  const slot = Object.keys(section).find((each) => !isOld || isLogical(section[each]));
  if (slot === undefined || postgresql.use_slots === undefined || isTruthy(postgresql.use_slots) === true)
    return [];
  const message = `Patroni creates no ${isOld ? 'logical ' : ''}slots while postgresql.use_slots is off`;
  return [waiting([name, slot], message, 'postgresql.use_slots=true', ['postgresql', 'use_slots'])];
}

function withoutLevel({ parameters }: CheckContext, name: string, section: ValueMap): readonly Fault[] {
  const slot = Object.keys(section).find((each) => isLogical(section[each]));
  if (slot === undefined || plainText(parameters.wal_level).toLowerCase() === 'logical') return [];
  const message = `The logical slot ${slot} needs wal_level = logical, which takes a restart`;
  const level = ['postgresql', 'parameters', 'wal_level'];
  return [waiting([name, slot], message, `${level.join('.')}=logical`, level)];
}

export function isLogical(slot: Value | undefined): boolean {
  return isValueMap(slot) && isTrue(slot.database) && isTrue(slot.plugin) && slot.type !== 'physical';
}

function waiting(path: ConfigPath, message: string, setting: string, key: ConfigPath): Fault {
  return { code: 'slot-not-created', path, message, next: hint`set ${setting}`, involves: [path, key] };
}
