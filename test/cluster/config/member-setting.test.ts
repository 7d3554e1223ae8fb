import { describe, expect, it } from 'vitest';
import { memberSetting } from '../../../src/cluster/config/member-setting.js';
import { isSameSetting } from '../../../src/cluster/config/same-setting.js';
import type { FileSetting, ServerParameter } from '../../../src/cluster/config/server-parameters.js';
import type { Value } from '../../../src/cluster/model/value.js';
import { aLine, aParameter, askedMember, someParameters } from '../../support/config-server.js';

const FROM_FILE = { source: 'configuration file', sourceFile: '/data/postgresql.conf' } as const;
const COMMAND_LINE = { source: 'command line' } as const;

function settingOf(
  parameter: ServerParameter,
  stored: Value | undefined,
  files: readonly FileSetting[] | null,
) {
  const member = askedMember('pg1', someParameters([parameter], { files }));
  return memberSetting(parameter.name, stored, member, []);
}

describe('where a running value comes from', () => {
  it.each<[string, Partial<ServerParameter>, Value | undefined, readonly FileSetting[] | null, string]>([
    ['nobody set it', {}, undefined, [], 'default'],
    [
      'the stored value',
      { ...FROM_FILE, setting: '8192' },
      '8MB',
      [aLine('work_mem', '8MB', 'postgresql.conf')],
      'dcs',
    ],
    ['the same without a view of the files', { ...FROM_FILE, setting: '8192' }, 8192, null, 'dcs'],
    [
      'not the stored value',
      { ...FROM_FILE, setting: '9' },
      '8MB',
      [aLine('work_mem', '9', 'postgresql.conf')],
      'local',
    ],
    [
      'nothing is stored',
      { ...FROM_FILE },
      undefined,
      [aLine('work_mem', '4MB', 'postgresql.conf')],
      'local',
    ],
    [
      'ALTER SYSTEM',
      { ...FROM_FILE, sourceFile: '/data/postgresql.auto.conf' },
      '8MB',
      [aLine('work_mem', '8MB', 'postgresql.conf'), aLine('work_mem', '4MB', 'postgresql.auto.conf')],
      'alter-system',
    ],
    ['another file', { ...FROM_FILE, sourceFile: '/data/postgresql.base.conf' }, undefined, null, 'file'],
    ['a role', { source: 'user' }, '8MB', [], 'session'],
    ['the environment', { source: 'environment variable' }, undefined, [], 'environment'],
    ['a stored one that Patroni passes on', { ...COMMAND_LINE, name: 'max_connections' }, 50, [], 'dcs'],
    ['a default of Patroni', { ...COMMAND_LINE, name: 'max_connections' }, undefined, [], 'patroni'],
    ['the same in a file', { ...FROM_FILE, name: 'wal_keep_size' }, undefined, null, 'patroni'],
    ['what Patroni owns', { ...COMMAND_LINE, name: 'port' }, undefined, [], 'patroni'],
    ['the same in a file', { ...FROM_FILE, name: 'primary_conninfo' }, undefined, null, 'patroni'],
    ['somebody started it so', { ...COMMAND_LINE, name: 'work_mem' }, undefined, [], 'command-line'],
    ['the server itself', { source: 'override', name: 'transaction_read_only' }, undefined, [], 'server'],
  ])('%s', (_, parameter, stored, files, source) => {
    expect(settingOf(aParameter(parameter), stored, files)?.source).toBe(source);
  });

  it('says which other lines do not count', () => {
    const files = [
      aLine('work_mem', '5MB', 'postgresql.base.conf', false),
      aLine('work_mem', '8MB', 'postgresql.conf', false),
      aLine('work_mem', '16MB', 'postgresql.auto.conf'),
    ];
    const parameter = aParameter({
      ...FROM_FILE,
      setting: '16384',
      sourceFile: '/data/postgresql.auto.conf',
    });
    expect(settingOf(parameter, '8MB', files)).toEqual({
      running: '16MB',
      source: 'alter-system',
      file: '/data/postgresql.auto.conf',
      pending: null,
      overruled: [
        { source: 'file', value: '5MB', file: '/data/postgresql.base.conf', line: 7 },
        { source: 'dcs', value: '8MB', file: '/data/postgresql.conf', line: 7 },
      ],
    });
  });
});

describe('what waits for a restart', () => {
  const REASON = { parameter: 'shared_buffers', oldValue: '16MB', newValue: '24MB' };
  const BUFFERS = { name: 'shared_buffers', unit: '8kB', setting: '2048', ...FROM_FILE };
  const line = aLine('shared_buffers', '32MB', 'postgresql.conf', false);

  it.each([
    ['nothing', {}, [], null],
    ['by the agent', {}, [REASON], '24MB'],
    ['by the server', { pendingRestart: true }, [], '32MB'],
    ['another parameter', {}, [{ ...REASON, parameter: 'max_connections' }], null],
    ['a reason that is none', {}, [{ ...REASON, newValue: '16MB' }], null],
  ] as const)('%s', (_, changes, reasons, pending) => {
    const member = askedMember(
      'pg1',
      someParameters([aParameter({ ...BUFFERS, ...changes })], { files: [line] }),
    );
    expect(memberSetting('Shared_Buffers', '32MB', member, reasons)).toMatchObject({
      running: '16MB',
      pending,
    });
  });
});

describe('a member', () => {
  it('that does not know the parameter', () => {
    const nothing = { running: null, source: null, file: null, pending: null, overruled: [] };
    expect(memberSetting('work_mem', 1, askedMember('pg1', someParameters([])), [])).toEqual(nothing);
  });

  it('that could not be asked', () => {
    expect(memberSetting('work_mem', 1, askedMember('pg1', null), [])).toBeNull();
  });
});

describe('the same setting', () => {
  it.each<[Partial<ServerParameter>, Value, string | null, boolean]>([
    [{}, '8MB', '8192', true],
    [{}, 8192, '8MB', true],
    [{}, '8MB', '8193', false],
    [{}, 'much', '8192', false],
    [{ type: 'bool', unit: null }, true, 'on', true],
    [{ type: 'bool', unit: null }, 'yes', 'off', false],
    [{ type: 'bool', unit: null }, 'maybe', 'maybe', false],
    [{ type: 'real', unit: null }, 1.5, '1.5', true],
    [{ type: 'real', unit: 'ms' }, '2s', '2000', true],
    [{ type: 'enum', unit: null }, 'REPLICA', 'replica', true],
    [{ type: 'string', unit: null }, 'a, b', 'a,b', false],
    [{}, ['8MB'], '8MB', false],
    [{}, '8MB', null, false],
  ])('%j: %j is %j', (parameter, value, text, same) => {
    expect(isSameSetting(aParameter(parameter), value, text)).toBe(same);
  });
});
