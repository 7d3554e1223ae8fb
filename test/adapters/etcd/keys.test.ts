import { describe, expect, it } from 'vitest';
import {
  isGroup,
  namespacePrefix,
  notesPrefix,
  placeOf,
  scopePrefix,
} from '../../../src/adapters/etcd/keys.js';

describe('namespacePrefix', () => {
  it.each([
    ['service', '/service/'],
    ['/service', '/service/'],
    ['//service//', '/service/'],
    ['db/prod', '/db/prod/'],
    ['', '/'],
    ['/', '/'],
  ])('of "%s" is %s', (namespace, prefix) => {
    expect(namespacePrefix(namespace)).toBe(prefix);
  });
});

it('scopePrefix ends with a slash, so that demo is not demo2', () => {
  expect(scopePrefix('service', 'demo')).toBe('/service/demo/');
});

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
  ['service', null, '/service-ctl/demo/'],
  ['/db/prod/', 3, '/db/prod-ctl/demo/3/'],
  ['', null, '-ctl/demo/'],
])('notesPrefix of "%s" and group %s is %s', (namespace, group, prefix) => {
  expect(notesPrefix(namespace, { scope: 'demo', group })).toBe(prefix);
});
