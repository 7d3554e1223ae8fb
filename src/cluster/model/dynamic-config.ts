import { plainText } from '../../formats/json.js';
import { isTruthy } from './tags.js';
import { integerOf, isTrue, isValueMap, type ValueMap } from './value.js';

/** The key `config`: what all members share. Values are as stored, nobody has validated them. */
export interface DynamicConfig {
  readonly values: ValueMap;
  readonly revision: number;
}

/** `quorum` since 4.0. Ignored by Patroni in a standby cluster. */
type SynchronousMode = 'off' | 'on' | 'quorum';

export function isPaused(config: DynamicConfig | null): boolean {
  return isTruthy(config?.values.pause) === true;
}

/** Active if `standby_cluster` names a host, a port or a restore command. */
export function isStandbyCluster(config: DynamicConfig | null): boolean {
  const section = config?.values.standby_cluster;
  return isValueMap(section) && ['host', 'port', 'restore_command'].some((key) => isTrue(section[key]));
}

export function synchronousMode(config: DynamicConfig | null): SynchronousMode {
  if (isStandbyCluster(config)) return 'off';
  const value = config?.values.synchronous_mode;
  if (plainText(value).toLowerCase() === 'quorum') return 'quorum';
  return isTruthy(value) === true ? 'on' : 'off';
}

/** Bytes; a replica further behind the leader's last known position may not join a leader race. */
export function maximumLagOnFailover(config: DynamicConfig | null): number {
  return integerOf(config?.values.maximum_lag_on_failover) ?? 1_048_576;
}

export function checksTimeline(config: DynamicConfig | null): boolean {
  return isTruthy(config?.values.check_timeline) === true;
}

/** Seconds between two cycles of an agent, as stored. */
export function loopWait(config: DynamicConfig | null): number {
  return Math.max(1, integerOf(config?.values.loop_wait) ?? 10);
}
