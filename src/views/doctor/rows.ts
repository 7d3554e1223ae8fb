import { textWidth } from '../parts/text-width.js';
import { wrapParts } from '../parts/wrap.js';

/** Text behind a head, its further lines below its beginning; below a long head where space is short. Colours may be in both. */
export function hang(head: string, text: string, columns: number): string[] {
  const width = textWidth(head);
  if (width > Math.max(16, columns / 2)) {
    const indent = ' '.repeat(Math.min(12, Math.floor(columns / 6)));
    return [head.trimEnd(), ...hang(indent, text, columns)];
  }
  const [first = '', ...rest] = wrapParts(text.split(' '), ' ', Math.max(16, columns - width));
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(width)}${line}`.trimEnd())];
}

/** A row of the overview: a title, whom it is about and what is said. */
export function rowLines(title: string, who: string, text: string, columns: number): string[] {
  return hang(`  ${title.padEnd(9)} ${who === '' ? '' : `${who}  `}`, text, columns);
}
