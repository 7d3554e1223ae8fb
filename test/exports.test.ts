import { expect, it } from 'vitest';
import { keyOf, readExports, readUsers, usesItself } from './support/exports.js';

/** By bin/load.cjs. */
const LOADED = ['cli/start/main.ts: main'];

/**
 * `export` says that somebody else needs it. A test is somebody else, too, so that a function, or what it takes, can be tried directly;
 * but what has no user besides tests is dead, and so its own file has to use it then.
 */
it('is exported only what another file imports', () => {
  const { inSrc, beside } = readUsers();
  const exported = readExports();
  expect(exported.length).toBeGreaterThan(1000);
  const dead = exported.filter((each) => {
    const key = keyOf(each);
    return !inSrc.has(key) && !LOADED.includes(key) && !(beside.has(key) && usesItself(each));
  });
  expect(dead.map(keyOf)).toEqual([]);
});
