import { describe, expect, it } from 'vitest';
import {
  ExactNumber,
  isEqualNumber,
  isSameNumber,
  type JsonNumber,
  numberOfToken,
} from '../../src/formats/exact-number.js';
import { jsonText, parseExactJson, shownJson } from '../../src/formats/json.js';
import { dumpCompactJson } from '../../src/formats/python-json.js';
import { NUMBER_TOKENS } from '../support/numbers.js';

describe('parseExactJson', () => {
  it.each(NUMBER_TOKENS)('keeps %s, wherever it stands', (token) => {
    const text = `{"a":${token},"b":[${token},{"c":${token}}],"d":"${token}"}`;
    const value = parseExactJson(text);
    expect(dumpCompactJson(value ?? null)).toBe(text);
    if (/^-?\d/.test(token)) expect(jsonText(value)).toBe(text);
  });

  it.each<[text: string, value: unknown]>([
    ['', undefined],
    ['01', undefined],
    ['+1', undefined],
    ['.5', undefined],
    ['1.', undefined],
    ['1e', undefined],
    ['1 2', undefined],
    ['{1: 2}', undefined],
    ['{"a" "b"}', undefined],
    ['{"a": 1,}', undefined],
    ['"a', undefined],
    ['"a 1', undefined],
    ['nan', undefined],
    ['-', undefined],
    ['0x10', undefined],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, undefined],
    ['null', null],
    [
      '[true, false, null, "n1", "s1", "", "\\"1\\"", "\\\\"]',
      [true, false, null, 'n1', 's1', '', '"1"', '\\'],
    ],
    ['{"1": 1, "n1": 2, "": 3, "a\\"1": 4}', { 1: 1, n1: 2, '': 3, 'a"1': 4 }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    [' [ 1 , 2.5 ] ', [1, 2.5]],
    ['{"\\u0061": 1}', { a: 1 }],
  ])('reads %j as JSON.parse would', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  it('keeps a key that objects inherit', () => {
    expect(dumpCompactJson(parseExactJson('{"__proto__":{"a":1.0}}') ?? null)).toBe(
      '{"__proto__":{"a":1.0}}',
    );
  });
});

describe('jsonText', () => {
  it.each<[value: unknown, indent: number]>([
    [{ a: 1, b: [], c: {}, d: [1, { e: null }], f: undefined, g: 'x"\n' }, 2],
    [[undefined, 1], 0],
    [{ at: new Date(0), nan: Number.NaN }, 2],
    ['text', 2],
    [null, 2],
  ])('writes %j as JSON.stringify does, also beside an exact number', (value, indent) => {
    expect(jsonText(value, indent)).toBe(JSON.stringify(value, null, indent));
    const beside = jsonText({ value, number: new ExactNumber('1.0') }, indent);
    expect(beside.replace('1.0', '1')).toBe(JSON.stringify({ value, number: 1 }, null, indent));
  });

  it('puts in quotes what JSON has no number for, and shows it as Python does', () => {
    const value = parseExactJson('[NaN, -Infinity, 1E400, 1e3, 0.10]') ?? null;
    expect(jsonText(value)).toBe('["NaN","-Infinity",1E400,1e3,0.10]');
    expect(shownJson(value)).toBe('[ NaN, -Infinity, Infinity, 1000.0, 0.1 ]');
  });
});

describe('comparison', () => {
  it.each<[one: string, other: string, same: boolean, equal: boolean]>([
    ['1e3', '1000.0', true, true],
    ['0.10', '0.1', true, true],
    ['-0', '0', true, true],
    ['1', '1.0', false, true],
    ['-0.0', '0.0', false, true],
    ['1E400', 'Infinity', true, true],
    ['NaN', 'NaN', true, true],
    ['1E400', '-1E400', false, false],
    ['9223372036854775807', '9223372036854775808', false, false],
    ['9007199254740993', '9007199254740993.0', false, false],
    ['9007199254740992', '9007199254740993.0', false, true],
    ['9223372036854775808', '9223372036854775808.0', false, true],
    ['1e22', '10000000000000000000000', false, true],
    ['1e23', '100000000000000000000000', false, false],
  ])('%s and %s', (one, other, same, equal) => {
    const numbers: readonly [JsonNumber, JsonNumber] = [numberOfToken(one), numberOfToken(other)];
    expect([isSameNumber(...numbers), isEqualNumber(...numbers)]).toEqual([same, equal]);
  });
});
