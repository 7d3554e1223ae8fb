/**
 * What a terminal obeys or does not show: control and format characters, marks that reorder text, line and paragraph separators, what
 * is ignored by default (soft hyphen, joiners, variation selectors, tags, fillers), halves of characters, and what has no meaning that
 * everybody shares (private use) or none yet (unassigned), so that its width and looks are unknown.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Text of foreign origin (names, tags, states, errors) made safe to print: what a terminal would obey is shown instead.
 * Line breaks stay if `keepLines` is set.
 */
export function visibleText(text: string, { keepLines = false }: { keepLines?: boolean } = {}): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(UNSAFE, (character) =>
    keepLines && character === '\n' ? character : shown(character),
  );
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Colours, and what ctl moves the cursor by. */
const OWN = String.raw`\x1b\[(?:(?:[0-479]|2[2-9]|[34][0-79]|9[0-7]|10[0-7])(?:;\d{1,3})*m|H|2J|K)`;
const OWN_OR_UNSAFE = new RegExp(
  String.raw`(${OWN})|[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`,
  'gu',
);
/** Harmless: they end a line or part the columns of a table for programs. */
const KEPT = ['\n', '\t'];

/** The last look at a text for a terminal: whatever else was forgotten is shown instead of obeyed. */
export function terminalText(text: string): string {
  return text.replace(OWN_OR_UNSAFE, (found, own) =>
    own !== undefined || KEPT.includes(found) ? found : shown(found),
  );
}

/** The text of a JSON document that parses to the same and may go to a terminal. */
export function escapedJson(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\n'
      ? character
      : character
          .split('')
          .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
          .join(''),
  );
}
