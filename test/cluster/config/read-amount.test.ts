import { describe, expect, it } from 'vitest';
import {
  describeAmount,
  misreadAmount,
  readAmount,
  unitsOf,
} from '../../../src/cluster/config/read-amount.js';

describe('readAmount reads whole numbers as Patroni and PostgreSQL do', () => {
  it.each([
    { text: '20', unit: null, amount: { number: 20 } },
    { text: ' -1 ', unit: null, amount: { number: -1 } },
    { text: '+5', unit: null, amount: { number: 5 } },
    { text: '010', unit: null, amount: { number: 8 } },
    { text: '0x10', unit: null, amount: { number: 16 } },
    { text: '08', unit: null, amount: { fault: 'not-a-number' } },
    { text: '0X10', unit: null, amount: { fault: 'not-a-number' } },
    { text: '2.5', unit: null, amount: { number: 2 } },
    { text: '3.5', unit: null, amount: { number: 4 } },
    { text: '1e3', unit: null, amount: { number: 1000 } },
    { text: '1e400', unit: null, amount: { fault: 'not-a-number' } },
    { text: '.5', unit: null, amount: { number: 0 } },
    { text: '5.', unit: null, amount: { fault: 'not-a-number' } },
    { text: '12.5.3', unit: null, amount: { fault: 'not-a-number' } },
    { text: '1_000', unit: null, amount: { fault: 'not-a-number' } },
    { text: '', unit: null, amount: { fault: 'not-a-number' } },
    { text: 'abc', unit: 'kB', amount: { fault: 'not-a-number' } },
    { text: '500ABC', unit: null, amount: { fault: 'not-a-number' } },
    { text: '1kB', unit: null, amount: { fault: 'no-unit-here', unit: 'kB' } },
    { text: '4096', unit: 'kB', amount: { number: 4096 } },
    { text: '1MB', unit: 'kB', amount: { number: 1024 } },
    { text: '128 MB', unit: '8kB', amount: { number: 16_384 } },
    { text: '0.5GB', unit: 'kB', amount: { number: 524_288 } },
    // A fraction is rounded to the next smaller unit.
    { text: '0.1d', unit: 's', amount: { number: 7200 } },
    { text: '0.1GB', unit: 'kB', amount: { number: 104_448 } },
    { text: '0.01GB', unit: '8kB', amount: { number: 1280 } },
    { text: '0.0833333333h', unit: 's', amount: { number: 300 } },
    { text: '1.26min', unit: 's', amount: { number: 76 } },
    { text: '6GB', unit: '16MB', amount: { number: 384 } },
    { text: '12XB', unit: 'kB', amount: { fault: 'unknown-unit', unit: 'XB' } },
    { text: '12mb', unit: 'kB', amount: { fault: 'unknown-unit', unit: 'mb' } },
    { text: '1min', unit: 'kB', amount: { fault: 'unknown-unit', unit: 'min' } },
    { text: '1.5h', unit: 's', amount: { number: 5400 } },
    { text: '1000 ms', unit: 's', amount: { number: 1 } },
    { text: '2d', unit: 'min', amount: { number: 2880 } },
    { text: '30m', unit: 's', amount: { fault: 'unknown-unit', unit: 'm' } },
  ])('$text in $unit', ({ text, unit, amount }) => {
    expect(readAmount(text, unit, true)).toEqual(amount);
  });
});

describe('readAmount reads fractions', () => {
  it.each([
    { text: '0.1', unit: null, amount: { number: 0.1 } },
    { text: '+0.0005', unit: null, amount: { number: 0.0005 } },
    { text: '2ms', unit: 'ms', amount: { number: 2 } },
    { text: '500us', unit: 'ms', amount: { number: 0.5 } },
    { text: '0x10', unit: null, amount: { fault: 'not-a-number' } },
    { text: 'NaN', unit: null, amount: { fault: 'not-a-number' } },
  ])('$text in $unit', ({ text, unit, amount }) => {
    expect(readAmount(text, unit, false)).toEqual(amount);
  });
});

it.each([
  { number: 16_384, unit: '8kB', text: '128MB' },
  { number: 64, unit: 'kB', text: '64kB' },
  { number: 300, unit: 's', text: '5min' },
  { number: 61, unit: 's', text: '61s' },
  { number: 86_400_000, unit: 'ms', text: '1d' },
  { number: 0.5, unit: 'ms', text: '500us' },
  { number: 0, unit: 'kB', text: '0' },
  { number: -1, unit: 'ms', text: '-1' },
  { number: 100, unit: null, text: '100' },
])('describeAmount shows $number of $unit as $text', ({ number, unit, text }) => {
  expect(describeAmount(number, unit)).toBe(text);
});

it.each([
  { unit: '8kB', units: ['B', 'kB', 'MB', 'GB', 'TB'] },
  { unit: 's', units: ['us', 'ms', 's', 'min', 'h', 'd'] },
  { unit: null, units: [] },
])('unitsOf $unit', ({ unit, units }) => {
  expect(unitsOf(unit)).toEqual(units);
});

describe('misreadAmount is what Patroni makes of fractions in units such as 8kB', () => {
  it.each([
    { text: '0.00390625TB', unit: '8kB', is: 0 },
    { text: '0.01GB', unit: '8kB', is: 1024 },
    { text: '0.5GB', unit: '8kB', is: null },
    { text: '1TB', unit: '8kB', is: null },
    { text: '0.00390625TB', unit: 'kB', is: null },
    { text: '128MB', unit: '8kB', is: null },
    { text: '16384', unit: '8kB', is: null },
    { text: 'much', unit: '8kB', is: null },
  ])('$text of $unit', ({ text, unit, is }) => {
    expect(misreadAmount(text, unit)).toBe(is);
  });
});
