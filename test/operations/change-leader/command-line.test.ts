import { describe, expect, it } from 'vitest';
import { type CommandOptions, hint } from '../../../src/formats/hint.js';
import { type Asked, commandLine, inGroup } from '../../../src/operations/change-leader/command-line.js';

const ASKED: Asked = { kind: 'switchover', scope: 'demo', group: null, candidate: null, scheduled: null };

describe('commandLine', () => {
  it.each<[Partial<Asked>, CommandOptions, string]>([
    [{}, {}, 'ctl switchover demo'],
    [{ group: 0 }, { yes: true }, 'ctl switchover demo --group 0 --yes'],
    [{ kind: 'failover', candidate: 'pg1' }, { yes: true }, 'ctl failover demo --candidate pg1 --yes'],
    [{ candidate: "pg 1's" }, {}, "ctl switchover demo --candidate 'pg 1'\\''s'"],
    [
      { scope: 'my cluster', scheduled: '2030-01-01T10:00:00+01:00' },
      { 'dry-run': true },
      "ctl switchover 'my cluster' --scheduled 2030-01-01T10:00:00+01:00 --dry-run",
    ],
  ])('%j %j', (changes, options, line) => {
    expect(commandLine({ ...ASKED, ...changes }, options)).toBe(line);
  });
});

describe('inGroup', () => {
  it.each([
    ['ctl list demo', null, 'ctl list demo'],
    ['ctl list demo', 2, 'ctl list demo --group 2'],
    ['ctl switchover demo --candidate demo', 2, 'ctl switchover demo --group 2 --candidate demo'],
    ['ctl list demo, or ctl failover demo', 2, 'ctl list demo --group 2, or ctl failover demo --group 2'],
    ['ctl list demo2', 2, 'ctl list demo2'],
    [
      'ctl list demo shows it, --replace-scheduled replaces it',
      2,
      'ctl list demo --group 2 shows it, --replace-scheduled replaces it',
    ],
    ['start Patroni on another member', 2, 'start Patroni on another member'],
  ])('%s in %s', (text, group, expected) => {
    expect(inGroup(hint`${text}`, { scope: 'demo', group })).toBe(expected);
  });

  it('takes the name of a cluster as it is', () => {
    expect(inGroup(hint`ctl list a.b`, { scope: 'a.b', group: 1 })).toBe('ctl list a.b --group 1');
    expect(inGroup(hint`ctl list axb`, { scope: 'a.b', group: 1 })).toBe('ctl list axb');
    expect(inGroup(hint`ctl list $&`, { scope: '$&', group: 1 })).toBe('ctl list $& --group 1');
  });
});
