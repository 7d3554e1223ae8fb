import { hint } from '../../../formats/hint.js';
import { isTrue, isValueMap } from '../../model/value.js';
import { type CheckContext, describeValue } from '../check-context.js';
import type { Fault } from '../config-finding.js';

const PROPERTIES = ['name', 'type', 'database', 'plugin'] as const;

/** Each entry is a section of conditions; one without any matches every slot, so that Patroni would leave all alone. */
export function checkIgnoreSlots({ after }: CheckContext): readonly Fault[] {
  const list = after.ignore_slots;
  if (!Array.isArray(list)) return [];
  const path = ['ignore_slots'];
  return list.flatMap((entry, index): Fault[] => {
    const which = `Entry ${index + 1} of ignore_slots`;
    if (!isValueMap(entry)) {
      const message = `${which} is ${describeValue(entry)}, not a section`;
      return [{ code: 'wrong-type', path, message, next: hint`write for example {name: my_slot}`, entry }];
    }
    const unknown = Object.keys(entry).filter((key) => !PROPERTIES.some((each) => each === key));
    const wrongType = isTrue(entry.type) && entry.type !== 'physical' && entry.type !== 'logical';
    const isEmpty = PROPERTIES.every((key) =>
      key === 'name' ? (entry[key] ?? null) === null : !isTrue(entry[key]),
    );
    const faults = [
      ...unknown.map((key): Fault => {
        const message = `${which} has the unknown property ${key}; there are ${PROPERTIES.join(', ')}`;
        return { code: 'unknown-key', path, message, next: null };
      }),
      ...(wrongType ? [noSlotType(which, describeValue(entry.type ?? null))] : []),
      ...(isEmpty ? [matchesAll(which)] : []),
    ];
    return faults.map((fault) => ({ ...fault, entry }));
  });
}

function noSlotType(which: string, type: string): Fault {
  const message = `${which} has the type ${type}; it can be physical or logical`;
  return { code: 'not-in-enum', path: ['ignore_slots'], message, next: hint`write physical or logical` };
}

function matchesAll(which: string): Fault {
  const message = `${which} has no condition and matches every slot`;
  return {
    code: 'bad-slot',
    path: ['ignore_slots'],
    message,
    next: hint`write name, type, database or plugin`,
  };
}
