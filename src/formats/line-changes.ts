/** A stretch of two texts that is the same in both, or not. */
export interface Change {
  readonly kind: 'same' | 'changed';
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** A stretch of lines that stands in both texts. */
interface Match {
  readonly oldStart: number;
  readonly newStart: number;
  readonly length: number;
}

interface Range {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Of so many lines on, what stands in more than one of a hundred does not start a match (difflib, autojunk). */
const POPULAR_FROM = 200;

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

/** The matching blocks of Python's `difflib.SequenceMatcher`, neighbours joined. */
function matchSequences(old: readonly string[], now: readonly string[]): Match[] {
  const places = placesOf(now);
  const found: Match[] = [];
  const queue: Range[] = [{ oldStart: 0, oldEnd: old.length, newStart: 0, newEnd: now.length }];
  for (let range = queue.pop(); range !== undefined; range = queue.pop()) {
    const match = longestMatch(old, now, places, range);
    if (match.length === 0) continue;
    found.push(match);
    const [oldEnd, newEnd] = [match.oldStart + match.length, match.newStart + match.length];
    queue.push({ ...range, oldEnd: match.oldStart, newEnd: match.newStart });
    queue.push({ ...range, oldStart: oldEnd, newStart: newEnd });
  }
  return joined(found.sort((a, b) => a.oldStart - b.oldStart || a.newStart - b.newStart));
}

function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const known = places.get(line);
    if (known === undefined) places.set(line, [index]);
    else known.push(index);
  }
  if (lines.length < POPULAR_FROM) return places;
  const most = Math.floor(lines.length / 100) + 1;
  return new Map([...places].filter(([, indexes]) => indexes.length <= most));
}

/** Of the longest the first in the old text, and of these the first in the new one; then as far as lines are equal around it. */
function longestMatch(
  old: readonly string[],
  now: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  range: Range,
): Match {
  let best: Match = { oldStart: range.oldStart, newStart: range.newStart, length: 0 };
  let lengths = new Map<number, number>();
  for (let i = range.oldStart; i < range.oldEnd; i += 1) {
    const next = new Map<number, number>();
    for (const j of places.get(old[i] ?? '') ?? []) {
      if (j < range.newStart) continue;
      if (j >= range.newEnd) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > best.length) best = { oldStart: i - length + 1, newStart: j - length + 1, length };
    }
    lengths = next;
  }
  return extended(old, now, range, best);
}

function extended(old: readonly string[], now: readonly string[], range: Range, match: Match): Match {
  let { oldStart, newStart, length } = match;
  while (oldStart > range.oldStart && newStart > range.newStart && old[oldStart - 1] === now[newStart - 1]) {
    oldStart -= 1;
    newStart -= 1;
    length += 1;
  }
  while (
    oldStart + length < range.oldEnd &&
    newStart + length < range.newEnd &&
    old[oldStart + length] === now[newStart + length]
  ) {
    length += 1;
  }
  return { oldStart, newStart, length };
}

function joined(matches: readonly Match[]): Match[] {
  const blocks: Match[] = [];
  for (const match of matches) {
    const last = blocks.at(-1);
    const follows =
      last !== undefined &&
      last.oldStart + last.length === match.oldStart &&
      last.newStart + last.length === match.newStart;
    if (follows) blocks.splice(-1, 1, { ...last, length: last.length + match.length });
    else blocks.push(match);
  }
  return blocks;
}
