import { matchSequences } from './match-sequences.js';

/** A stretch of two texts that is the same in both, or not. */
export interface Change {
  readonly kind: 'same' | 'changed';
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

export function linesOf(text: string): string[] {
  return text.replace(/\n+$/, '').split('\n');
}

/** difflib's opcodes; replaced, deleted and inserted are all the same here. */
export function changesBetween(old: readonly string[], now: readonly string[]): Change[] {
  const changes: Change[] = [];
  let [oldStart, newStart] = [0, 0];
  for (const match of [
    ...matchSequences(old, now),
    { oldStart: old.length, newStart: now.length, length: 0 },
  ]) {
    if (match.oldStart > oldStart || match.newStart > newStart) {
      changes.push({ kind: 'changed', oldStart, oldEnd: match.oldStart, newStart, newEnd: match.newStart });
    }
    [oldStart, newStart] = [match.oldStart + match.length, match.newStart + match.length];
    if (match.length > 0) {
      changes.push({
        kind: 'same',
        oldStart: match.oldStart,
        oldEnd: oldStart,
        newStart: match.newStart,
        newEnd: newStart,
      });
    }
  }
  return changes;
}
