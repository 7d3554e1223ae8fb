import { describe, expect, it } from 'vitest';
import { escapedJson, terminalText, visibleText } from '../../src/formats/visible-text.js';

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
    {
      name: 'what is ignored by default',
      text: '\u00ad\u034f\u180e\u200c\u200d\u3164\ufe0f\u{e0041}\u{e0100}',
      visible: '\\xad\\u034f\\u180e\\u200c\\u200d\\u3164\\ufe0f\\U000e0041\\U000e0100',
    },
    { name: 'marks of interlinear notes', text: '\ufff9\ufffb', visible: '\\ufff9\\ufffb' },
    { name: 'halves of characters', text: 'a\ud83dz\ude00', visible: 'a\\ud83dz\\ude00' },
    { name: 'private use', text: '\ue000\u{f0000}', visible: '\\ue000\\U000f0000' },
    { name: 'no characters', text: '\ufffe\u0378\u{10ffff}', visible: '\\ufffe\\u0378\\U0010ffff' },
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

/** A sample of each block of all characters, and all of the first. */
const CHARACTERS = Array.from({ length: 0x11000 }, (_, i) =>
  String.fromCodePoint(i < 0x3100 ? i : Math.min(0x10ffff, 0x3100 + (i - 0x3100) * 18)),
);
const FORBIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

it('no control or format character is left in any text, and the rest is', () => {
  for (const character of CHARACTERS) {
    const text = visibleText(`a${character}b`);
    expect(FORBIDDEN.test(text)).toBe(false);
    if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character) && !/\p{DI}/u.test(character))
      expect(text).toBe(`a${character}b`);
  }
});

it('a JSON document parses to the same text', () => {
  const value = { [`k${CHARACTERS.join('')}`]: CHARACTERS.join('') };
  const text = escapedJson(JSON.stringify(value, null, 2));
  expect(FORBIDDEN.test(text)).toBe(false);
  expect(JSON.parse(text)).toEqual(value);
});

describe('terminalText', () => {
  it.each(['\x1b[1mpg1\x1b[22m\x1b[39m\n', '\x1b[H\x1b[2Ja\tb\n', '\x1b[90mx\x1b[39m 日本 ✔ ├ 😀'])(
    'leaves what ctl draws: %j',
    (text) => {
      expect(terminalText(text)).toBe(text);
    },
  );

  it.each([
    '\x1b]0;title\x07',
    '\x1b[5mblink',
    '\x1b[8mhidden',
    '\x1b[6n',
    '\x1b[10;10H',
    '\x1bc',
    '\x1bPq\x1b\\\\',
    '\x9b31m',
    'a\rb',
    'a\bb',
    '\u202eb',
    '\u200d',
    '\u{e0041}',
    '\x1b[?1049h',
    '\x1b[',
  ])('shows what is not its own: %j', (text) => {
    expect(terminalText(text)).not.toMatch(FORBIDDEN);
  });
});
