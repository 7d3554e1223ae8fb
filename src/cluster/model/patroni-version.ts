/** Negative if the first is older: `4.0.7` and `4.1`; what is not a number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

/** Whether a member runs this version of Patroni or a newer one; not if it does not tell. */
export function isAtLeast(patroniVersion: string | null, wanted: string): boolean {
  return patroniVersion !== null && compareVersions(patroniVersion, wanted) >= 0;
}

/** Whether members of this version publish `replication_state`. */
export function tellsReplicationState(patroniVersion: string | null): boolean {
  return isAtLeast(patroniVersion, '3.0.4');
}
