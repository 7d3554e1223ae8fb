/** What is longer is compared by its beginning. */
const LONGEST = 200;

/** The names that a mistyped one may have meant, likeliest first. */
export function nearMatches(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const furthest = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: distanceBetween(wanted, name, furthest) }))
    .filter(({ distance }) => distance <= furthest)
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** A name that begins with what was typed (or the other way round) is near by itself; what differs too much in length never is. */
function distanceBetween(typed: string, name: string, furthest: number): number {
  const begin = name.slice(0, typed.length).toLowerCase();
  if (begin === typed || (name.length > 2 && typed.startsWith(begin))) return 0.5;
  if (Math.abs(typed.length - name.length) > furthest) return Number.POSITIVE_INFINITY;
  return editsBetween(typed.slice(0, LONGEST), name.slice(0, LONGEST).toLowerCase());
}

/** Single-character edits and swaps of neighbours. */
function editsBetween(typed: string, name: string): number {
  let before: number[] = [];
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  for (let i = 1; i <= typed.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= name.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (typed[i - 1] === name[j - 1] ? 0 : 1);
      const isSwapped = j > 1 && typed[i - 2] === name[j - 1] && typed[i - 1] === name[j - 2];
      const swap = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution, swap));
    }
    [before, row] = [row, next];
  }
  return row[name.length] ?? 0;
}
