import { Args, Errors, Flags, Parser } from '@oclif/core';
import { expect, it } from 'vitest';
import { spellingsOf, usageFailure } from '../../../src/cli/output/usage-failure.js';

const FLAGS = {
  candidate: Flags.string({ description: 'Member', char: 'C' }),
  format: Flags.option({ options: ['pretty', 'tsv', 'json', 'yaml'] as const, char: 'f' })(),
  lines: Flags.integer({ char: 'n', min: 0, max: 100 }),
  force: Flags.boolean({ aliases: ['yes'] }),
  dsn: Flags.string({ exclusive: ['candidate'] }),
  rolling: Flags.boolean({ dependsOn: ['force'] }),
  secret: Flags.string({ hidden: true }),
};
const NEEDY = { needed: Flags.string({ required: true }) };
const ONE = { member: Args.string({ ignoreStdin: true, required: true }) };

/** What oclif itself throws for a command line. */
async function thrownFor(typed: string, flags: object, args: object): Promise<Errors.CLIError> {
  const thrown = await Parser.parse(typed === '' ? [] : typed.split(' '), {
    flags: { ...flags },
    args: { ...args },
    strict: true,
  }).catch((error: unknown) => error);
  if (thrown instanceof Errors.CLIError) return thrown;
  throw new Error(`${typed} was parsed`);
}

it.each<{ typed: string; flags?: object; args?: object; message: string; next: string }>([
  {
    typed: '--candidat pg2',
    message: 'No such option: --candidat',
    next: '--candidate; all: ctl restart --help',
  },
  {
    typed: '--candidat=s3cret',
    message: 'No such option: --candidat',
    next: '--candidate; all: ctl restart --help',
  },
  { typed: '--foramt json', message: 'No such option: --foramt', next: '--format; all: ctl restart --help' },
  { typed: '--ye', message: 'No such option: --ye', next: '--yes; all: ctl restart --help' },
  { typed: '--secre', message: 'No such option: --secre', next: 'ctl restart --help' },
  { typed: '-x', message: 'No such option: -x', next: 'ctl restart --help' },
  { typed: '-F json', message: 'No such option: -F', next: '-f; all: ctl restart --help' },
  { typed: '--frobnicate', message: 'No such option: --frobnicate', next: 'ctl restart --help' },
  {
    typed: '--forc --line',
    message: 'No such options: --forc, --line',
    next: '--force, --lines; all: ctl restart --help',
  },
  {
    typed: '--format jsn',
    message: "Invalid value for '--format': 'jsn' is not one of 'pretty', 'tsv', 'json', 'yaml'.",
    next: '--format json; all: ctl restart --help',
  },
  {
    typed: '-f xml',
    message: "Invalid value for '--format': 'xml' is not one of 'pretty', 'tsv', 'json', 'yaml'.",
    next: 'ctl restart --help',
  },
  { typed: '--candidate', message: "Option '--candidate' requires an argument.", next: 'ctl restart --help' },
  {
    typed: '--format',
    message: "Option '--format' requires an argument: 'pretty', 'tsv', 'json', 'yaml'.",
    next: 'ctl restart --help',
  },
  {
    typed: '--candidate a --candidate b',
    message: "Option '--candidate' can be given only once.",
    next: 'ctl restart --help',
  },
  {
    typed: '-n abc',
    message: "Invalid value for '--lines': 'abc' is not a whole number.",
    next: 'ctl restart --help',
  },
  {
    typed: '-n 101',
    message: "Invalid value for '--lines': '101' is not a whole number less than or equal to 100.",
    next: 'ctl restart --help',
  },
  {
    typed: '--dsn s3cret --candidate a',
    message: "Options '--candidate' and '--dsn' cannot be given together.",
    next: 'ctl restart --help',
  },
  { typed: '--rolling', message: "Option '--rolling' needs '--force'.", next: 'ctl restart --help' },
  { typed: '', flags: NEEDY, message: "Missing option '--needed'.", next: 'ctl restart --help' },
  { typed: '', args: ONE, message: "Missing argument 'MEMBER'.", next: 'ctl restart --help' },
  { typed: 'a', message: 'Got unexpected extra argument (a)', next: 'ctl restart --help' },
  { typed: 'a b', message: 'Got unexpected extra arguments (a b)', next: 'ctl restart --help' },
])('$typed: $message', async ({ typed, flags = FLAGS, args = {}, message, next }) => {
  const failure = usageFailure(await thrownFor(typed, flags, args), {
    words: 'restart',
    options: spellingsOf(FLAGS),
  });
  expect(failure.outcome).toBe('usage');
  expect([failure.problem.message, failure.problem.next]).toEqual([message, next]);
});
