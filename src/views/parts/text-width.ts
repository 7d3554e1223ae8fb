import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const NO_CELL = /[\p{Cc}\p{Mn}\p{Me}\u200b-\u200f\u2028-\u202e\u2060-\u2063]/u;
const TWO_CELLS = /[\u115f\u3030\u303d\u3164\u3297\u3299\u{1f202}\u{1f237}]/u;
/** Visible format characters, and symbols that are an emoji only if a variation selector says so. */
const ONE_CELL = /[\p{Cf}\u1160\uffa0]|(?=\p{Emoji})\P{Emoji_Presentation}/u;
/** Latin, punctuation, arrows, lines and shapes: what ctl itself prints. */
const USUAL = /[\x20-\x7e\xa0-\xff\u2010-\u2027\u2190-\u21ff\u2500-\u25fc]/;

/**
 * Terminal cells a text takes: each character by itself, as wcwidth 0.2 (Python) counts them.
 * Control characters and terminal sequences take none.
 */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (USUAL.test(character)) return 1;
  if (NO_CELL.test(character)) return 0;
  if (TWO_CELLS.test(character)) return 2;
  if (ONE_CELL.test(character)) return 1;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}
