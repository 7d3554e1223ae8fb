import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/formats/durations.js';

describe('parseDuration', () => {
  it.each([
    ['10', 10_000],
    ['0.5', 500],
    ['250ms', 250],
    ['5s', 5000],
    ['30min', 1_800_000],
    ['1.5h', 5_400_000],
    ['1 d', 86_400_000],
    ['0', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toEqual({ ms });
  });

  it.each([
    ['30m', '"30m": the unit is ambiguous; for minutes write 30min'],
    ['5S', '"5S": unknown unit "S"; use ms, s, min, h or d'],
    ['soon', '"soon" is not a duration; write for example 10s, 30min or 2h'],
    ['', '"" is not a duration; write for example 10s, 30min or 2h'],
    ['-1s', '"-1s" is not a duration; write for example 10s, 30min or 2h'],
    ['999999999999d', '"999999999999d" is too long'],
  ])('refuses %s', (text, error) => {
    expect(parseDuration(text)).toEqual({ error });
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [400, '0.4 s'],
    [9999, '10.0 s'],
    [10_000, '10 s'],
    [119_000, '119 s'],
    [119_500, '2 min'],
    [7_140_000, '119 min'],
    [7_200_000, '2 h'],
    [7_500_000, '2 h 5 min'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
