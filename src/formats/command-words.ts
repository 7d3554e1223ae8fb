/** A word of a command that is to be pasted into a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A cluster, or a group of a Citus cluster, as commands take it: `demo`, `demo --group 1`. */
export function clusterWords({
  scope,
  group,
}: {
  readonly scope: string;
  readonly group: number | null;
}): string {
  return group === null ? shellWord(scope) : `${shellWord(scope)} --group ${group}`;
}
