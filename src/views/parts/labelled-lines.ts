import type { Screen } from './screen.js';
import { textWidth } from './text-width.js';
import { wrapText } from './wrap.js';

/** A label with what belongs to it, each sentence on a line of its own. */
export interface Labelled {
  readonly label: string;
  readonly sentences: readonly (string | Whole)[];
}

/** Something to be pasted: never broken, however narrow it gets. */
export interface Whole {
  readonly whole: string;
}

const GAP = 2;
/** Below this the sentences go beneath their label. */
const NARROWEST = 36;

/** Labels in one column, their sentences beside them. */
export function labelledLines(blocks: readonly Labelled[], screen: Screen): string[] {
  const labelWidth = Math.max(0, ...blocks.map(({ label }) => textWidth(label))) + GAP;
  const isBeside = screen.columns - labelWidth >= NARROWEST;
  const indent = isBeside ? labelWidth : GAP;
  return blocks.flatMap(({ label, sentences }) => {
    const lines = sentences.flatMap((sentence) =>
      typeof sentence === 'string' ? wrapText(sentence, screen.columns - indent, '') : [sentence.whole],
    );
    if (!isBeside) return [label, ...lines.map((line) => `${' '.repeat(indent)}${line}`)];
    return lines.map((line, index) => {
      const before = index === 0 ? label : '';
      return `${before}${' '.repeat(indent - textWidth(before))}${line}`;
    });
  });
}
