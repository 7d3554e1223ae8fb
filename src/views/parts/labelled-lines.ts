import type { Finding } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Screen } from './screen.js';
import type { Style } from './style.js';
import { textWidth } from './text-width.js';
import { wrapText } from './wrap.js';

/** A label with what belongs to it, each sentence on a line of its own. */
export interface Labelled {
  readonly label: string;
  readonly sentences: readonly (string | Whole)[];
}

/** Something to be pasted: never broken, however narrow it gets. */
interface Whole {
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

/** Each finding with its code and the mildest next step. */
export function findingLines(findings: readonly Finding[], style: Style, screen: Screen): string[] {
  const blocks = findings.map((finding): Labelled => {
    const { code, severity, message, remedies } = finding;
    const paint = { error: style.bad, warning: style.warning, info: style.dim }[severity];
    const [first] = remedies;
    const next = first === undefined ? [] : nextLines(first);
    return { label: paint(code), sentences: [visibleText(message), ...next] };
  });
  const inner = { ...screen, columns: screen.columns - 2 };
  return labelledLines(blocks, inner).map((line) => `  ${line}`);
}

function nextLines({ sentence, command }: Finding['remedies'][number]): Labelled['sentences'] {
  const next = `next: ${visibleText(sentence)}`;
  return command === null ? [next] : [next, { whole: `      ${visibleText(command)}` }];
}
