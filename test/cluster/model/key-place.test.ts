import { describe, expect, it } from 'vitest';
import { isClusterKey, isGroup, placeOf } from '../../../src/cluster/model/key-place.js';

describe('placeOf', () => {
  it.each([
    ['demo/leader', { scope: 'demo', group: null, member: null }],
    ['demo/optime/leader', { scope: 'demo', group: null, member: null }],
    ['demo/members/pg1', { scope: 'demo', group: null, member: 'pg1' }],
    ['demo/members/leader', { scope: 'demo', group: null, member: 'leader' }],
    ['demo/0/config', { scope: 'demo', group: 0, member: null }],
    ['demo/12/members/w1', { scope: 'demo', group: 12, member: 'w1' }],
    ['demo/01/config', { scope: 'demo/01', group: null, member: null }],
    ['5/config', { scope: '5', group: null, member: null }],
    ['a/b/config', { scope: 'a/b', group: null, member: null }],
  ])('of %s is %j', (path, place) => {
    expect(placeOf(`/service/${path}`, '/service/')).toEqual(place);
  });

  it.each(['demo', 'demo/', 'demo/other', 'demo/members/', 'demo/members/pg1/deeper', 'leader'])(
    'is null for %s, which is none of Patroni',
    (path) => {
      expect(placeOf(`/service/${path}`, '/service/')).toBeNull();
    },
  );
});

it.each([
  ['0', true],
  ['10', true],
  ['01', false],
  ['-1', false],
  ['', false],
  ['1a', false],
])('isGroup(%s) is %s', (text, expected) => {
  expect(isGroup(text)).toBe(expected);
});

it.each([
  ['leader', true],
  ['optime/leader', true],
  ['members/pg1', true],
  ['members/pg1/deeper', false],
  ['members/', false],
  ['optime', false],
  ['optime/config', false],
  ['b/leader', false],
  ['0/leader', false],
  ['leader2', false],
  ['', false],
])('isClusterKey(%s) is %s', (path, expected) => {
  expect(isClusterKey(path)).toBe(expected);
});
