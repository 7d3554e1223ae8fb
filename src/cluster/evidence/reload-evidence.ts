/** What a member shows of itself at one moment; null where it does not answer. */
export interface ReloadSample {
  /** When PostgreSQL last read its configuration, ISO 8601. */
  readonly configLoadedAt: string | null;
  /** When the agent last reached the DCS, which it does once in each cycle; seconds. */
  readonly dcsLastSeen: number | null;
}

/**
 * What proves that a reload has taken place: for PostgreSQL a later time of its configuration. Where that is not to be had, the cycles
 * of the agent, which begins each with what it was asked to reload (daemon.py, run); the first one may have begun before.
 */
export function reloadEvidence(
  before: ReloadSample,
  since: readonly ReloadSample[],
  elapsedMs: number,
  loopWait: number,
): 'sql' | 'agent' | null {
  const former = before.configLoadedAt;
  if (former !== null) {
    const isLater = ({ configLoadedAt: now }: ReloadSample): boolean =>
      now !== null && Date.parse(now) > Date.parse(former);
    return since.some(isLater) ? 'sql' : null;
  }
  const cycles = new Set(since.flatMap(({ dcsLastSeen }) => dcsLastSeen ?? []));
  if (before.dcsLastSeen !== null) cycles.delete(before.dcsLastSeen);
  return cycles.size >= 2 && elapsedMs >= loopWait * 1000 ? 'agent' : null;
}
