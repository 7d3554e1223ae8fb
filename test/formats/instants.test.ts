import { describe, expect, it } from 'vitest';
import { formatInstant, formatLocalTime } from '../../src/formats/instants.js';

/** The expectations are what `dateutil.parser.parse(text).isoformat()` gives, which patronictl prints. */
describe('formatInstant', () => {
  it.each([
    ['2030-01-01T10:00:00+00:00', '2030-01-01T10:00:00+00:00'],
    ['2016-01-14T10:09:57.1394Z', '2016-01-14T10:09:57.139400+00:00'],
    ['2030-01-01T10:00:00.000Z', '2030-01-01T10:00:00+00:00'],
    ['2030-01-01 10:00+02', '2030-01-01T10:00:00+02:00'],
    ['2030-01-01T10:00:00.123456789-0530', '2030-01-01T10:00:00.123456-05:30'],
    ['2030-01-01T10:00:00', '2030-01-01T10:00:00'],
  ])('prints %s as %s', (text, printed) => {
    expect(formatInstant(text)).toBe(printed);
  });

  it('leaves alone what it cannot read', () => {
    expect(formatInstant('tomorrow')).toBe('tomorrow');
  });
});

describe('formatLocalTime', () => {
  it('prints two digits for each part of the local time', () => {
    expect(formatLocalTime(new Date(2026, 0, 2, 3, 4, 5, 678))).toBe('2026-01-02 03:04:05');
  });
});
