import { describe, expect, it } from 'vitest';
import { visibleText } from '../../src/formats/visible-text.js';

describe('visibleText', () => {
  it.each([
    { name: 'an escape sequence', text: '\x1b[31m', visible: '\\x1b[31m' },
    {
      name: 'other control characters',
      text: '\x00\t\r\n\x7f\x9b',
      visible: '\\x00\\x09\\x0d\\x0a\\x7f\\x9b',
    },
    {
      name: 'marks that reorder text',
      text: '\u202e\u2066\u200f\u061c',
      visible: '\\u202e\\u2066\\u200f\\u061c',
    },
    { name: 'invisible characters', text: '\u200b\ufeff\u2060', visible: '\\u200b\\ufeff\\u2060' },
    { name: 'line separators', text: '\u2028\u2029', visible: '\\u2028\\u2029' },
  ])('shows $name', ({ text, visible }) => {
    expect(visibleText(text)).toBe(visible);
  });

  it('leaves ordinary text of any language alone', () => {
    const text = 'pg-1 größe 日本 😀 e\u0301';
    expect(visibleText(text)).toBe(text);
  });

  it('keeps line breaks, and only them, if told to', () => {
    expect(visibleText('a\r\nb', { keepLines: true })).toBe('a\\x0d\nb');
  });
});
