import { shellWord } from './command-words.js';

declare const HINT: unique symbol;

/**
 * What to do next: words for people and commands for their shell. Made by `hint`, `shell` and `ctl` only, so that no command is put
 * together by hand and none is changed afterwards. For JSON it is a string.
 */
export type Hint = string & { readonly [HINT]: true };

/** The cluster, or the Citus group of it, that a command is for; a scope of null is one that is still to be named. */
export interface CommandPlace {
  readonly scope: string | null;
  readonly group: number | null;
}

type OptionValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** By their long names without dashes, a single letter for a short one; what is null, undefined or false is left out. */
export type CommandOptions = Readonly<Record<string, OptionValue>>;

/** Words around commands: hint`stop its agents first, or: ${ctl('remove', place)}`. */
export function hint(words: TemplateStringsArray, ...values: readonly (string | number)[]): Hint;
export function hint(words: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return filled(words, values);
}

/** A command of the system; what is put into it becomes one word of the shell each. */
export function shell(words: TemplateStringsArray, ...values: readonly (string | number)[]): Hint;
export function shell(words: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return filled(
    words,
    values.map((value) => shellWord(String(value))),
  );
}

/** A command of `ctl` as it is pasted: the same place, then arguments, then options, all of it quoted. */
export function ctl(
  verb: string,
  place: CommandPlace | null,
  args?: readonly string[],
  options?: CommandOptions,
): Hint;
export function ctl(
  verb: string,
  place: CommandPlace | null,
  args: readonly string[] = [],
  options: CommandOptions = {},
): string {
  const named = [...(place === null ? [] : [place.scope ?? 'CLUSTER']), ...args];
  const group = place === null || place.group === null ? [] : [`--group ${place.group}`];
  const chosen = Object.entries(options).flatMap(([name, value]) => optionWords(name, value));
  const program = ['ctl', ...(verb.startsWith('sandbox') ? [] : way), verb];
  const words = named.map(shellWord);
  // Behind -- nothing is an option.
  if (named.some((word) => word.startsWith('-')))
    return [...program, ...group, ...chosen, '--', ...words].join(' ');
  const [first, ...others] = words;
  return [...program, ...(first === undefined ? [] : [first]), ...group, ...others, ...chosen].join(' ');
}

let way: readonly string[] = [];

/**
 * The global options that were typed and that lead to the same place, such as `-c FILE`. They hold for the whole invocation, are
 * said once before anything is answered, and stand in every command of `ctl` from then on.
 */
export function leadBy(options: CommandOptions): void {
  way = Object.entries(options).flatMap(([name, value]) => optionWords(name, value));
}

function optionWords(name: string, value: OptionValue): string[] {
  if (value === null || value === undefined || value === false) return [];
  const option = name.length === 1 ? `-${name}` : `--${name}`;
  if (value === true) return [option];
  const values: readonly (string | number)[] = typeof value === 'object' ? value : [value];
  return values.map((each) => {
    const text = String(each);
    return text.startsWith('-')
      ? shellWord(`${option}${name.length === 1 ? '' : '='}${text}`)
      : `${option} ${shellWord(text)}`;
  });
}

function filled(words: TemplateStringsArray, values: readonly (string | number)[]): string {
  return words.map((text, index) => `${index === 0 ? '' : values[index - 1]}${text}`).join('');
}
