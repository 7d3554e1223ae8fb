import { describe, expect, it } from 'vitest';
import {
  checksTimeline,
  type DynamicConfig,
  isPaused,
  isStandbyCluster,
  maximumLagOnFailover,
  synchronousMode,
} from '../../../src/cluster/model/dynamic-config.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';

function config(values: ValueMap): DynamicConfig {
  return { values, revision: 1 };
}

describe('isPaused, checksTimeline', () => {
  it('follow the truthy rule', () => {
    expect(isPaused(config({ pause: 'on' }))).toBe(true);
    expect(isPaused(config({ pause: 'maybe' }))).toBe(false);
    expect(checksTimeline(config({ check_timeline: 1 }))).toBe(true);
  });

  it('are off without a configuration', () => {
    expect(isPaused(null)).toBe(false);
    expect(checksTimeline(null)).toBe(false);
  });
});

describe('isStandbyCluster', () => {
  it.each<ValueMap>([{ host: 'remote' }, { port: 5432 }, { restore_command: 'cp …' }])(
    'is true for %j',
    (section) => {
      expect(isStandbyCluster(config({ standby_cluster: section }))).toBe(true);
    },
  );

  it.each<ValueMap>([
    {},
    { standby_cluster: {} },
    { standby_cluster: { host: '', port: 0 } },
    { standby_cluster: { primary_slot_name: 'x' } },
    { standby_cluster: 'remote' },
    { standby_cluster: null },
  ])('is false for %j', (values) => {
    expect(isStandbyCluster(config(values))).toBe(false);
  });
});

describe('synchronousMode', () => {
  it.each<[ValueMap, string]>([
    [{}, 'off'],
    [{ synchronous_mode: true }, 'on'],
    [{ synchronous_mode: 'on' }, 'on'],
    [{ synchronous_mode: 'Quorum' }, 'quorum'],
    [{ synchronous_mode: 'nonsense' }, 'off'],
    [{ synchronous_mode: true, standby_cluster: { host: 'remote' } }, 'off'],
    [{ synchronous_mode: 'quorum', standby_cluster: { host: 'remote' } }, 'off'],
  ])('of %j is %s', (values, mode) => {
    expect(synchronousMode(config(values))).toBe(mode);
  });
});

/** As Patroni's `get_int`, which knows no range and no unit. */
describe('maximumLagOnFailover', () => {
  it.each<[ValueMap, number]>([
    [{}, 1_048_576],
    [{ maximum_lag_on_failover: 0 }, 0],
    [{ maximum_lag_on_failover: '2048' }, 2048],
    [{ maximum_lag_on_failover: -1 }, -1],
    [{ maximum_lag_on_failover: '1MB' }, 1_048_576],
    [{ maximum_lag_on_failover: '' }, 1_048_576],
    [{ maximum_lag_on_failover: true }, 1_048_576],
    [{ maximum_lag_on_failover: [] }, 1_048_576],
    [{ maximum_lag_on_failover: null }, 1_048_576],
  ])('of %j is %d', (values, bytes) => {
    expect(maximumLagOnFailover(config(values))).toBe(bytes);
  });
});
