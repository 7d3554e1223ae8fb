import { describe, expect, it } from 'vitest';
import { moveGlobalOptions } from '../../../src/cli/start/argv.js';

describe('moveGlobalOptions', () => {
  it.each([
    { typed: '-c F list demo', run: 'list demo --config-file F' },
    { typed: '-cF list', run: 'list --config-file F' },
    { typed: '--config-file=F list -e', run: 'list --config-file F -e' },
    { typed: '-d H:2379 list', run: 'list --dcs-url H:2379' },
    { typed: '--dcs=H:2379 list', run: 'list --dcs-url H:2379' },
    { typed: '--dcs-url H:2379 list', run: 'list --dcs-url H:2379' },
    { typed: '-kcF list', run: 'list --insecure --config-file F' },
    { typed: '-kc F list', run: 'list --insecure --config-file F' },
    { typed: '-k --json --no-color --debug list', run: 'list --insecure --json --no-color --debug' },
    { typed: '--timeout 5s list', run: 'list --deadline 5s' },
    { typed: '-k sandbox up', run: 'sandbox up --insecure' },
    { typed: '-k list -- -c', run: 'list --insecure -- -c' },
  ])('moves them behind the command: $typed', ({ typed, run }) => {
    expect(moveGlobalOptions(typed.split(' '))).toEqual({ argv: run.split(' ') });
  });

  it('keeps apart its own -c and the one of query', () => {
    expect(moveGlobalOptions(['-c', 'F', 'query', '-c', 'SELECT 1', '-d', 'postgres'])).toEqual({
      argv: ['query', '--config-file', 'F', '-c', 'SELECT 1', '-d', 'postgres'],
    });
  });

  it.each(['query -c SELECT', 'list -k', 'list', '', '-- list', '--help', '-V'])(
    'leaves "%s" alone',
    (typed) => {
      const argv = typed === '' ? [] : typed.split(' ');
      expect(moveGlobalOptions(argv)).toEqual({ argv });
    },
  );

  it.each(['-c F --help', '-k -h', '--debug --version'])('gives help and version in "%s"', (typed) => {
    expect(moveGlobalOptions(typed.split(' '))).toEqual({ argv: typed.split(' ').slice(-1) });
  });

  /** click's words. */
  it.each([
    { typed: '-c', error: "Option '-c' requires an argument." },
    { typed: '-k --dcs', error: "Option '--dcs' requires an argument." },
    { typed: '-kc', error: "Option '-kc' requires an argument." },
    { typed: '-k', error: 'Missing command.' },
  ])('says what is wrong with "$typed"', ({ typed, error }) => {
    expect(moveGlobalOptions(typed.split(' '))).toEqual({ error });
  });

  it.each([
    { typed: '-x list', unknown: '-x' },
    { typed: '-kx list', unknown: '-kx' },
    { typed: '-c F --foo list', unknown: '--foo' },
  ])('does not know $unknown', ({ typed, unknown }) => {
    expect(moveGlobalOptions(typed.split(' '))).toMatchObject({ unknown });
  });
});
