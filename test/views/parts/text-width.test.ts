import { eastAsianWidth } from 'get-east-asian-width';
import { expect, it } from 'vitest';
import { textWidth } from '../../../src/views/parts/text-width.js';

it.each([
  ['pg1', 3],
  ['● pg1 – müde … → │', 18],
  ['数据库', 6],
  ['e\u0301', 1],
  ['\u{1f680}', 2],
  ['◽◾', 4],
  ['\u001b[32mpg1\u001b[39m é', 5],
  ['a\u0085\u0007b', 2],
  ['', 0],
])('%s', (text, expected) => {
  expect(textWidth(text)).toBe(expected);
});

it('what needs no library has the width that it would tell', () => {
  const differing = [];
  for (let code = 0x20; code < 0x2600; code += 1) {
    const text = String.fromCodePoint(code);
    const isCounted = !/[\p{Cc}\p{Mn}\p{Me}\p{Cf}\p{Emoji}\u1160\u2028-\u202e\u2060-\u2063]/u.test(text);
    // Wide to wcwidth, and not to the library.
    if (isCounted && text !== '\u115f' && textWidth(text) !== eastAsianWidth(code)) differing.push(text);
  }
  expect(differing).toEqual([]);
});
