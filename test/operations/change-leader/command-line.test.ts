import { describe, expect, it } from 'vitest';
import type { CommandOptions } from '../../../src/formats/hint.js';
import { type AskedChange, commandLine } from '../../../src/operations/change-leader/command-line.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';

const ASKED: AskedChange = {
  kind: 'switchover',
  scope: 'demo',
  group: null,
  candidate: null,
  scheduled: null,
  typed: NOTHING_TYPED,
};

describe('commandLine', () => {
  it.each<[Partial<AskedChange>, CommandOptions, string]>([
    [{}, {}, 'ctl switchover demo'],
    [{ group: 0 }, { yes: true }, 'ctl switchover demo --group 0 --yes'],
    [{ kind: 'failover', candidate: 'pg1' }, { yes: true }, 'ctl failover demo --candidate pg1 --yes'],
    [{ candidate: "pg 1's" }, {}, "ctl switchover demo --candidate 'pg 1'\\''s'"],
    [
      { scope: 'my cluster', scheduled: '2030-01-01T10:00:00+01:00' },
      { 'dry-run': true },
      "ctl switchover 'my cluster' --scheduled 2030-01-01T10:00:00+01:00 --dry-run",
    ],
    [
      { typed: { args: [], options: { leader: ['pg2'], 'dry-run': true, via: ['pg3'] } } },
      { via: null, 'via-dcs': true },
      'ctl switchover demo --leader pg2 --dry-run --via-dcs',
    ],
  ])('%j %j', (changes, options, line) => {
    expect(commandLine({ ...ASKED, ...changes }, options)).toBe(line);
  });
});
