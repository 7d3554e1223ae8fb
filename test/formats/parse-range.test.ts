import { describe, expect, it } from 'vitest';
import { alerts, rangeText } from '../../src/cluster/check/range.js';
import { parseRange } from '../../src/formats/parse-range.js';

const INFINITY = Number.POSITIVE_INFINITY;
const plain = (text: string) =>
  /^\d+$/.test(text) ? { value: Number(text) } : { error: `"${text}" is no number` };

describe('parseRange', () => {
  it.each([
    ['10', 0, 10, false, '10'],
    ['10:', 10, INFINITY, false, '10:'],
    [':10', 0, 10, false, '10'],
    ['~:10', -INFINITY, 10, false, '~:10'],
    ['5:10', 5, 10, false, '5:10'],
    ['@5:10', 5, 10, true, '@5:10'],
    ['@10', 0, 10, true, '@10'],
    [' 2: ', 2, INFINITY, false, '2:'],
  ])('reads %s', (text, start, end, inside, again) => {
    const parsed = parseRange(text, plain);
    expect(parsed).toEqual({ range: { start, end, inside } });
    if ('range' in parsed) expect(rangeText(parsed.range)).toBe(again);
  });

  it.each([
    ['', '"" is not a range; write for example 10, 2: or @1:5'],
    [':', '":" is not a range; write for example 10, 2: or @1:5'],
    ['1:2:3', '"1:2:3" is not a range; write for example 10, 2: or @1:5'],
    ['10:5', '"10:5": its start is above its end'],
    ['x', '"x" is no number'],
    ['x:5', '"x" is no number'],
    ['-5', '"-5" is no number'],
  ])('refuses "%s"', (text, error) => {
    expect(parseRange(text, plain)).toEqual({ error });
  });
});

describe('alerts', () => {
  it.each([
    ['2:', 1, true],
    ['2:', 2, false],
    ['10', 10, false],
    ['10', 11, true],
    ['~:10', -1, false],
    ['@5:10', 5, true],
    ['@5:10', 4, false],
  ])('of %s at %i', (text, value, expected) => {
    const parsed = parseRange(text, plain);
    expect('range' in parsed && alerts(parsed.range, value)).toBe(expected);
  });
});
