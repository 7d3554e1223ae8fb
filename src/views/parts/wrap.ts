import { textWidth } from './text-width.js';

/** As many parts on each line as fit; a part that is longer than a line keeps a line of its own. */
export function wrapParts(parts: readonly string[], gap: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last}${gap}${part}`;
    if (last !== undefined && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

/** Prose broken between words, its further lines indented. Colours may be in it. */
export function wrapText(text: string, width: number, indent = '  '): string[] {
  const [first = '', ...rest] = wrapParts(text.split(' '), ' ', width - indent.length);
  return [first.trimEnd(), ...rest.map((line) => `${indent}${line.trim()}`)];
}
