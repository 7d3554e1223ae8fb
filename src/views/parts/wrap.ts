import { textWidth } from './text-width.js';

/** As many parts on each line as fit; a part that is longer than a line keeps a line of its own. */
export function wrapParts(parts: readonly string[], gap: string, width: number): string[] {
  const lines: string[] = [];
  // Summed up: a line without an end would be measured anew with each part.
  let taken = 0;
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = taken + textWidth(gap) + textWidth(part);
    if (last !== undefined && joined <= width) {
      lines[lines.length - 1] = `${last}${gap}${part}`;
      taken = joined;
    } else {
      lines.push(part);
      taken = textWidth(part);
    }
  }
  return lines;
}

/** Prose broken between words, its further lines indented. Colours may be in it. */
export function wrapText(text: string, width: number, indent = '  '): string[] {
  const [first = '', ...rest] = wrapParts(text.split(' '), ' ', width - indent.length);
  return [first.trimEnd(), ...rest.map((line) => `${indent}${line.trim()}`)];
}
