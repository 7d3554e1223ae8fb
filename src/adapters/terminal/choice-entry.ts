import { visibleText } from '../../formats/visible-text.js';
import type { Choice } from '../../operations/ports/operator-ports.js';

/** A choice as inquirer's select takes it. */
export interface ChoiceEntry {
  readonly value: string;
  readonly name: string;
  /** What is shown once it is chosen. */
  readonly short: string;
  readonly disabled: string | false;
}

/** inquirer's cursor, and the space behind it. */
const CURSOR_WIDTH = 2;
const NARROWEST_REMARK = 20;

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
