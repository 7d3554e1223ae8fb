import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/cluster/config/check-config.js';
import { ownerOf } from '../../../src/cluster/config/owned-parameters.js';
import type { ConfigMember } from '../../../src/cluster/config/server-parameters.js';
import type { Value } from '../../../src/cluster/model/value.js';
import { aConfigMember, RECORDED_SETTINGS, serverParameters } from '../../support/server-parameters.js';

/** Reference 5.5. */
const OWNED = [
  'cluster_name',
  'config_file',
  'data_directory',
  'listen_addresses',
  'port',
  'primary_conninfo',
  'primary_slot_name',
  'recovery_target',
  'recovery_target_action',
  'recovery_target_inclusive',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_xid',
];

function errorsFor(name: string, value: Value, member: ConfigMember): readonly string[] {
  const after = { postgresql: { parameters: { [name]: value } } };
  return checkConfig({ before: {}, after, members: [member], allowUnknown: [] })
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

describe.each([
  { asked: 'a live server', member: aConfigMember({ parameters: serverParameters() }) },
  { asked: 'the catalogue', member: aConfigMember() },
])('every parameter of PostgreSQL 15 at its own value, with $asked', ({ member }) => {
  it.each([
    ['pg_settings.setting', (row: (typeof RECORDED_SETTINGS)[number]) => row.setting ?? ''],
    ['current_setting()', (row: (typeof RECORDED_SETTINGS)[number]) => row.current ?? row.setting ?? ''],
  ])('as %s: accepted but for internal and owned ones', (_, read) => {
    expect(RECORDED_SETTINGS.length).toBeGreaterThan(350);
    for (const row of RECORDED_SETTINGS) {
      const expected =
        row.context === 'internal'
          ? ['read-only-parameter']
          : OWNED.includes(row.name)
            ? ['owned-by-patroni']
            : [];
      expect({ name: row.name, codes: errorsFor(row.name, read(row), member) }).toEqual({
        name: row.name,
        codes: expected,
      });
    }
  });

  it('as YAML reads the text of it', () => {
    for (const row of RECORDED_SETTINGS.filter(
      ({ context, name }) => context !== 'internal' && !ownerOf(name),
    )) {
      const text = row.setting ?? '';
      const value =
        { on: true, off: false }[text] ?? (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? Number(text) : text);
      expect({ name: row.name, codes: errorsFor(row.name, value, member) }).toEqual({
        name: row.name,
        codes: [],
      });
    }
  });
});
