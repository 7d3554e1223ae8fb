import { describe, expect, it } from 'vitest';
import type { RememberedConfig } from '../../../src/cluster/config/config-revisions.js';
import type { KeptChange, KeptEntry } from '../../../src/cluster/config/journal-entry.js';
import { seekChange } from '../../../src/cluster/config/undone-change.js';

const WHOLE: RememberedConfig = {
  versions: [
    { revision: 30, values: { ttl: 30 } },
    { revision: 20, values: { ttl: 30 } },
    { revision: 15, values: { ttl: 20 } },
    { revision: 10, values: { ttl: 10 } },
  ],
  createRevision: 10,
  end: 'beginning',
};
const COMPACTED: RememberedConfig = { ...WHOLE, versions: WHOLE.versions.slice(1, 2), end: 'compacted' };
const NOTHING: RememberedConfig = { versions: [], createRevision: null, end: 'compacted' };

function entry(revision: number, changes: readonly KeptChange[], omitted = 0): KeptEntry {
  const at = '2026-11-22T18:07:00.000Z';
  return {
    revision,
    who: 'ada',
    host: 'bastion',
    at,
    reason: null,
    command: 'edit-config',
    changes,
    omitted,
  };
}
const TTL: KeptChange = { path: ['ttl'], before: 20, after: 30, isCut: false };
const WORK_MEM: KeptChange = {
  path: ['postgresql', 'parameters', 'work_mem'],
  before: undefined,
  after: '8MB',
  isCut: false,
};

describe('the change to undo', () => {
  it('is the newest that has changed anything', () => {
    expect(seekChange(WHOLE, [], null)).toEqual({
      kind: 'found',
      revision: 20,
      before: { ttl: 20 },
      after: { ttl: 30 },
      entry: null,
    });
  });

  it('is that of a revision', () => {
    const versions = WHOLE.versions.slice(2);
    expect(seekChange({ ...WHOLE, versions }, [], 15)).toMatchObject({
      before: { ttl: 10 },
      after: { ttl: 20 },
    });
  });

  it('comes from the journal where etcd is compacted, as the keys that it is about', () => {
    const found = { kind: 'found', revision: 20, before: { ttl: 20 } };
    const after = { ttl: 30, postgresql: { parameters: { work_mem: '8MB' } } };
    const noted = entry(20, [TTL, WORK_MEM]);
    expect(seekChange(COMPACTED, [noted], null)).toEqual({ ...found, after, entry: noted });
    expect(seekChange(COMPACTED, [noted], 20)).toEqual({ ...found, after, entry: noted });
    expect(seekChange(NOTHING, [noted], 20)).toEqual({ ...found, after, entry: noted });
  });

  it.each([
    [
      'the creation',
      { ...WHOLE, versions: WHOLE.versions.slice(3) },
      [],
      10,
      { kind: 'creation', revision: 10 },
    ],
    ['nobody noted it', COMPACTED, [], 20, { kind: 'forgotten', revision: 20, keys: [] }],
    [
      'not kept whole',
      COMPACTED,
      [entry(20, [{ ...TTL, isCut: true }])],
      20,
      { kind: 'forgotten', revision: 20, keys: ['ttl'] },
    ],
    ['not kept at all', COMPACTED, [entry(20, [], 3)], 20, { kind: 'forgotten', revision: 20, keys: [] }],
    ['another revision', WHOLE, [], 31, { kind: 'absent', nearest: 30 }],
    ['an unknown one', NOTHING, [entry(20, [TTL])], 19, { kind: 'absent', nearest: null }],
  ] as const)('cannot be had: %s', (_, remembered, entries, revision, sought) => {
    expect(seekChange(remembered, entries, revision)).toEqual(sought);
  });
});
