import { type Change, changesBetween, linesOf } from './line-changes.js';

/** One line of a difference; an ancestor is a line above in the same text that is the same on both sides. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** `@@ -2,8 +2,8 @@` and its lines. */
export interface DiffHunk {
  readonly title: string;
  readonly lines: readonly DiffLine[];
}

/** The hunks that Python's `difflib.unified_diff` shows with three lines of context. */
export function diffHunks(before: string, after: string): readonly DiffHunk[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  return groupChanges(changesBetween(old, now)).map((group) => {
    const [first, last] = [group[0], group.at(-1)];
    const title = `@@ -${rangeOf(first?.oldStart, last?.oldEnd)} +${rangeOf(first?.newStart, last?.newEnd)} @@`;
    return { title, lines: group.flatMap((change) => linesOfChange(change, old, now)) };
  });
}

/** The same as text, with the nameless headings that patronictl prints; empty if both are equal. */
export function unifiedDiff(before: string, after: string): string {
  const hunks = diffHunks(before, after);
  if (hunks.length === 0) return '';
  const lines = hunks.flatMap(({ title, lines: each }) => [
    title,
    ...each.map(({ kind, text }) => `${SIGNS[kind]}${text}`),
  ]);
  return `--- \n+++ \n${lines.join('\n')}\n`;
}

export const SIGNS: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '-', added: '+' };

/** The changed lines of two YAML texts, below the keys that they belong to. */
export function diffWithParents(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const changes = changesBetween(old, now);
  const shown = new Set<number>();
  return changes.flatMap((change) => {
    if (change.kind === 'same') return [];
    const parents = [
      ...parentsOf(old, change.oldStart, change.oldEnd),
      ...parentsOf(now, change.newStart, change.newEnd).flatMap((index) => originOf(changes, index)),
    ].filter((index) => !shown.has(index) && index < change.oldStart);
    const above = [...new Set(parents)].sort((a, b) => a - b);
    for (const index of above) shown.add(index);
    return [
      ...above.map((index): DiffLine => ({ kind: 'same', text: old[index] ?? '' })),
      ...linesOfChange(change, old, now),
    ];
  });
}

const CONTEXT = 3;

/** difflib's get_grouped_opcodes. */
function groupChanges(changes: readonly Change[]): Change[][] {
  if (!changes.some(({ kind }) => kind === 'changed')) return [];
  const groups: Change[][] = [[]];
  for (const [index, change] of changes.entries()) {
    const isLast = index === changes.length - 1;
    if (change.kind === 'changed') {
      groups.at(-1)?.push(change);
    } else if (index === 0) {
      groups.at(-1)?.push(fromEnd(change));
    } else if (isLast || change.oldEnd - change.oldStart > 2 * CONTEXT) {
      groups.at(-1)?.push(fromStart(change));
      if (!isLast) groups.push([fromEnd(change)]);
    } else {
      groups.at(-1)?.push(change);
    }
  }
  return groups;
}

function fromStart(change: Change): Change {
  return {
    ...change,
    oldEnd: Math.min(change.oldEnd, change.oldStart + CONTEXT),
    newEnd: Math.min(change.newEnd, change.newStart + CONTEXT),
  };
}

function fromEnd(change: Change): Change {
  return {
    ...change,
    oldStart: Math.max(change.oldStart, change.oldEnd - CONTEXT),
    newStart: Math.max(change.newStart, change.newEnd - CONTEXT),
  };
}

function linesOfChange(change: Change, old: readonly string[], now: readonly string[]): DiffLine[] {
  const olds = old.slice(change.oldStart, change.oldEnd);
  if (change.kind === 'same') return olds.map((text) => ({ kind: 'same', text }));
  return [
    ...olds.map((text): DiffLine => ({ kind: 'removed', text })),
    ...now.slice(change.newStart, change.newEnd).map((text): DiffLine => ({ kind: 'added', text })),
  ];
}

/** difflib's _format_range_unified. */
function rangeOf(start = 0, end = 0): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}

/** Lines above a stretch of lines that are indented less and less. */
function parentsOf(lines: readonly string[], start: number, end: number): number[] {
  const parents: number[] = [];
  for (let child = start; child < end; child += 1) {
    let depth = depthOf(lines[child] ?? '');
    for (let index = child - 1; index >= 0 && depth > 0; index -= 1) {
      const above = depthOf(lines[index] ?? '');
      if (above >= depth) continue;
      depth = above;
      if (index < start) parents.push(index);
    }
  }
  return parents;
}

/** The items of a list stand in the column of their key. */
function depthOf(line: string): number {
  const indent = line.length - line.trimStart().length;
  return line.trimStart().startsWith('- ') ? indent + 1 : indent;
}

/** Where an unchanged line of the new text stands in the old one. */
function originOf(changes: readonly Change[], index: number): number[] {
  const same = changes.find(
    ({ kind, newStart, newEnd }) => kind === 'same' && newStart <= index && index < newEnd,
  );
  return same === undefined ? [] : [same.oldStart + index - same.newStart];
}
