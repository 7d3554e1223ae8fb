import type { DynamicConfig } from '../model/dynamic-config.js';
import { integerOf } from '../model/value.js';

/** Seconds that PostgreSQL may take to start; `master_start_timeout` before 4.0. */
export function startTimeout(config: DynamicConfig | null): number {
  const { primary_start_timeout, master_start_timeout } = config?.values ?? {};
  return Math.max(0, integerOf(primary_start_timeout) ?? integerOf(master_start_timeout) ?? 300);
}
