import { effectiveTiming, TIMING_DEFAULTS, type Timing } from '../config/effective-timing.js';
import type { DynamicConfig } from '../model/dynamic-config.js';
import { integerOf } from '../model/value.js';

/** How long a cluster is without a primary that accepts writes, in seconds, replay of a backlog not counted. */
export interface FailoverTime {
  /** What the agents work with. */
  readonly timing: Timing;
  readonly primaryStartTimeout: number;
  /** The leader's host dies: its lock runs out, the others ask each other, one promotes. */
  readonly hostDies: {
    readonly from: number;
    readonly to: number;
    /** With a cycle of the agents in between and etcd slow to answer. */
    readonly worst: number;
  };
  /** Only its PostgreSQL crashes: its agent tries to start it before it lets go of the lock. */
  readonly postgresCrashes: { readonly worst: number };
}

/** To notice, to ask the others (the dead one does not answer) and to promote. */
const RACE_SECONDS = { least: 2, most: 5 };

const PRIMARY_START_TIMEOUT = 300;

export function failoverTime(config: DynamicConfig | null): FailoverTime {
  const timing = effectiveTiming(config?.values ?? {}) ?? TIMING_DEFAULTS;
  const { ttl, loopWait, retryTimeout } = timing;
  const values = config?.values ?? {};
  const stored = integerOf(values.primary_start_timeout) ?? integerOf(values.master_start_timeout);
  const primaryStartTimeout = Math.max(0, stored ?? PRIMARY_START_TIMEOUT);
  return {
    timing,
    primaryStartTimeout,
    hostDies: {
      // The lock was renewed at most one cycle before.
      from: Math.max(0, ttl - loopWait) + RACE_SECONDS.least,
      to: ttl + RACE_SECONDS.most,
      worst: ttl + loopWait + retryTimeout,
    },
    postgresCrashes: { worst: loopWait + primaryStartTimeout + RACE_SECONDS.most },
  };
}
