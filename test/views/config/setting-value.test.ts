import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/cluster/model/value.js';
import { settingValue } from '../../../src/views/config/setting-source.js';

describe('settingValue', () => {
  it.each<[Value, string]>([
    [null, 'not set'],
    ['8MB', '8MB'],
    [30, '30'],
    ['30', '"30"'],
    [true, 'true'],
    ['true', '"true"'],
    ['on', 'on'],
    ['', '""'],
    ['not set', '"not set"'],
    [['a', 1], '[ "a", 1 ]'],
    [{ type: 'physical' }, '{ "type": "physical" }'],
    [{}, '{}'],
    ['a\u001b[2Jb', 'a\\x1b[2Jb'],
    ['x'.repeat(200), `${'x'.repeat(119)}…`],
  ])('%j', (value, text) => {
    expect(settingValue(value)).toBe(text);
  });
});
