import { describe, expect, it } from 'vitest';
import { findDrift } from '../../../src/cluster/config/parameter-drift.js';
import type { FileSetting, ServerParameter } from '../../../src/cluster/config/server-parameters.js';
import type { PendingRestartReason } from '../../../src/cluster/model/member.js';
import type { Value, ValueMap } from '../../../src/cluster/model/value.js';
import { aLine, aParameter, askedMember, someParameters } from '../../support/config-server.js';

const CONF = { source: 'configuration file', sourceFile: '/data/postgresql.conf' } as const;
const AUTO = { source: 'configuration file', sourceFile: '/data/postgresql.auto.conf' } as const;

interface Told {
  readonly parameter: ServerParameter | null;
  readonly files?: readonly FileSetting[];
  readonly reasons?: readonly PendingRestartReason[];
  readonly inRecovery?: boolean;
}

/** Two members. */
function drift(name: string, stored: Value | undefined, told: readonly Told[], more: ValueMap = {}) {
  const parameters = stored === undefined ? {} : { [name]: stored };
  const members = told.map(({ parameter, files = [], reasons = [], inRecovery = false }, index) => ({
    member: askedMember(
      `pg${index + 1}`,
      someParameters(parameter === null ? [] : [parameter], { files, inRecovery }),
    ),
    reasons,
  }));
  return findDrift({ postgresql: { parameters }, ...more }, members);
}

const running = (setting: string, changes: Partial<ServerParameter> = {}): Told => ({
  parameter: aParameter({ setting, ...CONF, ...changes }),
});
const line = (value: string): readonly FileSetting[] => [aLine('work_mem', value, 'postgresql.conf')];

describe('a difference', () => {
  it.each<[string, Value | undefined, readonly Told[], readonly string[]]>([
    ['none', '8MB', [running('8192'), running('8192')], []],
    ['none, and nothing is stored', undefined, [running('8192'), running('8192')], []],
    ['between members', undefined, [running('8192'), running('4096')], ['differs-between-members']],
    [
      'all with something else than is stored',
      '8MB',
      [running('4096'), running('4096')],
      ['differs-from-dcs', 'overrides-dcs'],
    ],
    [
      'one by ALTER SYSTEM',
      '8MB',
      [running('16384', AUTO), running('8192')],
      ['differs-from-dcs', 'differs-between-members', 'overrides-dcs'],
    ],
    ['the same by ALTER SYSTEM', '8MB', [running('8192', AUTO), running('8192')], ['overrides-dcs']],
    ['ALTER SYSTEM everywhere', undefined, [running('8192', AUTO), running('8192', AUTO)], []],
    [
      'a member that does not know it',
      '8MB',
      [running('8192'), { parameter: null }],
      ['differs-from-dcs', 'differs-between-members'],
    ],
  ])('%s', (_, stored, told, kinds) => {
    expect(drift('work_mem', stored, told).flatMap((each) => each.kinds)).toEqual(kinds);
  });

  it('is told with each member', () => {
    const told = [{ ...running('8192'), files: line('8MB') }, running('16384', AUTO)];
    expect(drift('work_mem', '8MB', told)).toMatchObject([
      {
        name: 'work_mem',
        stored: '8MB',
        members: [
          { member: 'pg1', running: '8MB', source: 'dcs' },
          { member: 'pg2', running: '16MB', source: 'alter-system' },
        ],
      },
    ]);
  });

  it('that waits for a restart is one', () => {
    const name = 'max_connections';
    const parameter = aParameter({ name, unit: null, setting: '50', source: 'command line' });
    const reasons = [{ parameter: name, oldValue: '50', newValue: '60' }];
    expect(drift(name, 60, [{ parameter, reasons }])).toMatchObject([
      { kinds: ['differs-from-dcs'], members: [{ running: '50', source: 'dcs', pending: '60' }] },
    ]);
  });

  it('is none where PostgreSQL only writes the stored text in its own way', () => {
    const style = aParameter({ name: 'DateStyle', type: 'string', unit: null, setting: 'ISO, MDY', ...CONF });
    const files = [aLine('DateStyle', 'iso, mdy', 'postgresql.conf')];
    expect(drift('DateStyle', 'iso, mdy', [{ parameter: style, files }])).toEqual([]);
  });
});

describe('what may differ', () => {
  it.each([
    ['port', {}],
    ['data_directory', {}],
    ['primary_conninfo', {}],
    ['in_hot_standby', {}],
    ['transaction_read_only', { source: 'override' }],
    ['log_directory', {}],
    ['server_version', { context: 'internal' }],
  ] as const)('%s', (name, changes) => {
    expect(
      drift(name, undefined, [running('1', { name, ...changes }), running('2', { name, ...changes })]),
    ).toEqual([]);
  });

  it('recovery settings, between a primary and a standby', () => {
    const text = { name: 'restore_command', type: 'string', unit: null } as const;
    const primary = running('', text);
    const standby = (command: string): Told => ({ ...running(command, text), inRecovery: true });
    expect(drift('restore_command', undefined, [primary, standby('cp a b'), standby('cp a b')])).toEqual([]);
    expect(drift('restore_command', undefined, [primary, standby('cp a b'), standby('cp c b')])).toHaveLength(
      1,
    );
  });

  it('the synchronous standbys, which Patroni writes down on the leader', () => {
    const name = 'synchronous_standby_names';
    const told = [running('pg2', { name, type: 'string' }), running('', { name, type: 'string' })];
    expect(drift(name, undefined, told, { synchronous_mode: true })).toEqual([]);
    expect(drift(name, undefined, told)).toHaveLength(1);
  });

  it('members that could not be asked', () => {
    const silent = { member: askedMember('pg3', null), reasons: [] };
    expect(findDrift({ postgresql: { parameters: { work_mem: '8MB' } } }, [silent])).toEqual([]);
  });
});
