import type { RawKey } from './keys.js';

/** Keys as they were at a revision. */
interface PastKeys {
  readonly revision: number;
  readonly keys: readonly RawKey[];
}

/** Null if etcd does not remember the revision. */
type ReadAt = (revision: number) => Promise<readonly RawKey[] | null>;

/** The distances to the older revisions are the powers of two up to this one. */
const LONGEST_DISTANCE = 2 ** 20;
/** Keys that have gone and whose end is looked for. */
const MOST_SOUGHT = 8;

/**
 * The keys at revisions 1, 2, 4, 8 … before this one, so that what was there for some time is met wherever it ended; and at the last
 * revision of each key that has gone since. Newest first.
 */
export async function readPast(readAt: ReadAt, revision: number): Promise<readonly PastKeys[]> {
  const sampled = await Promise.all(
    revisionsBefore(revision).map(async (at) => ({ revision: at, keys: await readAt(at) })),
  );
  const now = { revision, keys: (await readAt(revision)) ?? [] };
  const past = sampled.flatMap(({ revision: at, keys }) => (keys === null ? [] : [{ revision: at, keys }]));
  const ends = await Promise.all(gone(now, past).map((key) => findEnd(readAt, key, [now, ...past])));
  const all = new Map([...past, ...ends.flatMap((end) => end ?? [])].map((each) => [each.revision, each]));
  return [...all.values()].sort((a, b) => b.revision - a.revision);
}

export function revisionsBefore(revision: number): number[] {
  const revisions: number[] = [];
  for (let distance = 1; distance <= LONGEST_DISTANCE && distance < revision; distance *= 2)
    revisions.push(revision - distance);
  return revisions;
}

function gone(now: PastKeys, past: readonly PastKeys[]): string[] {
  const names = new Set(past.flatMap(({ keys }) => keys.map(({ key }) => key)));
  return [...names].filter((key) => !has(now, key)).slice(0, MOST_SOUGHT);
}

/** Halves the way between the newest look that has the key and the one after it. */
async function findEnd(readAt: ReadAt, key: string, looks: readonly PastKeys[]): Promise<PastKeys | null> {
  const index = looks.findIndex((look) => has(look, key));
  const found = looks[index];
  if (found === undefined) return null;
  let last = found;
  let without = looks[index - 1]?.revision ?? found.revision + 1;
  while (without - last.revision > 1) {
    const middle = Math.floor((last.revision + without) / 2);
    const keys = await readAt(middle);
    const look = { revision: middle, keys: keys ?? [] };
    if (has(look, key)) last = look;
    else without = middle;
  }
  return last;
}

function has({ keys }: PastKeys, key: string): boolean {
  return keys.some((each) => each.key === key);
}
