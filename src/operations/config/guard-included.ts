import { changedPaths } from '../../cluster/config/changed-paths.js';
import type { ConfigFinding } from '../../cluster/config/config-finding.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { hint } from '../../formats/hint.js';
import { GUARDED_KEYS } from '../edit-config/guard-drops.js';

const GUARDED = new Set<string>([...GUARDED_KEYS, 'permanent_replication_slots', 'permanent_slots']);

/** What is not to come back or go without having been named. */
export function guardIncluded(
  before: ValueMap,
  after: ValueMap,
  include: readonly string[],
): ConfigFinding[] {
  const touched = new Set(changedPaths(before, after).flatMap(({ path }) => path[0] ?? []));
  return [...touched]
    .filter((key) => GUARDED.has(key) && !include.includes(key))
    .map((key) => ({
      code: 'needs-include',
      severity: 'error',
      path: [key],
      message: `it would be ${describeFate(key, before, after)}, and too much depends on it to happen by the way`,
      next: hint`--include ${key}`,
      existing: false,
    }));
}

function describeFate(key: string, before: ValueMap, after: ValueMap): string {
  if (after[key] === undefined) return 'removed';
  return before[key] === undefined ? 'brought back' : 'changed';
}
