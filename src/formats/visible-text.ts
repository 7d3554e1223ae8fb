// Control characters, escapes, and the marks that reorder or hide text in a terminal.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text of foreign origin (names, tags, states, errors) made safe to print: what a terminal would obey is shown instead.
 * Line breaks stay if `keepLines` is set.
 */
export function visibleText(text: string, { keepLines = false }: { keepLines?: boolean } = {}): string {
  return text.replace(UNSAFE, (character) => {
    if (keepLines && character === '\n') return character;
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
