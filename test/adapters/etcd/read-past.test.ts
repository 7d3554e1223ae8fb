import { describe, expect, it } from 'vitest';
import { readPast, revisionsBefore } from '../../../src/adapters/etcd/key-traces.js';
import type { RawKey } from '../../../src/adapters/etcd/keys.js';

/** A key is there from one revision on up to another one, both included. */
type Lives = Readonly<Record<string, readonly [number, number]>>;

function aPast(lives: Lives, compacted = 0) {
  const reads: number[] = [];
  const readAt = async (revision: number): Promise<RawKey[] | null> => {
    reads.push(revision);
    if (revision <= compacted) return null;
    const alive = Object.entries(lives).filter(([, [from, to]]) => from <= revision && revision <= to);
    return alive.map(([key, [from]]) => ({ key, value: '', modRevision: from }));
  };
  return { readAt, reads };
}

const keysOf = (looks: Awaited<ReturnType<typeof readPast>>, revision: number) =>
  looks.find((look) => look.revision === revision)?.keys.map(({ key }) => key);

describe('the revisions that are looked at', () => {
  it.each([
    { revision: 1, before: [] },
    { revision: 2, before: [1] },
    { revision: 10, before: [9, 8, 6, 2] },
  ])('before $revision', ({ revision, before }) => {
    expect(revisionsBefore(revision)).toEqual(before);
  });

  it('are few, however old etcd is', () => {
    expect(revisionsBefore(Number.MAX_SAFE_INTEGER)).toHaveLength(21);
  });
});

describe('keys that have gone', () => {
  it('are met, and their last revision is found', async () => {
    const { readAt, reads } = aPast({ pg1: [1, 2000], pg2: [1, 1333], pg3: [5, 1200] });
    const looks = await readPast(readAt, 2000);
    expect(keysOf(looks, 1333)).toEqual(['pg1', 'pg2']);
    expect(keysOf(looks, 1200)).toEqual(['pg1', 'pg2', 'pg3']);
    const revisions = looks.map(({ revision }) => revision);
    expect(revisions).toEqual([...revisions].sort((a, b) => b - a));
    expect(reads.length).toBeLessThan(50);
  });

  it('one that has come back has no end', async () => {
    const { readAt, reads } = aPast({ pg1: [1, 2000] });
    const looks = await readPast(readAt, 2000);
    expect(looks).toHaveLength(11);
    expect(reads).toHaveLength(12);
  });

  it('what etcd has forgotten is left out', async () => {
    const { readAt } = aPast({ pg1: [1, 2000], pg2: [1, 1995] }, 1990);
    const looks = await readPast(readAt, 2000);
    expect(looks.map(({ revision }) => revision)).toEqual([1999, 1998, 1996, 1995, 1992]);
    expect(keysOf(looks, 1995)).toEqual(['pg1', 'pg2']);
  });
});
