import { describe, expect, it } from 'vitest';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { ExactNumber } from '../../../src/formats/exact-number.js';
import { compose } from '../../../src/operations/edit-config/composition.js';
import { isSameDocument } from '../../../src/operations/edit-config/propose-change.js';
import { parseSetting } from '../../../src/operations/edit-config/read-composition.js';
import { readDocument } from '../../../src/operations/edit-config/read-document.js';

const STORED: ValueMap = {
  ttl: 20,
  postgresql: { use_slots: true, parameters: { max_connections: 50 } },
  slots: { a: { type: 'physical' } },
};

function composed(given: {
  readonly set?: readonly string[];
  readonly pg?: readonly string[];
  readonly apply?: string;
  readonly replace?: string;
}): ValueMap {
  const document = (text: string | undefined): ValueMap | null => {
    if (text === undefined) return null;
    const read = readDocument(text);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    return read.values;
  };
  return compose(STORED, {
    replace: document(given.replace),
    apply: document(given.apply),
    settings: [
      ...(given.set ?? []).map((typed) => parseSetting(typed, '-s')),
      ...(given.pg ?? []).map((typed) => parseSetting(typed, '-p')),
    ],
  });
}

// Reference 3.13; edit-config-python.adapter.test.ts compares the same with patronictl itself.
describe('the composition', () => {
  it.each<[name: string, given: Parameters<typeof composed>[0], result: ValueMap]>([
    ['-s', { set: ['ttl=30'] }, { ...STORED, ttl: 30 }],
    ['blanks around the key', { set: [' ttl = 30'] }, { ...STORED, ttl: 30 }],
    ['the first = counts', { set: ['a=b=c'] }, { ...STORED, a: 'b=c' }],
    ['text in quotes', { set: ["ttl='20'"] }, { ...STORED, ttl: '20' }],
    ['on', { set: ['a=on'] }, { ...STORED, a: true }],
    ['yes', { set: ['a=yes'] }, { ...STORED, a: true }],
    ['off', { set: ['a=off'] }, { ...STORED, a: false }],
    ['octal', { set: ['a=010'] }, { ...STORED, a: 8 }],
    ['underscores', { set: ['a=1_000'] }, { ...STORED, a: 1000 }],
    ['an exponent without a point is text', { set: ['a=1e3'] }, { ...STORED, a: '1e3' }],
    ['an exponent with a point', { set: ['a=1.0e+3'] }, { ...STORED, a: new ExactNumber('1000.0') }],
    ['a list', { set: ['a=[x, 1]'] }, { ...STORED, a: ['x', 1] }],
    [
      'a map',
      { set: ['slots.b={type: logical}'] },
      { ...STORED, slots: { a: { type: 'physical' }, b: { type: 'logical' } } },
    ],
    [
      'null removes',
      { set: ['ttl=null'] },
      { postgresql: STORED.postgresql ?? null, slots: STORED.slots ?? null },
    ],
    [
      'empty removes',
      { set: ['ttl='] },
      { postgresql: STORED.postgresql ?? null, slots: STORED.slots ?? null },
    ],
    [
      'a tilde removes',
      { set: ['ttl=~'] },
      { postgresql: STORED.postgresql ?? null, slots: STORED.slots ?? null },
    ],
    [
      'what is empty then is removed as well',
      { set: ['slots.a=null'] },
      { ttl: 20, postgresql: STORED.postgresql ?? null },
    ],
    ['what is not there is not removed', { set: ['a.b.c=null'] }, STORED],
    ['what is no section becomes one', { set: ['ttl.x=1'] }, { ...STORED, ttl: { x: 1 } }],
    [
      'a parameter with a dot is one key',
      { set: ['postgresql.parameters.pg_stat_statements.max=100'] },
      {
        ...STORED,
        postgresql: { use_slots: true, parameters: { max_connections: 50, 'pg_stat_statements.max': 100 } },
      },
    ],
    [
      '-p',
      { pg: [' work_mem=8MB'] },
      { ...STORED, postgresql: { use_slots: true, parameters: { max_connections: 50, work_mem: '8MB' } } },
    ],
    ['-p null', { pg: ['max_connections=null'] }, { ...STORED, postgresql: { use_slots: true } }],
    ['-s in order, the last wins', { set: ['ttl=30', 'ttl=40'] }, { ...STORED, ttl: 40 }],
    [
      '--apply merges',
      { apply: 'postgresql: {parameters: {work_mem: 8MB}}' },
      { ...STORED, postgresql: { use_slots: true, parameters: { max_connections: 50, work_mem: '8MB' } } },
    ],
    ['--apply compares by text', { apply: 'ttl: "20"' }, STORED],
    ['--apply removes by null', { apply: 'slots: null' }, { ttl: 20, postgresql: STORED.postgresql ?? null }],
    ['--apply stores nulls in what is new', { apply: 'new: {x: null}' }, { ...STORED, new: { x: null } }],
    ['--replace', { replace: 'ttl: 30\nloop_wait: null\na: {b: null}' }, { ttl: 30, a: { b: null } }],
    [
      'all of them, in this order',
      { replace: 'ttl: 1\na: 1', apply: 'ttl: 2\nb: 2', set: ['ttl=3'], pg: ['c=3'] },
      { ttl: 3, a: 1, b: 2, postgresql: { parameters: { c: 3 } } },
    ],
  ])('%s', (_, given, result) => {
    expect(composed(given)).toEqual(result);
  });

  it('keeps the order of keys', () => {
    expect(Object.keys(composed({ set: ['ttl=30', 'new=1'] }))).toEqual([
      'ttl',
      'postgresql',
      'slots',
      'new',
    ]);
  });

  it.each(['ttl', '', '=5', 'a..b=1', 'a.=1', '.a=1'])('refuses %j', (typed) => {
    expect(() => parseSetting(typed, '-s')).toThrow(`Invalid parameter setting ${typed}`);
  });

  it.each<[typed: string, message: string]>([
    ['a=[1', '-s a: line 1, column 3: flow sequence must end with a ]; nothing was written'],
    [
      'a=2020-01-01',
      '-s a: line 1, column 1: a date cannot be stored; in quotes it is text; nothing was written',
    ],
  ])('refuses the value of %j', (typed, message) => {
    expect(() => parseSetting(typed, '-s')).toThrow(message);
  });
});

describe('isSameDocument', () => {
  it.each<[one: ValueMap, other: ValueMap, same: boolean]>([
    [{ a: 20 }, { a: '20' }, false],
    [{ a: true }, { a: 1 }, true],
    [{ a: false }, { a: 0 }, true],
    [{ a: true }, { a: 'true' }, false],
    [{ a: null }, {}, false],
    [{ a: [1, true] }, { a: [true, 1] }, true],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: {} }, { a: [] }, false],
    [{ a: '' }, { a: null }, false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(isSameDocument(one, other)).toBe(same);
  });
});
