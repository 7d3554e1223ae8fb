import { describe, expect, it } from 'vitest';
import { formatLsn, lagBehind } from '../../../src/cluster/model/lsn.js';

describe('formatLsn', () => {
  it.each([
    [67_406_368, '0/4048A20'],
    [0, '0/0'],
    [2 ** 32 - 1, '0/FFFFFFFF'],
    [2 ** 32, '1/0'],
    [0x2a_0000_0001, '2A/1'],
    [2 ** 53 - 1, '1FFFFF/FFFFFFFF'],
  ])('prints %d as %s, the lower half not padded', (lsn, text) => {
    expect(formatLsn(lsn)).toBe(text);
  });
});

describe('lagBehind', () => {
  it.each([
    { name: 'behind', leader: 1000, position: 400, lag: 600 },
    { name: 'level', leader: 1000, position: 1000, lag: 0 },
    { name: 'ahead of a sample that is older', leader: 1000, position: 1200, lag: 0 },
    { name: 'without a position', leader: 1000, position: null, lag: null },
    { name: "without the leader's position", leader: null, position: 1000, lag: null },
  ])('gives $lag for a member $name', ({ leader, position, lag }) => {
    expect(lagBehind(leader, position)).toBe(lag);
  });
});
