import { hint } from '../../../formats/hint.js';
import { plainText } from '../../../formats/json.js';
import { isTruthy } from '../../model/tags.js';
import { isTrue, isValueMap, type Value, type ValueMap } from '../../model/value.js';
import type { CheckContext } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';

/** Good slots that are not created before another setting allows it; the first one stands for all. */
export function waitingSlots(context: CheckContext, name: string, section: ValueMap): readonly Fault[] {
  return [...withoutSlots(context, name, section), ...withoutLevel(context, name, section)];
}

function withoutSlots({ postgresql }: CheckContext, name: string, section: ValueMap): readonly Fault[] {
  const [slot] = Object.keys(section);
  if (slot === undefined || postgresql.use_slots === undefined || isTruthy(postgresql.use_slots) === true)
    return [];
  const message = 'Patroni creates no slots while postgresql.use_slots is off';
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
