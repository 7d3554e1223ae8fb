import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/formats/json.js';
import { mergePatch } from '../../src/formats/merge-patch.js';

// Expectations by Patroni's utils.patch_config, called by hand.
describe('mergePatch', () => {
  it.each<{ name: string; target: JsonObject; patch: JsonObject; merged: JsonObject }>([
    { name: 'adds', target: { a: 1 }, patch: { b: 2 }, merged: { a: 1, b: 2 } },
    { name: 'removes by null', target: { a: 1, b: 2 }, patch: { a: null, c: null }, merged: { b: 2 } },
    {
      name: 'merges mappings',
      target: { a: { x: 1 } },
      patch: { a: { y: 2 } },
      merged: { a: { x: 1, y: 2 } },
    },
    { name: 'replaces lists', target: { a: [1, 2] }, patch: { a: [3] }, merged: { a: [3] } },
    { name: 'compares scalars as text', target: { a: 20 }, patch: { a: '20' }, merged: { a: 20 } },
    {
      name: 'replaces a scalar by a mapping',
      target: { a: 1 },
      patch: { a: { x: 1 } },
      merged: { a: { x: 1 } },
    },
    { name: 'keeps nulls in what is new', target: {}, patch: { a: { x: null } }, merged: { a: { x: null } } },
  ])('$name', ({ target, patch, merged }) => {
    expect(mergePatch(target, patch)).toEqual(merged);
  });
});
