import type { ValueMap } from '../../cluster/model/value.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { type DiffLine, diffWithParents, SIGNS, unifiedDiff } from '../../formats/unified-diff.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';

/** Two configurations with their names. */
export interface ComparedConfigs {
  readonly before: ValueMap;
  readonly after: ValueMap;
  readonly titles: readonly [before: string, after: string];
}

/** In a pipe patronictl's unified difference; on a terminal what differs, below the keys it belongs to. Empty if both are equal. */
export function configDiff({ before, after, titles }: ComparedConfigs, screen: Screen): string {
  const [old, now] = [dumpPyYaml(before), dumpPyYaml(after)];
  if (!screen.isTerminal) return visibleText(unifiedDiff(old, now), { keepLines: true });
  const lines = diffWithParents(old, now);
  if (lines.length === 0) return '';
  const style = styleFor(screen);
  const headings = [`--- ${titles[0]}`, `+++ ${titles[1]}`].map((title) => style.strong(visibleText(title)));
  return `${[...headings, ...lines.map((line) => paint(line, style))].join('\n')}\n`;
}

function paint({ kind, text }: DiffLine, style: Style): string {
  const line = visibleText(`${SIGNS[kind]}${text}`);
  if (kind === 'removed') return style.bad(line);
  return kind === 'added' ? style.good(line) : line;
}
