/** When somebody was asked for the time and when the answer came, by this machine's clock, in milliseconds since 1970. */
export interface AskedFor {
  readonly sent: number;
  readonly received: number;
}

/**
 * Milliseconds that another clock is ahead of this machine's at the least; 0 if the difference may be the way of the answer
 * or, for a clock that tells whole `resolution`s only, what is cut off.
 */
export function clockAhead(told: number, resolution: number, { sent, received }: AskedFor): number {
  const earliest = told - received;
  const latest = told + resolution - sent;
  if (earliest > 0) return Math.round(earliest);
  return latest < 0 ? Math.round(latest) : 0;
}
