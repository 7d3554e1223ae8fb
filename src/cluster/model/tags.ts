import { plainText } from '../../formats/json.js';
import { integerOf, isTrue, type Value, type ValueMap } from './value.js';

/** A member's tags as published: predefined ones only while they matter, and any custom ones. */
export type Tags = ValueMap;

/** Why a member may not become leader, or null: `nofailover`, or `failover_priority` of 0 or less (since 3.2). */
export function failoverExclusion(tags: Tags): 'nofailover-tag' | 'failover-priority-zero' | null {
  if (tags.nofailover !== undefined && tags.nofailover !== null)
    return isTrue(tags.nofailover) ? 'nofailover-tag' : null;
  const priority = integerOf(tags.failover_priority);
  return priority !== null && priority <= 0 ? 'failover-priority-zero' : null;
}

/** Patroni's rule for booleans in text form; undefined if the value counts as not set. */
export function isTruthy(value: Value | undefined): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  const text = plainText(value).toLowerCase();
  if (['on', 'true', 'yes', '1'].includes(text)) return true;
  return ['off', 'false', 'no', '0'].includes(text) ? false : undefined;
}
