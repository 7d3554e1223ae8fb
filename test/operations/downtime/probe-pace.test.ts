import { describe, expect, it } from 'vitest';
import { limitFor, limitOf, placesToTry } from '../../../src/operations/downtime/probe-pace.js';

/** `0@900`: at the first address since 900; `0@900!`: a server answers its login. */
const running = (text: string) =>
  (text === '' ? [] : text.split(' ')).map((each) => {
    const [place, startedMs] = each.replace('!', '').split('@').map(Number);
    return { place: place ?? -1, startedMs: startedMs ?? -1, isLoggingIn: each.endsWith('!') };
  });

describe('placesToTry at 1000', () => {
  it.each([
    { what: 'nothing runs', now: '', places: 3, expected: [0, 1, 2] },
    { what: 'not where something runs', now: '1@980', places: 3, expected: [0, 2] },
    { what: 'beside what is stuck', now: '0@940 1@941 2@990', places: 3, expected: [0] },
    { what: 'not beside a login that is answered', now: '0@751!', places: 1, expected: [] },
    { what: 'not beside a login that is answered', now: '0@751! 0@751', places: 1, expected: [] },
    { what: 'but not for ever', now: '0@750!', places: 1, expected: [0] },
    { what: 'then at intervals', now: '0@800 0@938', places: 1, expected: [] },
    { what: 'then at intervals', now: '0@800 0@937', places: 1, expected: [0] },
    { what: 'sixteen at most', now: '0@1 '.repeat(16).trim(), places: 1, expected: [] },
    { what: 'room for every address', now: '0@1 '.repeat(14).trim(), places: 3, expected: [1, 2] },
    { what: 'those that do not count take room, too', now: '0@1', others: 15, places: 1, expected: [] },
    {
      what: 'more addresses than that',
      now: '0@1 1@1',
      places: 18,
      expected: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
    },
  ])('$what: $now', ({ now, places, others = 0, expected }) => {
    expect(placesToTry(running(now), others, places, 1000, 1000)).toEqual(expected);
  });
});

describe('how long an attempt may take', () => {
  it.each([
    ['nothing was written yet', null, 1000],
    ['writes are quick', 12, 250],
    ['they are slow', 200, 400],
    ['they are very slow', 600, 1000],
  ])('%s', (_, slowestMs, expected) => {
    expect(limitFor(slowestMs)).toBe(expected);
  });

  it('is longer for one in 24', () => {
    const limits = Array.from({ length: 48 }, (_, index) => limitOf(index + 1, 100));
    expect(limits.filter((limit) => limit === 1000)).toHaveLength(2);
  });
});
