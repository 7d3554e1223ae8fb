import { isJsonNumber, toNumber } from '../../../formats/exact-number.js';
import { hint } from '../../../formats/hint.js';
import type { Value } from '../../model/value.js';
import { changedPaths } from '../changed-paths.js';
import { type CheckContext, describeValue } from '../check-context.js';
import type { Fault } from '../config-finding.js';

/** Infinite numbers and those that are none: Python stores them, and what it writes then is no JSON. */
export function checkNumbers({ after }: CheckContext, found: readonly Fault[]): readonly Fault[] {
  const isJudged = (key: string): boolean => found.some(({ path }) => path.join('.') === key);
  return changedPaths({}, after).flatMap(({ path, after: value = null }): Fault[] => {
    if (!holdsOddNumber(value) || isJudged(path.join('.'))) return [];
    const message = `${path.at(-1)} is ${describeValue(value)}, which JSON has no number for`;
    return [{ code: 'wrong-type', path, message, next: hint`write a number with an end, or text in quotes` }];
  });
}

function holdsOddNumber(value: Value): boolean {
  if (isJsonNumber(value)) return !Number.isFinite(toNumber(value));
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsOddNumber);
}
