import { afterEach, describe, expect, it } from 'vitest';
import { type CommandOptions, type CommandPlace, ctl, hint, leadBy, shell } from '../../src/formats/hint.js';

const DEMO: CommandPlace = { scope: 'demo', group: null };

afterEach(() => leadBy({}));

describe('ctl', () => {
  it.each<[string, CommandPlace | null, readonly string[], CommandOptions, string]>([
    ['list', DEMO, [], {}, 'ctl list demo'],
    ['clusters', null, [], {}, 'ctl clusters'],
    ['list', { scope: null, group: null }, [], {}, 'ctl list CLUSTER'],
    [
      'restart',
      { scope: 'demo', group: 0 },
      ['pg1'],
      { pending: true },
      'ctl restart demo --group 0 pg1 --pending',
    ],
    ['restart', DEMO, ['pg1', 'pg 2'], {}, "ctl restart demo pg1 'pg 2'"],
    ['reinit', DEMO, ["pg's"], {}, "ctl reinit demo 'pg'\\''s'"],
    ['list', { scope: 'a;reboot', group: null }, [], {}, "ctl list 'a;reboot'"],
    ['list', { scope: '$(reboot)', group: null }, [], {}, "ctl list '$(reboot)'"],
    ['list', { scope: 'a"b`c', group: null }, [], {}, "ctl list 'a\"b`c'"],
    ['list', { scope: '*', group: null }, [], {}, "ctl list '*'"],
    ['list', { scope: '~', group: null }, [], {}, "ctl list '~'"],
    ['list', { scope: '=ls', group: null }, [], {}, "ctl list '=ls'"],
    ['list', { scope: '', group: null }, [], {}, "ctl list ''"],
    ['list', { scope: 'demo,', group: null }, [], {}, "ctl list 'demo,'"],
    ['list', { scope: 'größe', group: null }, [], {}, "ctl list 'größe'"],
    ['list', { scope: 'a\nb', group: null }, [], {}, "ctl list $'a\\nb'"],
    [
      'list',
      { scope: "a\x1b[31m'\\!", group: null },
      [],
      {},
      "ctl list $'a\\u001b[31m\\u0027\\u005c\\u0021'",
    ],
    ['list', { scope: '\u202ea', group: null }, [], {}, "ctl list $'\\u202ea'"],
    ['list', { scope: '-x', group: 2 }, [], { extended: true }, 'ctl list --group 2 --extended -- -x'],
    ['restart', DEMO, ['-x'], { pending: true }, 'ctl restart --pending -- demo -x'],
    ['pause', DEMO, [], { via: '-x' }, 'ctl pause demo --via=-x'],
    ['query', DEMO, [], { m: '-x' }, 'ctl query demo -m-x'],
    ['query', DEMO, [], { m: 'pg1', c: 'SELECT now()' }, "ctl query demo -m pg1 -c 'SELECT now()'"],
    ['edit-config', DEMO, [], { s: ['ttl=30', 'a=b c'] }, "ctl edit-config demo -s ttl=30 -s 'a=b c'"],
    [
      'restart',
      DEMO,
      [],
      { role: null, haproxy: false, timeout: undefined, parallel: 2 },
      'ctl restart demo --parallel 2',
    ],
    ['restart', DEMO, [], { 'max-lag': 0 }, 'ctl restart demo --max-lag 0'],
    ['config explain', DEMO, ['ttl'], {}, 'ctl config explain demo ttl'],
  ])('%s %j %j %j', (verb, place, args, options, command) => {
    expect(ctl(verb, place, args, options)).toBe(command);
  });

  it('leads to the same place as what was typed', () => {
    leadBy({ c: 'my settings.yml', d: 'h:2379', k: true });
    expect(ctl('list', DEMO)).toBe("ctl -c 'my settings.yml' -d h:2379 -k list demo");
    expect(ctl('query', DEMO, [], { c: 'SELECT 1' })).toBe(
      "ctl -c 'my settings.yml' -d h:2379 -k query demo -c 'SELECT 1'",
    );
  });

  it('needs no way to a sandbox', () => {
    leadBy({ c: 'x.yml' });
    expect(ctl('sandbox up', null, ['demo'])).toBe('ctl sandbox up demo');
  });
});

describe('hint', () => {
  it('has words around commands', () => {
    expect(hint`stop ${'pg1'} first, or: ${ctl('remove', DEMO)} (${1})`).toBe(
      'stop pg1 first, or: ctl remove demo (1)',
    );
  });
});

describe('shell', () => {
  it('quotes what is put into a command', () => {
    expect(shell`rm ${'a b'} ${"c'd"}`).toBe("rm 'a b' 'c'\\''d'");
  });
});
