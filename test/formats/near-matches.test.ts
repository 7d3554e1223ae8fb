import { expect, it } from 'vitest';
import { nearMatches } from '../../src/formats/near-matches.js';

it.each([
  { typed: 'dmeo', names: ['demo', 'test'], near: ['demo'], rule: 'neighbours swapped' },
  { typed: 'demoo', names: ['demo'], near: ['demo'], rule: 'a character too many' },
  { typed: 'DEMO', names: ['demo'], near: ['demo'], rule: 'another case' },
  { typed: 'prod', names: ['test', 'prod-eu', 'prod-us'], near: ['prod-eu', 'prod-us'], rule: 'a beginning' },
  { typed: 'demo2', names: ['demo'], near: ['demo'], rule: 'more than a name' },
  {
    typed: 'tset-db',
    names: ['tost-db', 'test-db'],
    near: ['test-db', 'tost-db'],
    rule: 'the likelier first',
  },
  { typed: 'demo', names: ['test', 'dna', 'orders'], near: [], rule: 'nothing that is far away' },
  { typed: 'demo', names: [], near: [], rule: 'nothing from nothing' },
])('finds for $typed: $rule', ({ typed, names, near }) => {
  expect(nearMatches(typed, names)).toEqual(near);
});

it('takes no time for what nobody types, however long', () => {
  const long = 'a'.repeat(100_000);
  const names = [...Array(20).keys()].map((index) => `${index}${long}`);
  const start = performance.now();
  expect(nearMatches(long, ['work_mem', 'ttl'])).toEqual([]);
  expect(nearMatches(`b${long}`, names)).toHaveLength(20);
  expect(nearMatches('ttl', names)).toEqual([]);
  expect(performance.now() - start).toBeLessThan(2000);
});
