import { describe, expect, it } from 'vitest';
import { findCommand } from '../../../src/cli/start/find-command.js';
import { Failure } from '../../../src/errors.js';

const KNOWN = {
  commandIDs: [
    ...['list', 'failover', 'flush', 'history', 'show-config', 'edit-config', 'query', 'status', 'wait'],
    ...[
      'config:log',
      'config:undo',
      'config:diff',
      'sandbox:up',
      'sandbox:down',
      'sandbox:status',
      'help:exit-codes',
    ],
  ],
  topics: ['config', 'sandbox', 'help'].map((name) => ({ name })),
  commands: [
    { id: 'history', args: {} },
    { id: 'help:exit-codes', args: {} },
    { id: 'list', args: { cluster: {} } },
  ],
};

const words = (typed: string): string[] => (typed === '' ? [] : typed.split(' '));

function failureOf(typed: string): { message: string; next: string | null } {
  try {
    return { message: findCommand(words(typed), KNOWN).join(' '), next: 'it is found' };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    expect(thrown.outcome).toBe('usage');
    return { message: thrown.problem.message, next: thrown.problem.next };
  }
}

describe('findCommand', () => {
  it.each<[typed: string, found: string]>([
    ['list', 'list'],
    ['list nonsense --foramt', 'list nonsense --foramt'],
    ['config log demo', 'config log demo'],
    ['-c F config log', 'config log --config-file F'],
    ['config -c F log --limit 1', 'config log --config-file F --limit 1'],
    ['--json sandbox status', 'sandbox status --json'],
    ['config', 'config'],
    ['config --help', 'config --help'],
    ['config -h', 'config -h'],
    ['--help', '--help'],
    ['help', '--help'],
    ['help help', '--help'],
    ['help --json', '--help'],
    ['help list', 'list --help'],
    ['help list demo', 'list --help'],
    ['help config', 'config --help'],
    ['help config undo', 'config undo --help'],
    ['help config undo --no-color', 'config undo --help'],
    ['help sandbox up', 'sandbox up --help'],
    ['help exit-codes', 'help exit-codes'],
    ['help exit-codes --json', 'help exit-codes --json'],
    ['help help exit-codes', 'help exit-codes'],
    ['-c F help list', 'list --help'],
  ])('%s', (typed, found) => {
    expect(findCommand(words(typed), KNOWN)).toEqual(words(found));
  });

  it.each<[typed: string, message: string, next: string]>([
    ['lst', "No such command 'lst'.", 'ctl list'],
    ['LIST', "No such command 'LIST'.", 'ctl list'],
    ['undo', "No such command 'undo'.", 'ctl config undo'],
    ['down', "No such command 'down'.", 'ctl sandbox down'],
    ['frobnicate', "No such command 'frobnicate'.", 'ctl --help'],
    ['confg log', "No such command 'confg'.", 'ctl config'],
    ['config lg', "No such command 'config lg'.", 'ctl config log'],
    ['config --json lg', "No such command 'config lg'.", 'ctl config log'],
    ['config frobnicate', "No such command 'config frobnicate'.", 'ctl config --help'],
    ['sandbox stauts', "No such command 'sandbox stauts'.", 'ctl sandbox status'],
    ['help lst', "No such command 'lst'.", 'ctl help list'],
    ['help config lg', "No such command 'config lg'.", 'ctl help config log'],
    ['help undo', "No such command 'undo'.", 'ctl help config undo'],
    ['help nonsense', "No such command 'nonsense'.", 'ctl --help'],
    ['help exit-code', "No such command 'exit-code'.", 'ctl help exit-codes'],
    ['-x list', 'No such option: -x', 'ctl --help'],
    ['--jsno list', 'No such option: --jsno', '--json; all: ctl --help'],
    ['--config-fil=/secret list', 'No such option: --config-fil', '--config-file; all: ctl --help'],
    ['config -x log', 'No such option: -x', 'ctl config --help'],
    ['config --debgu log', 'No such option: --debgu', '--debug; all: ctl config --help'],
    ['history demo', 'Got unexpected extra argument (demo)', 'ctl history --help'],
    ['--json history a b --stale', 'Got unexpected extra arguments (a b)', 'ctl history --help'],
    ['-c', "Option '-c' requires an argument.", 'ctl --help'],
    ['config --json', 'Missing command.', 'ctl config --help'],
    ['--json', 'Missing command.', 'ctl --help'],
  ])('%s is a usage error', (typed, message, next) => {
    expect(failureOf(typed)).toEqual({ message, next });
  });
});
