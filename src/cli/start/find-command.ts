import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { helpOf, unknownOption } from '../output/usage-failure.js';
import { moveGlobalOptions } from './argv.js';

/** What there is to type, as oclif has it: `config:undo` is `ctl config undo`. */
interface KnownCommands {
  readonly commandIDs: readonly string[];
  readonly topics: readonly { readonly name: string }[];
  readonly commands: readonly KnownCommand[];
}

interface KnownCommand {
  readonly id: string;
  readonly args?: object;
}

const SHOWN = 3;

/** The words as oclif takes them: global options behind the command, `help COMMAND` as its option. Throws for a command that there is not. */
export function findCommand(typed: readonly string[], known: KnownCommands): readonly string[] {
  const argv = withOptionsBehind(typed, []);
  const [word, ...rest] = argv;
  if (word === undefined || word.startsWith('-')) return argv;
  if (word === 'help') return findHelp(rest, known);
  const isTopic = known.topics.some(({ name }) => name === word);
  if (!isTopic && !known.commandIDs.includes(word)) throw unknownCommand([word], known);
  if (!isTopic) return withoutExtra(argv, [word], known);
  if (rest.length === 0) return argv;
  const below = withOptionsBehind(rest, [word]);
  const [sub = ''] = below;
  if (sub.startsWith('-')) return [word, ...below];
  if (known.commandIDs.includes(`${word}:${sub}`)) return withoutExtra([word, ...below], [word, sub], known);
  throw unknownCommand([word, sub], known);
}

/** oclif takes what is behind a command without arguments for a part of its name. */
function withoutExtra(argv: readonly string[], words: readonly string[], known: KnownCommands) {
  const behind = argv.slice(words.length);
  const end = behind.findIndex((word) => word.startsWith('-'));
  const extra = end === -1 ? behind : behind.slice(0, end);
  const found = known.commands.find(({ id }) => id === words.join(':'));
  if (extra.length === 0 || Object.keys(found?.args ?? { any: true }).length > 0) return argv;
  const subject = extra.join(' ');
  const message = `Got unexpected extra argument${extra.length === 1 ? '' : 's'} (${subject})`;
  throw new Failure('usage', 'usage', message, { subject, next: helpOf(words.join(' ')) });
}

function withOptionsBehind(argv: readonly string[], topic: readonly string[]): readonly string[] {
  const moved = moveGlobalOptions(argv);
  if ('argv' in moved) return moved.argv;
  const help = helpOf(topic.join(' '));
  if ('unknown' in moved) throw unknownOption([moved.unknown], moved.options, help);
  throw new Failure('usage', 'usage', moved.error, { next: help });
}

/** `help config undo` is `config undo --help`; the topics of help itself are commands. */
function findHelp(rest: readonly string[], known: KnownCommands): readonly string[] {
  const end = rest.findIndex((word) => word.startsWith('-'));
  const words = end === -1 ? rest : rest.slice(0, end);
  const isOwn = (id: string): boolean => known.commandIDs.includes(id);
  if (isOwn(`help:${words.join(':')}`)) return ['help', ...rest];
  const [first = 'help', second] = words;
  if (first === 'help') return second === undefined ? ['--help'] : findHelp(words.slice(1), known);
  const isTopic = known.topics.some(({ name }) => name === first);
  if (second !== undefined && isOwn(`${first}:${second}`)) return [first, second, '--help'];
  if (isTopic && second !== undefined) throw unknownCommand([first, second], known, 'help ');
  if (!isTopic && !isOwn(first)) throw unknownCommand([first], known, 'help ');
  return [first, '--help'];
}

function unknownCommand(words: readonly string[], known: KnownCommands, verb = ''): Failure {
  const typed = words.join(' ');
  const topics = verb === '' ? [] : known.commandIDs.flatMap((id) => /^help:(.*)/.exec(id)?.[1] ?? []);
  const near = nearCommands(words, known, topics).slice(0, SHOWN);
  const help = helpOf(words.slice(0, -1).join(' '));
  const next: Hint =
    near.length === 0 ? help : hint`${near.map((name) => ctl(`${verb}${name}`, null)).join(', ')}`;
  return new Failure('usage', 'unknown-command', `No such command '${typed}'.`, { subject: typed, next });
}

/** Also by its last word alone, because few remember what it is below. */
function nearCommands(
  words: readonly string[],
  { commandIDs, topics }: KnownCommands,
  others: readonly string[],
): readonly string[] {
  const names = commandIDs.map((id) => id.replaceAll(':', ' '));
  const typed = words.at(-1) ?? '';
  const siblings = names.filter((name) => words.length > 1 && name.startsWith(`${words[0]} `));
  const firsts = [...new Set([...topics.map(({ name }) => name), ...names.map((name) => firstOf(name))])];
  const below = nearMatches(typed, siblings.map(lastOf)).map((last) => `${words[0]} ${last}`);
  const above = words.length > 1 ? [] : nearMatches(typed, [...firsts, ...others]);
  const elsewhere = names.filter((name) => name.includes(' ') && lastOf(name) === typed);
  return [...new Set([...below, ...above, ...elsewhere])];
}

function firstOf(name: string): string {
  return name.split(' ')[0] ?? name;
}

function lastOf(name: string): string {
  return name.split(' ').at(-1) ?? name;
}
