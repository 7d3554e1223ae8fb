import { stripVTControlCharacters } from 'node:util';
import type { Errors } from '@oclif/core';
import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';

/** The command that was typed, with all spellings of its options. */
export interface TypedCommand {
  /** Such as `config undo`. */
  readonly words: string;
  readonly options: readonly string[];
}

/** Long and short, with other names; what help does not show is not named either. */
export function spellingsOf(flags: Readonly<Record<string, FlagNames>>): readonly string[] {
  const shown = Object.entries(flags).filter(([, { hidden }]) => hidden !== true);
  return shown.flatMap(([name, { char, aliases = [], allowNo }]) => [
    ...[name, ...aliases].map((each) => `--${each}`),
    ...(char === undefined ? [] : [`-${char}`]),
    ...(allowNo === true ? [`--no-${name}`] : []),
  ]);
}

interface FlagNames {
  readonly char?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly hidden?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
}

/** What oclif says about the command line, in the words that patronictl's users know; each says what is wrong, and what is near it. */
export function usageFailure(thrown: Errors.CLIError, command: TypedCommand | null): Failure {
  const help = helpOf(command?.words ?? '');
  const typed = namesOf(thrown, 'flags');
  if (typed !== null) return unknownOption(typed, command?.options ?? [], help);
  const text = stripVTControlCharacters(thrown.message).replace(/\nSee more help with --help$/, '');
  const { message, subject = null, near = [] } = described(thrown, text);
  const next = near.length === 0 ? help : hint`${near.join(', ')}; all: ${help}`;
  return new Failure('usage', 'usage', asTyped(message), {
    cause: thrown,
    next,
    ...(subject === null ? {} : { subject: asTyped(subject) }),
  });
}

/** oclif knows `-W` by the name `--W`. */
function asTyped(text: string): string {
  return text.replaceAll(/--(\w)(?![\w-])/g, '-$1');
}

/** The command that shows the help of another, or of all. */
export function helpOf(words: string): Hint {
  return words === '' ? hint`ctl --help` : ctl(words, null, [], { help: true });
}

/** Values behind `=` are left out: they may be secrets. */
export function unknownOption(typed: readonly string[], options: readonly string[], help: Hint): Failure {
  const names = typed.map((each) => each.replace(/=.*/s, ''));
  const near = [...new Set(names.flatMap((name) => nearOptions(name, options)))];
  const message = `No such option${names.length === 1 ? '' : 's'}: ${names.join(', ')}`;
  const next = near.length === 0 ? help : hint`${near.join(', ')}; all: ${help}`;
  return new Failure('usage', 'usage', message, { subject: names.join(', '), next });
}

function nearOptions(typed: string, options: readonly string[]): readonly string[] {
  const isLong = typed.startsWith('--');
  const sameKind = options.filter((each) => each.startsWith('--') === isLong);
  const bare = (option: string): string => option.replace(/^-+/, '');
  if (!isLong) return options.filter((each) => each.toLowerCase() === typed.toLowerCase());
  const near = nearMatches(bare(typed), sameKind.map(bare));
  return near.map((name) => `--${name}`).slice(0, 3);
}

interface Described {
  readonly message: string;
  readonly subject?: string;
  readonly near?: readonly string[];
}

function described(thrown: Error, text: string): Described {
  const extra = namesOf(thrown, 'args');
  if (extra !== null) {
    if (/^Missing/.test(text)) {
      const names = extra.map((name) => `'${name.toUpperCase()}'`).join(', ');
      return {
        message: `Missing argument${extra.length === 1 ? '' : 's'} ${names}.`,
        subject: extra.join(', '),
      };
    }
    const names = extra.join(' ');
    return {
      message: `Got unexpected extra argument${extra.length === 1 ? '' : 's'} (${names})`,
      subject: names,
    };
  }
  for (const [pattern, describe] of SENTENCES) {
    const found = pattern.exec(text);
    if (found !== null) return describe(found.slice(1).map((part) => part ?? ''));
  }
  return { message: text.replaceAll(/\s*\n\s*/g, ' ') };
}

/** oclif's sentences (core 4: parser/parse.js, parser/errors.js, parser/validate.js, flags.js). */
const SENTENCES: readonly (readonly [RegExp, (parts: readonly string[]) => Described])[] = [
  [
    /^Expected --(\S+?)=(.*) to be one of: (.*)$/s,
    ([option = '', value = '', words = '']) => notOneOf(`--${option}`, value, words),
  ],
  [/^Expected (.*) to be one of: (.*)$/s, ([value = '', words = '']) => notOneOf(null, value, words)],
  [
    /^Flag (--\S+) expects (?:a value|one of these values: (.*))$/s,
    ([option = '', words = '']) => ({
      message: `Option '${option}' requires an argument${words === '' ? '' : `: ${quoted(words)}`}.`,
      subject: option,
    }),
  ],
  [
    /^Flag (--\S+) can only be specified once$/,
    ([option = '']) => ({ message: `Option '${option}' can be given only once.`, subject: option }),
  ],
  [
    /^Parsing (--\S+)\s+Expected an integer(.*?) but received: (.*)$/s,
    ([option = '', bound = '', value = '']) => ({
      message: `Invalid value for '${option}': '${value}' is not a whole number${bound}.`,
      subject: option,
    }),
  ],
  [
    /^Parsing (--\S+)\s+(.*)$/s,
    ([option = '', reason = '']) => ({
      message: described(new Error(reason), reason).message.replace(
        /^(?!Invalid value for)/,
        `Invalid value for '${option}': `,
      ),
      subject: option,
    }),
  ],
  [
    /Missing required flag (\S+)/,
    ([name = '']) => ({ message: `Missing option '--${name}'.`, subject: `--${name}` }),
  ],
  [
    /(--[\w-]+)=.* cannot also be provided when using (--[\w-]+)/s,
    ([one = '', other = '']) => ({
      message: `Options '${one}' and '${other}' cannot be given together.`,
      subject: one,
    }),
  ],
  [
    /must be provided when using (--[\w-]+): (--[\w-]+)/,
    ([option = '', needed = '']) => ({
      message: `Option '${option}' needs '${needed}'.`,
      subject: option,
    }),
  ],
];

function notOneOf(option: string | null, value: string, words: string): Described {
  const message = `Invalid value${option === null ? '' : ` for '${option}'`}: '${value}' is not one of ${quoted(words)}.`;
  const near = nearMatches(value, words.split(', ')).map((word) =>
    option === null ? word : `${option} ${word}`,
  );
  return { message, subject: option ?? value, near };
}

function quoted(words: string): string {
  return words
    .split(', ')
    .map((word) => `'${word}'`)
    .join(', ');
}

/** The arguments or options that an error of oclif names. */
function namesOf(thrown: Error, key: 'args' | 'flags'): readonly string[] | null {
  const listed = Object.entries(thrown).find(([name]) => name === key)?.[1];
  if (!Array.isArray(listed)) return null;
  return listed.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'name' in each ? String(each.name) : String(each),
  );
}
