import { describe, expect, it } from 'vitest';
import { failoverExclusion, isTruthy, type Tags } from '../../../src/cluster/model/tags.js';

/** The expectations are those of Patroni's tags.py. */
describe('failoverExclusion', () => {
  it.each<{ name: string; tags: Tags; exclusion: string | null }>([
    { name: 'no tags', tags: {}, exclusion: null },
    { name: 'nofailover', tags: { nofailover: true }, exclusion: 'nofailover-tag' },
    { name: 'a priority of 0', tags: { failover_priority: 0 }, exclusion: 'failover-priority-zero' },
    {
      name: 'a negative priority as text',
      tags: { failover_priority: ' -1 ' },
      exclusion: 'failover-priority-zero',
    },
    { name: 'a priority', tags: { failover_priority: 1 }, exclusion: null },
    { name: 'a priority that is no number', tags: { failover_priority: 'none' }, exclusion: null },
    {
      name: 'nofailover: false before priority 0',
      tags: { nofailover: false, failover_priority: 0 },
      exclusion: null,
    },
    {
      name: 'nofailover before a priority',
      tags: { nofailover: true, failover_priority: 5 },
      exclusion: 'nofailover-tag',
    },
    {
      name: 'nofailover: null, which counts as not set',
      tags: { nofailover: null, failover_priority: 0 },
      exclusion: 'failover-priority-zero',
    },
    { name: 'any text in nofailover', tags: { nofailover: 'false' }, exclusion: 'nofailover-tag' },
  ])('gives $exclusion for $name', ({ tags, exclusion }) => {
    expect(failoverExclusion(tags)).toBe(exclusion);
  });
});

describe('isTruthy', () => {
  it.each([true, 'on', 'True', 'YES', 1, '1'])('takes %j for true', (value) => {
    expect(isTruthy(value)).toBe(true);
  });

  it.each([false, 'off', 'False', 'NO', 0, '0'])('takes %j for false', (value) => {
    expect(isTruthy(value)).toBe(false);
  });

  it.each([undefined, null, '', 'enabled', 2, {}])('takes %j for not set', (value) => {
    expect(isTruthy(value)).toBeUndefined();
  });
});
