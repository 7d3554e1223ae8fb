/** Whether members of this version publish `replication_state`: since 3.0.4. */
export function tellsReplicationState(patroniVersion: string | null): boolean {
  const [major = 0, minor = 0, patch = 0] = (patroniVersion ?? '').split('.').map(Number);
  return major > 3 || (major === 3 && (minor > 0 || patch >= 4));
}
