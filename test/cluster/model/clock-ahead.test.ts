import { describe, expect, it } from 'vitest';
import { clockAhead } from '../../../src/cluster/model/clock-ahead.js';

describe('how far another clock is ahead', () => {
  const asked = { sent: 10_000, received: 10_400 };
  it.each([
    { name: 'within the way of the answer', told: 10_200, resolution: 0, ahead: 0 },
    { name: 'at the moment it was asked', told: 10_000, resolution: 0, ahead: 0 },
    { name: 'later than the answer came', told: 13_400, resolution: 0, ahead: 3000 },
    { name: 'before it was asked', told: 7_000, resolution: 0, ahead: -3000 },
    { name: 'cut off to whole seconds', told: 9_100, resolution: 1000, ahead: 0 },
    { name: 'cut off, and still before', told: 8_000, resolution: 1000, ahead: -1000 },
    { name: 'a cut off time in the future', told: 12_000, resolution: 1000, ahead: 1600 },
  ])('$name: $ahead ms', ({ told, resolution, ahead }) => {
    expect(clockAhead(told, resolution, asked)).toBe(ahead);
  });
});
