import type { Cluster } from '../cluster.js';

/** Whether a member without a key has been one lately: it has a slot (since 4.0) or stands in the failsafe list. */
export function isRemembered({ failsafe, status }: Cluster, name: string): boolean {
  return failsafe?.has(name) === true || status.retainSlots.includes(slotNameOf(name));
}

/** dcs/__init__.py, slot_name_from_member_name. */
function slotNameOf(name: string): string {
  const replaced = name.toLowerCase().replaceAll(/[^a-z0-9_]/gu, (character) => {
    if ('-.'.includes(character)) return '_';
    return `u${String(character.codePointAt(0)).padStart(4, '0')}`;
  });
  return replaced.slice(0, 63);
}
