import { describe, expect, it } from 'vitest';
import {
  holdsSection,
  type StandbySource,
  standbySection,
  standbySource,
} from '../../../src/cluster/cluster-role/standby-section.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';

describe('what a standby cluster follows', () => {
  const NOBODY = { remotes: [], localPort: null, followsArchive: false, slot: null };

  it.each<[ValueMap, Partial<StandbySource>]>([
    [{}, {}],
    [{ host: '', port: '', restore_command: '', primary_slot_name: '' }, {}],
    [{ create_replica_methods: ['basebackup'] }, {}],
    [{ host: '10.0.0.9', port: 5433 }, { remotes: [{ host: '10.0.0.9', port: 5433 }] }],
    [{ host: '10.0.0.9', port: '5433' }, { remotes: [{ host: '10.0.0.9', port: 5433 }] }],
    [{ host: '10.0.0.9' }, { remotes: [{ host: '10.0.0.9', port: 5432 }] }],
    [
      { host: 'a, b', port: 5433 },
      {
        remotes: [
          { host: 'a', port: 5433 },
          { host: 'b', port: 5433 },
        ],
      },
    ],
    [
      { host: 'a,b', port: '1,2' },
      {
        remotes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
      },
    ],
    [
      { host: 'a,b', port: '1,' },
      {
        remotes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 5432 },
        ],
      },
    ],
    [{ port: 5433 }, { localPort: 5433 }],
    [{ host: '/run/postgresql', port: 5433 }, { localPort: 5433 }],
    [
      { host: 'a,/run', port: '1,2' },
      { remotes: [{ host: 'a', port: 1 }], localPort: 2 },
    ],
    [{ restore_command: 'cp %f %p' }, { followsArchive: true }],
    [
      { host: 'a', restore_command: 'cp', primary_slot_name: 's' },
      { remotes: [{ host: 'a', port: 5432 }], followsArchive: true, slot: 's' },
    ],
  ])('%j', (section, source) => {
    expect(standbySource(section)).toEqual({ ...NOBODY, ...source });
  });

  it.each([null, undefined, 'yes', ['a']])('is nothing if the section is %j', (section) => {
    const values = section === undefined ? {} : { standby_cluster: section };
    expect(standbySection({ values, revision: 1 })).toEqual({});
  });
});

describe('whether a section holds what is to be merged', () => {
  const config = { values: { standby_cluster: { host: 'a', port: '5432' } }, revision: 1 };

  it.each<[ValueMap, boolean]>([
    [{ host: 'a' }, true],
    // As patch_config of Patroni compares.
    [{ host: 'a', port: 5432 }, true],
    [{ port: 5433 }, false],
    [{ host: 'b', port: 5432 }, false],
    [{ host: 'a', restore_command: 'cp' }, false],
  ])('%j: %s', (asked, holds) => {
    expect(holdsSection(config, asked)).toBe(holds);
  });

  it('is not so without a configuration', () => {
    expect(holdsSection(null, { host: 'a' })).toBe(false);
  });
});
