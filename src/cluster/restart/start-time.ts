import type { DynamicConfig } from '../model/dynamic-config.js';
import { integerOf } from '../model/value.js';

/** Milliseconds since 1970 of what an agent tells of `pg_postmaster_start_time()`; null if it tells nothing that can be read. */
export function startMs(startedAt: string | null): number | null {
  const ms = Date.parse((startedAt ?? '').trim().replace(' ', 'T'));
  return Number.isNaN(ms) ? null : ms;
}

/** Of a PostgreSQL that does not run, or tells no time, it is not known that it started later. */
export function startedBefore(startedAt: string | null, moment: number): boolean {
  const ms = startMs(startedAt);
  return ms === null || ms < moment;
}

/** The first moment at which all of them had been started; by the clocks of the servers, so that other clocks do not matter. */
export function afterAllStarts(starts: readonly (string | null)[]): number | null {
  const known = starts.map(startMs).filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.max(...known) + 1;
}

/** Seconds that PostgreSQL may take to start; `master_start_timeout` before 4.0. */
export function startTimeout(config: DynamicConfig | null): number {
  const { primary_start_timeout, master_start_timeout } = config?.values ?? {};
  return Math.max(0, integerOf(primary_start_timeout) ?? integerOf(master_start_timeout) ?? 300);
}
