import { describe, expect, it } from 'vitest';
import { CATALOGUE_MAJORS, PARAMETER_CATALOGUE } from '../../../src/cluster/config/parameter-catalogue.js';
import { catalogueRule, knownNames, ruleOnMember } from '../../../src/cluster/config/parameter-rules.js';
import { aConfigMember, RECORDED_SETTINGS, serverParameters } from '../../support/server-parameters.js';

const LIVE = aConfigMember({ parameters: serverParameters() });

/** Greater with another build or block size. */
const BUILT = ['block_size', 'segment_size', 'wal_block_size', 'wal_segment_size', 'max_identifier_length'];

describe('the catalogue', () => {
  it('says of PostgreSQL 15 what the recorded server says', () => {
    for (const { name } of RECORDED_SETTINGS.filter((row) => !BUILT.includes(row.name))) {
      const { source: _, ...written } = catalogueRule(name, 15) ?? { source: null };
      const { source: __, ...live } = ruleOnMember(name, LIVE) ?? { source: null };
      expect({ ...written, values: null }).toEqual({ ...live, values: null });
      expect('values' in written ? written.values : null).toEqual('values' in live ? live.values : null);
    }
  });

  it('has no line that cannot be read', () => {
    const names = new Set(
      PARAMETER_CATALOGUE.trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
    for (const name of names) expect(catalogueRule(name ?? '', null)?.name).toBe(name);
  });

  it.each([
    { name: 'wal_keep_segments', first: 10, last: 12 },
    { name: 'wal_keep_size', first: 13, last: 18 },
    { name: 'stats_temp_directory', first: 10, last: 14 },
    { name: 'archive_library', first: 15, last: 18 },
    { name: 'io_method', first: 18, last: 18 },
    { name: 'restore_command', first: 12, last: 18 },
    { name: 'work_mem', first: 10, last: 18 },
  ])('knows $name in the versions $first to $last', ({ name, first, last }) => {
    const majors = Array.from(
      { length: CATALOGUE_MAJORS.last - CATALOGUE_MAJORS.first + 1 },
      (_, index) => index + 10,
    );
    expect(majors.filter((major) => catalogueRule(name, major) !== null)).toEqual(
      majors.filter((major) => first <= major && major <= last),
    );
  });

  it('knows what a parameter was in each version', () => {
    expect(catalogueRule('wal_compression', 14)?.type).toBe('bool');
    expect(catalogueRule('wal_compression', 15)?.values).toContain('zstd');
    expect(catalogueRule('autovacuum_max_workers', 17)?.context).toBe('postmaster');
    expect(catalogueRule('autovacuum_max_workers', 18)?.context).toBe('sighup');
    expect(catalogueRule('transaction_isolation', 15)?.values).toContain('read committed');
  });
});

describe('knownNames', () => {
  it('are those of a server, and of extensions that are not loaded', () => {
    const names = knownNames([LIVE]);
    expect(names).toContain('pg_stat_statements.max');
    expect(names).toContain('auto_explain.log_level');
    expect(names).not.toContain('io_method');
  });

  it('are those of the catalogue without a server', () => {
    expect(knownNames([])).toContain('io_method');
    expect(knownNames([aConfigMember()])).toContain('work_mem');
  });
});
