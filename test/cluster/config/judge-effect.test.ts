import { describe, expect, it } from 'vitest';
import { type EffectLook, judgeEffect } from '../../../src/cluster/config/judge-effect.js';
import type { SettingImpact } from '../../../src/cluster/config/parameter-impact.js';
import { isRunningValue } from '../../../src/cluster/config/same-setting.js';
import type { Value } from '../../../src/cluster/model/value.js';
import { serverParameters } from '../../support/server-parameters.js';

const parameter = (name: string, after: Value, changes: Partial<SettingImpact> = {}): SettingImpact => ({
  path: ['postgresql', 'parameters', name],
  before: null,
  after,
  effect: 'reload',
  order: null,
  members: ['pg1'],
  overruled: [],
  meanwhile: null,
  ...changes,
});
const TTL: SettingImpact = { ...parameter('', 40), path: ['ttl'], effect: 'agents' };

const look = (changes: Partial<EffectLook> = {}): EffectLook => ({
  hasCycled: true,
  isSettled: true,
  parameters: serverParameters({ work_mem: { setting: '4096' } }),
  pendingRestart: false,
  pendingReasons: [],
  ...changes,
});
const reason = (name: string) => ({ parameter: name, oldValue: '50', newValue: '60' });
const RESTART = { effect: 'restart', order: 'any' } as const;

describe('judgeEffect', () => {
  it.each<[name: string, impact: SettingImpact, seen: Partial<EffectLook>, state: string]>([
    ['a setting of Patroni before a cycle', TTL, { hasCycled: false }, 'waiting'],
    ['a setting of Patroni after a cycle', TTL, {}, 'applied'],
    ['a setting nobody makes anything of', { ...TTL, effect: 'none' }, {}, 'ignored'],
    ['a running value', parameter('work_mem', '4MB'), { hasCycled: false, isSettled: false }, 'applied'],
    ['another value before a cycle', parameter('work_mem', '8MB'), { hasCycled: false }, 'waiting'],
    ['another value while PostgreSQL reloads', parameter('work_mem', '8MB'), { isSettled: false }, 'waiting'],
    ['another value after all', parameter('work_mem', '8MB'), {}, 'ignored'],
    ['a removed value', parameter('work_mem', null), {}, 'applied'],
    ['a removed value before a cycle', parameter('work_mem', null), { hasCycled: false }, 'waiting'],
    [
      'what the member says waits for a restart',
      parameter('max_connections', 60, RESTART),
      { pendingRestart: true, pendingReasons: [reason('max_connections')] },
      'pending-restart',
    ],
    [
      'something else that waits for a restart',
      parameter('work_mem', '8MB'),
      { pendingRestart: true, pendingReasons: [reason('max_connections')] },
      'ignored',
    ],
    [
      'an old member that waits for something',
      parameter('max_connections', 60, RESTART),
      { pendingRestart: true },
      'pending-restart',
    ],
    [
      'an old member that waits for something else',
      parameter('work_mem', '4MB'),
      { pendingRestart: true },
      'applied',
    ],
    [
      'a server that says so itself',
      parameter('shared_buffers', '32MB', RESTART),
      { parameters: serverParameters({ shared_buffers: { setting: '2048', pendingRestart: true } }) },
      'pending-restart',
    ],
    ['no SQL, a reload', parameter('work_mem', '8MB'), { parameters: null }, 'applied'],
    ['no SQL, a restart', parameter('max_connections', 60, RESTART), { parameters: null }, 'unknown'],
    [
      'no SQL, a restart that the member tells of',
      parameter('max_connections', 60, RESTART),
      { parameters: null, pendingRestart: true },
      'pending-restart',
    ],
    ['a server without the parameter', parameter('no_such', 1), {}, 'ignored'],
  ])('%s: %s', (_, impact, seen, state) => {
    expect(judgeEffect(impact, look(seen)).state).toBe(state);
  });

  it('believes the file of the server what it shows differently', () => {
    const shown = serverParameters({ wal_compression: { setting: 'pglz' } });
    const file = {
      name: 'wal_compression',
      value: 'True',
      file: 'postgresql.conf',
      line: 3,
      applied: true,
      error: null,
    };
    const effect = (files: typeof shown.files) =>
      judgeEffect(parameter('wal_compression', true), look({ parameters: { ...shown, files } }));
    expect(effect([file])).toMatchObject({ state: 'applied', running: 'pglz' });
    expect(effect([file, { ...file, value: 'off' }]).state).toBe('ignored');
    expect(effect([{ ...file, applied: false }]).state).toBe('ignored');
  });

  it.each([
    [{ source: 'command line' }, 'the command line of this server sets 4096'],
    [
      { source: 'configuration file', sourceFile: '/data/postgresql.auto.conf' },
      'ALTER SYSTEM overrides it on this member',
    ],
    [{ source: 'database' }, 'a setting of the database overrides it'],
    [
      { source: 'configuration file', sourceFile: '/data/postgresql.conf' },
      'a setting of this member itself overrides it',
    ],
  ])('says what overrides: %j', (changes, why) => {
    const parameters = serverParameters({ work_mem: { setting: '4096', ...changes } });
    expect(judgeEffect(parameter('work_mem', '8MB'), look({ parameters })).reason).toBe(why);
  });
});

describe('isRunningValue', () => {
  it.each<[name: string, setting: string, configured: Value, same: boolean]>([
    ['work_mem', '8192', '8MB', true],
    ['work_mem', '8192', 8192, true],
    ['work_mem', '8192', '8192kB', true],
    ['work_mem', '8192', '16MB', false],
    ['shared_buffers', '2048', '16MB', true],
    ['statement_timeout', '30000', '30s', true],
    ['statement_timeout', '30000', '0.5min', true],
    ['random_page_cost', '1.1', 1.1, true],
    ['jit', 'off', false, true],
    ['jit', 'off', 'no', true],
    ['jit', 'on', false, false],
    ['log_statement', 'ddl', 'DDL', true],
    ['synchronous_commit', 'on', true, true],
    ['wal_compression', 'pglz', true, false],
    ['search_path', 'a, b', 'a, b', true],
    ['search_path', 'a, b', ['a', 'b'], false],
    ['work_mem', '8192', null, false],
  ])('%s = %s and %j: %s', (name, setting, configured, same) => {
    const found = serverParameters({ [name]: { setting } }).parameters.get(name);
    if (found === undefined) throw new Error(`${name} is not recorded`);
    expect(isRunningValue(found, configured)).toBe(same);
  });
});
