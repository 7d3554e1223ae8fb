/** A WAL position as an absolute number of bytes. Positions beyond 2^53 (8 PiB of WAL) are not represented. */
export type Lsn = number;

/** PostgreSQL's text form, the lower half not zero padded, as Patroni prints it. */
export function formatLsn(lsn: Lsn): string {
  const high = Math.floor(lsn / 2 ** 32);
  const low = lsn % 2 ** 32;
  return `${high.toString(16).toUpperCase()}/${low.toString(16).toUpperCase()}`;
}

/** Bytes that a member is behind the leader's last known position; never below 0. Null if one of the two is unknown. */
export function lagBehind(leaderPosition: Lsn | null, position: Lsn | null): number | null {
  return leaderPosition === null || position === null ? null : Math.max(0, leaderPosition - position);
}
