import type { ConfigFinding } from '../../cluster/config/config-finding.js';
import { isTrue, isValueMap, type Value, type ValueMap } from '../../cluster/model/value.js';
import { hint } from '../../formats/hint.js';

/** Keys whose absence from a new document is more likely forgotten than meant: each ends something that runs. */
export const GUARDED_KEYS = ['pause', 'standby_cluster', 'slots', 'synchronous_mode'] as const;

const ENDS: Readonly<Record<(typeof GUARDED_KEYS)[number], string>> = {
  pause: 'the maintenance mode would end',
  standby_cluster: 'the standby cluster would be promoted',
  slots: 'permanent replication slots would be dropped',
  synchronous_mode: 'replication would become asynchronous',
};

/** What `--replace` would drop without having been told to. */
export function guardDrops(before: ValueMap, after: ValueMap, dropped: readonly string[]): ConfigFinding[] {
  const isLost = (key: string): boolean =>
    loses(before[key], after[key]) || (key === 'slots' && losesSlot(before.slots, after.slots));
  return GUARDED_KEYS.filter((key) => !dropped.includes(key) && isLost(key)).map((key) => ({
    code: 'would-drop',
    severity: 'error',
    path: [key],
    message: `the new document leaves it out, and ${ENDS[key]}`,
    next: hint`--drop ${key}`,
    existing: false,
  }));
}

/** What is off or empty is not lost. */
function loses(before: Value | undefined, after: Value | undefined): boolean {
  return !isOff(before) && (after === undefined || after === null);
}

function losesSlot(before: Value | undefined, after: Value | undefined): boolean {
  return (
    isValueMap(before) &&
    isValueMap(after) &&
    Object.keys(before).some((name) => before[name] !== null && !Object.hasOwn(after, name))
  );
}

function isOff(value: Value | undefined): boolean {
  return !isTrue(value) || ['off', 'false', 'no'].some((off) => off === value);
}
