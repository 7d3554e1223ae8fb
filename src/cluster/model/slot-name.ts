/** The replication slot that Patroni keeps for a member (dcs/__init__.py, slot_name_from_member_name). */
export function slotNameOf(member: string): string {
  const replaced = member.toLowerCase().replaceAll(/[^a-z0-9_]/gu, (character) => {
    if ('-.'.includes(character)) return '_';
    return `u${String(character.codePointAt(0)).padStart(4, '0')}`;
  });
  return replaced.slice(0, 63);
}
