import { describe, expect, it } from 'vitest';
import { predictReaction, timingFor, worstReaction } from '../../../src/cluster/haproxy/check-timing.js';

describe('the prediction', () => {
  it.each([
    [
      'the sample of many tutorials',
      { inter: 3000, fastinter: 3000, downinter: 3000, rise: 2, fall: 3 },
      { up: { typical: 4500, worst: 6000 }, down: { typical: 7500, worst: 9000 } },
    ],
    [
      'faster looks in doubt',
      { inter: 2000, fastinter: 1000, downinter: 2000, rise: 2, fall: 3 },
      { up: { typical: 2000, worst: 3000 }, down: { typical: 3000, worst: 4000 } },
    ],
    [
      'one answer that is enough',
      { inter: 1000, fastinter: 500, downinter: 4000, rise: 1, fall: 1 },
      { up: { typical: 2000, worst: 4000 }, down: { typical: 500, worst: 1000 } },
    ],
  ])('of %s', (_, timing, reaction) => {
    expect(predictReaction(timing)).toEqual(reaction);
  });
});

describe('the checks for a wanted reaction', () => {
  it.each([400, 1000, 2000, 3333, 10_000])('of %i ms keep it', (reactionMs) => {
    const timing = timingFor(reactionMs);
    expect(worstReaction(timing)).toBeLessThanOrEqual(reactionMs);
    expect(worstReaction(timing)).toBeGreaterThan(reactionMs - 5);
    expect(timing.fastinter).toBeGreaterThanOrEqual(100);
  });

  it('believe one answer, and forgive two that are lost', () => {
    expect(timingFor(2000)).toEqual({ inter: 1000, fastinter: 500, downinter: 1000, rise: 1, fall: 3 });
  });
});
