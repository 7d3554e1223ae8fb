import { describe, expect, it } from 'vitest';
import { explainRule } from '../../../src/cluster/config/explain-rule.js';
import { aConfigMember, serverParameters } from '../../support/server-parameters.js';

const LIVE = [
  aConfigMember({ parameters: serverParameters({ work_mem: { description: 'Sets the memory.' } }) }),
];

describe('explainRule finds', () => {
  it.each([
    { name: 'ttl', path: ['ttl'], kind: 'patroni' },
    { name: 'use_slots', path: ['postgresql', 'use_slots'], kind: 'patroni' },
    { name: 'postgresql.use_slots', path: ['postgresql', 'use_slots'], kind: 'patroni' },
    { name: 'postgresql.listen', path: ['postgresql', 'listen'], kind: 'patroni' },
    { name: 'standby_cluster.host', path: ['standby_cluster', 'host'], kind: 'patroni' },
    { name: 'slots.a', path: ['slots', 'a'], kind: 'patroni' },
    { name: 'work_mem', path: ['postgresql', 'parameters', 'work_mem'], kind: 'parameter' },
    { name: 'WORK_MEM', path: ['postgresql', 'parameters', 'work_mem'], kind: 'parameter' },
    { name: 'datestyle', path: ['postgresql', 'parameters', 'DateStyle'], kind: 'parameter' },
    {
      name: 'postgresql.parameters.pg_stat_statements.max',
      path: ['postgresql', 'parameters', 'pg_stat_statements.max'],
      kind: 'parameter',
    },
    { name: 'restore_command', path: ['postgresql', 'recovery_conf', 'restore_command'], kind: 'parameter' },
    { name: 'wal_keep_segments', path: ['postgresql', 'parameters', 'wal_keep_segments'], kind: 'parameter' },
    { name: 'primary_conninfo', path: ['postgresql', 'parameters', 'primary_conninfo'], kind: 'parameter' },
    { name: 'work_men', path: ['work_men'], kind: 'unknown' },
    { name: 'postgresql.parameters.work_men', path: ['postgresql.parameters.work_men'], kind: 'unknown' },
    { name: 'standby_cluster.hots', path: ['standby_cluster', 'hots'], kind: 'unknown' },
  ])('$name', ({ name, path, kind }) => {
    expect(explainRule(name, {}, LIVE)).toMatchObject({ path, kind });
    if (!name.startsWith('postgresql.listen'))
      expect(explainRule(name, {}, [])).toMatchObject({ path, kind });
  });

  it('a name that only the document has, as it is written there', () => {
    const config = { postgresql: { parameters: { 'Shop.currency': 'EUR' } } };
    expect(explainRule('shop.currency', config, LIVE)).toMatchObject({
      kind: 'parameter',
      path: ['postgresql', 'parameters', 'Shop.currency'],
      takesEffect: null,
    });
  });
});

describe('explainRule says who decides', () => {
  it.each([
    {
      name: 'work_mem',
      origins: ['alter-system', 'local', 'dcs', 'default'],
      takesEffect: 'reload',
      range: '64kB to 2147483647kB',
      defaultValue: '4MB',
    },
    {
      name: 'shared_buffers',
      origins: ['alter-system', 'local', 'dcs', 'default'],
      takesEffect: 'restart',
      range: '128kB to 8589934584kB',
      defaultValue: '128MB',
    },
    {
      name: 'max_connections',
      origins: ['dcs', 'default'],
      takesEffect: 'restart',
      range: '25 to 262143',
      defaultValue: '100',
    },
    {
      name: 'wal_level',
      origins: ['dcs', 'default'],
      takesEffect: 'restart',
      range: 'replica or logical',
      defaultValue: 'replica',
    },
    {
      name: 'wal_keep_size',
      origins: ['alter-system', 'dcs', 'default'],
      takesEffect: 'reload',
      range: '16MB to 2147483647MB',
      defaultValue: '128MB',
    },
    { name: 'port', origins: ['patroni'], takesEffect: 'never', range: '1 to 65535', defaultValue: '5432' },
    {
      name: 'block_size',
      origins: ['default'],
      takesEffect: 'never',
      range: '8192 to 8192',
      defaultValue: '8192',
    },
    {
      name: 'log_statement',
      origins: ['alter-system', 'local', 'dcs', 'default'],
      takesEffect: 'reload',
      range: 'none, ddl, mod, all',
      defaultValue: 'none',
    },
    {
      name: 'restore_command',
      origins: ['local', 'dcs', 'default'],
      takesEffect: 'reload',
      range: null,
      defaultValue: '',
    },
    {
      name: 'ttl',
      origins: ['dcs', 'default'],
      takesEffect: 'agents',
      range: '20 or more',
      defaultValue: '30',
    },
    {
      name: 'use_slots',
      origins: ['dcs', 'default'],
      takesEffect: 'agents',
      range: 'true or false',
      defaultValue: 'true',
    },
    {
      name: 'use_pg_rewind',
      origins: ['local', 'dcs', 'default'],
      takesEffect: 'agents',
      range: 'true or false',
      defaultValue: 'false',
    },
    {
      name: 'pg_hba',
      origins: ['local', 'dcs', 'default'],
      takesEffect: 'reload',
      range: null,
      defaultValue: null,
    },
    {
      name: 'postgresql.data_dir',
      origins: ['local'],
      takesEffect: 'never',
      range: null,
      defaultValue: null,
    },
  ])('about $name', ({ name, ...expected }) => {
    expect(explainRule(name, {}, LIVE)).toMatchObject(expected);
  });

  it('about the names of synchronous standbys, by the mode', () => {
    const origins = (config: { synchronous_mode?: boolean }): unknown =>
      explainRule('synchronous_standby_names', config, LIVE).origins;
    expect(origins({ synchronous_mode: true })).toEqual(['patroni']);
    expect(origins({})).toEqual(['alter-system', 'local', 'dcs', 'default']);
  });

  it('in sentences', () => {
    expect(explainRule('max_connections', {}, LIVE).rule).toMatchInlineSnapshot(
      `"Only the dynamic configuration counts: Patroni ignores members' files and passes it on the command line, where ALTER SYSTEM cannot change it. Patroni accepts at least 25 and otherwise takes 100. Raised, standbys restart first; lowered, the primary does."`,
    );
    expect(explainRule('work_mem', {}, LIVE).rule).toMatchInlineSnapshot(
      `"ALTER SYSTEM wins, then postgresql.parameters in a member's own file, then the dynamic configuration, then the server's default. Sessions, roles and databases may have values of their own."`,
    );
    expect(explainRule('loop_wait', { loop_wait: 20 }, LIVE).rule).toMatchInlineSnapshot(
      `"Only the dynamic configuration counts. A member's own file has it at most below bootstrap.dcs, for the first start of the cluster. loop_wait + 2 × retry_timeout must not be more than ttl. It is not kept: agents since Patroni 3.2 work with ttl 30, loop_wait 10 and retry_timeout 10."`,
    );
    expect(explainRule('primary_slot_name', {}, LIVE).rule).toMatchInlineSnapshot(
      `"Patroni sets it itself, from the member's name; a value among postgresql.parameters takes the place of all of postgresql.recovery_conf, and does nothing else."`,
    );
    expect(explainRule('port', {}, LIVE).rule).toMatchInlineSnapshot(
      `"Patroni sets it itself, from the local postgresql.listen of each member; a value elsewhere does nothing."`,
    );
    expect(explainRule('data_directory', {}, LIVE).rule).toMatchInlineSnapshot(
      `"Patroni sets it itself, from the local postgresql.data_dir of each member; with a value in the document servers would look for their data there at their next start, and not come up."`,
    );
    expect(explainRule('restore_command', {}, LIVE).rule).toMatchInlineSnapshot(
      `"Standbys get what stands in postgresql.recovery_conf, unless a recovery parameter is among postgresql.parameters, which takes the place of all of that. A member's own file wins over the dynamic configuration. In a standby cluster the standby leader takes what standby_cluster says."`,
    );
    expect(explainRule('work_mem', {}, LIVE).meaning).toBe('Sets the memory.');
  });
});

it('a recovery parameter is where standbys take it from', () => {
  const parameters = { Restore_Command: 'a' };
  const config = { postgresql: { parameters, recovery_conf: { restore_command: 'b' } } };
  const rule = explainRule('restore_command', config, LIVE);
  expect(rule.path).toEqual(['postgresql', 'parameters', 'Restore_Command']);
  expect(rule.rule).toContain('all of postgresql.recovery_conf counts for nothing');
  expect(explainRule('restore_command', {}, LIVE).path).toEqual([
    'postgresql',
    'recovery_conf',
    'restore_command',
  ]);
});
