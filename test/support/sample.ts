/** `npm run test:long` tries everything, `npm test` a sample. */
export const isWhole = process.env.ROUNDS !== undefined;

/** Printed with a sample; `CTL_TEST_SEED=…` tries the same one again. */
const SEED = Number(process.env.CTL_TEST_SEED ?? Date.now() % 1_000_000);

/** All rows, or so many of them. */
export function sampleOf<T>(what: string, rows: readonly T[], count: number): readonly T[] {
  if (isWhole || count >= rows.length) return rows;
  const random = randomFrom(SEED);
  const chosen = rows
    .map((row, index) => ({ row, index, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .sort((a, b) => a.index - b.index);
  console.log(`${what}: ${count} of ${rows.length}, CTL_TEST_SEED=${SEED}`);
  return chosen.map(({ row }) => row);
}

/** Numbers from 0 to 1 for what is made up; the seed is printed. */
export function randomOf(what: string): () => number {
  console.log(`${what}: CTL_TEST_SEED=${SEED}`);
  return randomFrom(SEED);
}

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
