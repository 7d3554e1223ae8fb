import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { dumpCompactJson } from '../../../src/formats/python-json.js';
import { type Composition, compose } from '../../../src/operations/edit-config/composition.js';
import { isSameDocument } from '../../../src/operations/edit-config/propose-change.js';
import { parseSetting } from '../../../src/operations/edit-config/read-composition.js';
import { readDocument } from '../../../src/operations/edit-config/read-document.js';

/** patronictl's own functions, in the order of its `edit_config`, and what it would store. */
const PYTHON = `
import json, os, sys, tempfile
from patroni.ctl import apply_config_changes, apply_yaml_file

def file_of(text):
    handle, path = tempfile.mkstemp()
    with os.fdopen(handle, 'w') as f:
        f.write(text)
    return path

def run(stored, case):
    data = stored
    if case.get('replace') is not None:
        _, data = apply_yaml_file({}, file_of(case['replace']))
    if case.get('apply') is not None:
        _, data = apply_yaml_file(data, file_of(case['apply']))
    pairs = case.get('set', []) + ['postgresql.parameters.' + v.lstrip() for v in case.get('pg', [])]
    if pairs:
        _, data = apply_config_changes('', data, pairs)
    return {'stored': json.dumps(data, separators=(',', ':')), 'same': data == stored}

work = json.load(sys.stdin)
print(json.dumps([run(work['stored'], case) for case in work['cases']]))
`;

const STORED: ValueMap = {
  ttl: 20,
  failsafe_mode: true,
  check_timeline: 1,
  maximum_lag_on_failover: 1048576,
  postgresql: { use_slots: true, parameters: { max_connections: 50, 'a.b': '1', work_mem: '8MB' } },
  slots: { a: { type: 'physical' } },
  ignore_slots: [{ name: 'x' }],
  empty: {},
};

interface Case {
  readonly set?: readonly string[];
  readonly pg?: readonly string[];
  readonly apply?: string;
  readonly replace?: string;
}

const VALUES = [
  '30',
  "'20'",
  '20',
  '20.0',
  'on',
  'yes',
  'No',
  'off',
  'y',
  '010',
  '0x1f',
  '1_000',
  '1e3',
  '1.5e+3',
  '1:30',
  '',
  'null',
  '~',
  '{}',
  '[]',
  '[a, 1]',
  '{x: 1}',
  'true',
  '1',
  '"é"',
  '8MB',
  "''",
];
const KEYS = [
  'ttl',
  'failsafe_mode',
  'check_timeline',
  'slots',
  'slots.a',
  'slots.a.type',
  'slots.b.type',
  'ttl.x',
  'postgresql.parameters',
  'postgresql.parameters.a.b',
  'postgresql.parameters.work_mem',
  'postgresql.use_slots',
  'new.deep.key',
  'ignore_slots',
  'empty.x',
];
const DOCUMENTS = [
  'ttl: 20',
  'ttl: "20"',
  'failsafe_mode: "true"',
  'failsafe_mode: "True"',
  'check_timeline: true',
  'ttl: null\nnew: {a: null}',
  'postgresql: {parameters: {work_mem: null, max_connections: "50"}}',
  'postgresql: 5',
  'ttl: {a: 1}',
  'slots: {b: {type: logical}}',
  'ignore_slots: [{name: x}]',
  'ignore_slots: []',
  'empty: {}',
];

const CASES: readonly Case[] = [
  ...KEYS.flatMap((key) => VALUES.map((value): Case => ({ set: [`${key}=${value}`] }))),
  ...VALUES.map((value): Case => ({ pg: [` work_mem=${value}`, `x.y = ${value}`] })),
  ...DOCUMENTS.flatMap((document): Case[] => [
    { apply: document },
    { replace: document },
    { replace: document, apply: 'ttl: 5\nslots: null', set: ['ttl=6'], pg: ['jit=off'] },
  ]),
  { set: [' ttl = 30 '] },
  { set: ['a=b=c'] },
  { set: ['ttl=30', 'ttl=20'] },
];

describe('the composition', () => {
  it('stores what patronictl stores, and finds unchanged what it finds unchanged', () => {
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
      input: JSON.stringify({ stored: STORED, cases: CASES }),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const expected: { stored: string; same: boolean }[] = JSON.parse(stdout);
    expect(expected).toHaveLength(CASES.length);
    for (const [index, given] of CASES.entries()) {
      const data = compose(STORED, compositionOf(given));
      const made = { stored: dumpCompactJson(data), same: isSameDocument(STORED, data) };
      expect(made, JSON.stringify(given)).toEqual(expected[index]);
    }
  });
});

function compositionOf({ set = [], pg = [], apply, replace }: Case): Composition {
  return {
    replace: replace === undefined ? null : documentOf(replace),
    apply: apply === undefined ? null : documentOf(apply),
    settings: [
      ...set.map((typed) => parseSetting(typed, '-s')),
      ...pg.map((typed) => parseSetting(typed, '-p')),
    ],
  };
}

function documentOf(text: string): ValueMap {
  const read = readDocument(text);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.values;
}
