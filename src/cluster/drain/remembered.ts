import type { Cluster } from '../model/cluster.js';
import { slotNameOf } from '../model/slot-name.js';

/** Whether a member without a key has been one lately: it has a slot (since 4.0) or stands in the failsafe list. */
export function isRemembered({ failsafe, status }: Cluster, name: string): boolean {
  return failsafe?.has(name) === true || status.retainSlots.includes(slotNameOf(name));
}
