import { isJsonNumber, toNumber } from '../../formats/exact-number.js';
import { integerOf, type Value, type ValueMap } from '../model/value.js';

/** Seconds. */
export interface Timing {
  readonly ttl: number;
  readonly loopWait: number;
  readonly retryTimeout: number;
}

export const TIMING_DEFAULTS: Timing = { ttl: 30, loopWait: 10, retryTimeout: 10 };
export const TIMING_MINIMA: Timing = { ttl: 20, loopWait: 1, retryTimeout: 3 };

/** The three as stored; null if one of them is no whole number, for then the agents keep what they had. */
export function storedTiming(config: ValueMap): Timing | null {
  const ttl = wholeSeconds(config.ttl, TIMING_DEFAULTS.ttl);
  const loopWait = wholeSeconds(config.loop_wait, TIMING_DEFAULTS.loopWait);
  const retryTimeout = wholeSeconds(config.retry_timeout, TIMING_DEFAULTS.retryTimeout);
  return ttl === null || loopWait === null || retryTimeout === null ? null : { ttl, loopWait, retryTimeout };
}

/** What an agent works with: since 3.2 it corrects what breaks `loop_wait + 2 * retry_timeout <= ttl`, in memory. */
export function effectiveTiming(config: ValueMap): Timing | null {
  const stored = storedTiming(config);
  if (stored === null) return null;
  const ttl = Math.max(stored.ttl, TIMING_MINIMA.ttl);
  const loopWait = Math.max(stored.loopWait, TIMING_MINIMA.loopWait);
  const retryTimeout = Math.max(stored.retryTimeout, TIMING_MINIMA.retryTimeout);
  if (TIMING_MINIMA.loopWait + 2 * retryTimeout > ttl) {
    const most = Math.floor((ttl - TIMING_MINIMA.loopWait) / 2);
    return { ttl, loopWait: TIMING_MINIMA.loopWait, retryTimeout: most };
  }
  return { ttl, loopWait: Math.min(loopWait, ttl - 2 * retryTimeout), retryTimeout };
}

/** Python's `int`: text must be a whole number, fractions of a number are cut off. */
export function wholeSeconds(value: Value | undefined, fallback: number): number | null {
  if (value === undefined) return fallback;
  if (typeof value === 'string')
    return /^\s*[-+]?\d+(_\d+)*\s*$/.test(value) ? Number(value.replaceAll('_', '')) : null;
  return isJsonNumber(value) && Number.isFinite(toNumber(value))
    ? Math.trunc(toNumber(value))
    : integerOf(value);
}
