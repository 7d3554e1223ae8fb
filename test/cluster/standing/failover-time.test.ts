import { describe, expect, it } from 'vitest';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { failoverTime } from '../../../src/cluster/standing/failover-time.js';

const ROWS: readonly (readonly [string, ValueMap | null, readonly number[], number])[] = [
  ['defaults', {}, [22, 35, 50], 315],
  ['no configuration', null, [22, 35, 50], 315],
  ['of the sandbox', { ttl: 20, loop_wait: 2, retry_timeout: 8 }, [20, 25, 30], 307],
  ['what members make of a broken rule', { ttl: 20, loop_wait: 10, retry_timeout: 10 }, [21, 25, 30], 306],
  ['a failed primary is not waited for', { primary_start_timeout: 0 }, [22, 35, 50], 15],
  ['its older name', { master_start_timeout: 60 }, [22, 35, 50], 75],
];

describe('failoverTime', () => {
  it.each(ROWS)('%s', (_, values, host, postgres) => {
    const time = failoverTime(values === null ? null : { values, revision: 1 });
    expect([time.hostDies.from, time.hostDies.to, time.hostDies.worst]).toEqual(host);
    expect(time.postgresCrashes.worst).toBe(postgres);
  });
});
