import type { Change } from './line-changes.js';

/** Lines above a stretch of lines that are indented less and less. */
export function parentsOf(lines: readonly string[], start: number, end: number): number[] {
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
export function originOf(changes: readonly Change[], index: number): number[] {
  const same = changes.find(
    ({ kind, newStart, newEnd }) => kind === 'same' && newStart <= index && index < newEnd,
  );
  return same === undefined ? [] : [same.oldStart + index - same.newStart];
}
