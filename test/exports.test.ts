import { expect, it } from 'vitest';
import { keyOf, readExports, readUsers, usesItself } from './support/exports.js';

/** Whoever uses these is not seen by their imports. */
const USED = [
  // By bin/run.js.
  'cli/start/main.ts: main',
  // By tests, which run commands within their own process.
  'cli/output/output.ts: writeTo',
];

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
    return !inSrc.has(key) && !USED.includes(key) && !(beside.has(key) && usesItself(each));
  });
  expect(dead.map(keyOf)).toEqual([]);
});
