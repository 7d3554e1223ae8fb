import { expect, it } from 'vitest';
import { compareNames } from '../../../src/cluster/model/member.js';

it('sorts names by code point, as Python does', () => {
  const names = ['pg10', 'pg2', 'PG3', 'pg', 'ä', '\u{1f418}', '\uff41'];
  const sorted = names.map((name) => ({ name })).sort(compareNames);
  expect(sorted.map(({ name }) => name)).toEqual(['PG3', 'pg', 'pg10', 'pg2', 'ä', '\uff41', '\u{1f418}']);
});
