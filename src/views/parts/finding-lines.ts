import type { Finding } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import { type Labelled, labelledLines } from './labelled-lines.js';
import type { Screen } from './screen.js';
import type { Style } from './style.js';

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
