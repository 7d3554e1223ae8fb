import { describe, expect, it } from 'vitest';
import { namespacePrefix, notesPrefix, scopePrefix } from '../../../src/adapters/etcd/keys.js';

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

it.each([
  ['service', null, '/service-ctl/demo/'],
  ['/db/prod/', 3, '/db/prod-ctl/demo/3/'],
  ['', null, '-ctl/demo/'],
])('notesPrefix of "%s" and group %s is %s', (namespace, group, prefix) => {
  expect(notesPrefix(namespace, { scope: 'demo', group })).toBe(prefix);
});
