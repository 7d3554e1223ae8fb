import { expect, it } from 'vitest';
import { changedPaths } from '../../../src/cluster/config/changed-paths.js';

it.each([
  { rule: 'nothing', before: { a: { b: [1] } }, after: { a: { b: [1] } }, changes: [] },
  { rule: 'the order of keys', before: { a: { x: 1, y: 2 } }, after: { a: { y: 2, x: 1 } }, changes: [] },
  {
    rule: 'a value',
    before: { ttl: 30 },
    after: { ttl: 20 },
    changes: [{ path: ['ttl'], before: 30, after: 20, sameMeaning: false }],
  },
  {
    rule: 'a type only',
    before: { ttl: 20 },
    after: { ttl: '20' },
    changes: [{ path: ['ttl'], before: 20, after: '20', sameMeaning: true }],
  },
  {
    rule: 'a spelling only',
    before: { pause: true },
    after: { pause: 'on' },
    changes: [{ path: ['pause'], before: true, after: 'on', sameMeaning: true }],
  },
  {
    rule: 'null for nothing',
    before: {},
    after: { slots: null },
    changes: [{ path: ['slots'], before: undefined, after: null, sameMeaning: true }],
  },
  {
    rule: 'a new section, leaf by leaf',
    before: {},
    after: { postgresql: { parameters: { 'a.b': 1, c: 2 } } },
    changes: [
      { path: ['postgresql', 'parameters', 'a.b'], before: undefined, after: 1, sameMeaning: false },
      { path: ['postgresql', 'parameters', 'c'], before: undefined, after: 2, sameMeaning: false },
    ],
  },
  {
    rule: 'a section that goes',
    before: { slots: { a: { type: 'physical' } } },
    after: {},
    changes: [{ path: ['slots', 'a', 'type'], before: 'physical', after: undefined, sameMeaning: false }],
  },
  {
    rule: 'a list as one value',
    before: { l: [1, 2] },
    after: { l: [2, 1] },
    changes: [{ path: ['l'], before: [1, 2], after: [2, 1], sameMeaning: false }],
  },
  {
    rule: 'a section in place of a value',
    before: { slots: 5 },
    after: { slots: { a: null } },
    changes: [{ path: ['slots'], before: 5, after: { a: null }, sameMeaning: false }],
  },
  {
    rule: 'an empty section',
    before: {},
    after: { slots: { a: {} } },
    changes: [{ path: ['slots', 'a'], before: undefined, after: {}, sameMeaning: false }],
  },
])('changedPaths tells $rule', ({ before, after, changes }) => {
  expect(changedPaths(before, after)).toEqual(changes);
});
