import type { Cluster } from '../model/cluster.js';
import { type DynamicConfig, isStandbyCluster } from '../model/dynamic-config.js';
import { isTruthy } from '../model/tags.js';
import { isValueMap } from '../model/value.js';

export function isFailsafeMode(config: DynamicConfig | null): boolean {
  return isTruthy(config?.values.failsafe_mode) === true;
}

/** Logical slots that Patroni keeps on all members that may lead; it keeps none in a standby cluster. */
export function permanentLogicalSlots(config: DynamicConfig | null): string[] {
  const slots = config?.values.slots;
  if (!isValueMap(slots) || isStandbyCluster(config)) return [];
  return Object.entries(slots).flatMap(([name, slot]) => {
    if (!isValueMap(slot)) return [];
    const type = slot.type ?? (slot.database && slot.plugin ? 'logical' : 'physical');
    return type === 'logical' ? [name] : [];
  });
}

/** The timeline against which Patroni checks a candidate, which it takes from the history; 0 if there is none. */
export function timelineOfHistory({ history }: Cluster): number {
  const ended = history.at(-1)?.timeline;
  return ended === undefined ? 0 : ended + 1;
}
