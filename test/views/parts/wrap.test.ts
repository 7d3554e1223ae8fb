import { describe, expect, it } from 'vitest';
import { wrapParts, wrapText } from '../../../src/views/parts/wrap.js';

describe('wrapParts', () => {
  it.each([
    { name: 'as many as fit', parts: ['aa', 'bb', 'cc'], width: 7, lines: ['aa   bb', 'cc'] },
    {
      name: 'a part longer than a line by itself',
      parts: ['a', 'too long', 'b'],
      width: 5,
      lines: ['a', 'too long', 'b'],
    },
    { name: 'wide characters as two cells', parts: ['日本', 'bb'], width: 8, lines: ['日本', 'bb'] },
    {
      name: 'colours as none',
      parts: ['\x1b[31maa\x1b[39m', 'bb'],
      width: 7,
      lines: ['\x1b[31maa\x1b[39m   bb'],
    },
    {
      name: 'all on one line in a pipe',
      parts: ['a', 'b'],
      width: Number.POSITIVE_INFINITY,
      lines: ['a   b'],
    },
    { name: 'nothing', parts: [], width: 5, lines: [] },
  ])('puts on a line $name', ({ parts, width, lines }) => {
    expect(wrapParts(parts, '   ', width)).toEqual(lines);
  });
});

describe('wrapText', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrapText('one two three four', 12)).toEqual(['one two', '  three four']);
  });

  it('leaves no spaces at the place of a break, and keeps all others', () => {
    expect(wrapText('  one   two', 7)).toEqual(['  one', '  two']);
    expect(wrapText('  one   two', 80)).toEqual(['  one   two']);
  });
});
