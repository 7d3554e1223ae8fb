import confirm from '@inquirer/confirm';
import input from '@inquirer/input';
import select from '@inquirer/select';
import { Chalk } from 'chalk';
import { Failure } from '../../errors.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Choice, ChoiceQuestion, TextQuestion } from '../../operations/ports/operator-ports.js';

/** A choice as inquirer's select takes it. */
interface ChoiceEntry {
  readonly value: string;
  readonly name: string;
  /** What is shown once it is chosen. */
  readonly short: string;
  readonly disabled: string | false;
}

/** inquirer's cursor, and the space behind it. */
const CURSOR_WIDTH = 2;
const NARROWEST_REMARK = 20;

export async function promptText({ question, standard }: TextQuestion, color: boolean): Promise<string> {
  const message = messageOf(question);
  const config = { message, theme: promptTheme(color), ...(standard === null ? {} : { default: standard }) };
  const required = standard === null;
  return (await prompt((context) => input({ ...config, required }, context))).trim() || (standard ?? '');
}

export function promptChoice(question: ChoiceQuestion, color: boolean): Promise<string> {
  const { title, standard, choices } = question;
  const isOptional = standard === '' && choices.every(({ value }) => value !== '');
  const { columns, rows } = process.stderr;
  const config = {
    message: messageOf(title),
    default: standard,
    choices: choiceEntries(isOptional ? [ANY, ...choices] : choices, columns || 80),
    pageSize: Math.max(SHORTEST_PAGE, (rows || 24) - LINES_AROUND),
    loop: false,
    theme: promptTheme(color),
  };
  return prompt((context) => select(config, context));
}

export function promptConfirm(question: string, color: boolean): Promise<boolean> {
  const config = { message: messageOf(question), default: false, theme: promptTheme(color) };
  return prompt((context) => confirm(config, context));
}

const ANY: Choice = { value: '', remark: '', disabled: null };
const SHORTEST_PAGE = 6;
/** The question and the help, and some of what was printed before. */
const LINES_AROUND = 8;

function messageOf(question: string): string {
  return visibleText(question.trim());
}

type Context = { readonly output: NodeJS.WritableStream; readonly signal: AbortSignal };

/** Ctrl-C, Ctrl-D and a terminal that goes away are all the same answer. */
async function prompt<T>(ask: (context: Context) => Promise<T>): Promise<T> {
  const { stdin, stderr: output } = process;
  const closing = new AbortController();
  const close = () => closing.abort();
  // inquirer would wait for ever behind a closed reader, which shows as a pause; after Ctrl-Z it would not go on.
  const paused = () => setImmediate(() => stdin.isPaused() && closing.abort());
  const resumed = () => setImmediate(() => stdin.resume());
  stdin.on('pause', paused);
  output.on('error', close);
  process.on('SIGCONT', resumed);
  const restore = catchRawMode(stdin, close);
  try {
    return await ask({ output, signal: closing.signal });
  } catch (thrown) {
    if (!(thrown instanceof Error) || !/^(Exit|Abort)PromptError$/.test(thrown.name)) throw thrown;
    throw new Failure('cancelled', 'cancelled', 'Aborted!', { cause: thrown });
  } finally {
    restore();
    stdin.off('pause', paused);
    output.off('error', close);
    process.off('SIGCONT', resumed);
  }
}

/** On a terminal that was closed, readline throws what this fails with, and where nobody can catch it. */
function catchRawMode(stdin: typeof process.stdin, fail: () => void): () => void {
  const { setRawMode } = stdin;
  stdin.setRawMode = (mode) => {
    try {
      setRawMode.call(stdin, mode);
    } catch {
      fail();
    }
    return stdin;
  };
  return () => {
    stdin.setRawMode = setRawMode;
  };
}

/** inquirer's looks, with colours as ctl decides on them and not as inquirer does. */
function promptTheme(color: boolean) {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    prefix: { idle: chalk.cyan('?'), done: chalk.green('✔') },
    style: {
      message: (text: string) => chalk.bold(text),
      answer: (text: string) => chalk.cyan(text),
      defaultAnswer: (text: string) => chalk.dim(`(${text})`),
      highlight: (text: string) => chalk.cyan(text),
      disabled: (text: string) => chalk.dim(`- ${text}`),
      error: (text: string) => chalk.red(`> ${text}`),
      keysHelpTip: () => chalk.dim('↑↓ move, Enter selects, Ctrl-C aborts'),
    },
  };
}

/** With the remarks beside the names, so that the choices can be compared; what is too long goes on below itself. */
export function choiceEntries(choices: readonly Choice[], columns: number): readonly ChoiceEntry[] {
  const width = Math.max(...choices.map((choice) => nameOf(choice).length)) + CURSOR_WIDTH;
  const room = columns - CURSOR_WIDTH - width;
  return choices.map((choice) => {
    const { value, remark, disabled } = choice;
    const short = nameOf(choice);
    const words = visibleText(disabled === null ? remark : `${remark} (${disabled})`).split(/ +/);
    const lines = room < NARROWEST_REMARK ? [words.join(' ')] : wrap(words, room);
    const name = `${short.padEnd(width)}${lines.join(`\n${' '.repeat(CURSOR_WIDTH + width)}`)}`.trimEnd();
    if (disabled === null) return { value, name, short, disabled: false };
    // inquirer puts a space between the name and why it cannot be chosen.
    const last = name.lastIndexOf(' ');
    return { value, name: name.slice(0, last), short, disabled: name.slice(last + 1) };
  });
}

function nameOf({ value }: Choice): string {
  return value === '' ? 'any' : visibleText(value);
}

function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines.splice(-1, 1, `${line} ${word}`);
    else lines.push(word);
  }
  return lines;
}
