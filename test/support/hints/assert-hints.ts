import type { CommandPlace } from '../../../src/formats/hint.js';
import { again, type TypedWords } from '../../../src/operations/typed-words.js';
import { findFaults } from './find-faults.js';
import { shellWords } from './shell-words.js';

/** What a report or a failure tells, for the words that a request was made of: each command in it has to be pasteable, and to act on nothing but what was typed. */
export function assertTold(
  { verb, typed, ...place }: CommandPlace & { readonly verb: string; readonly typed: TypedWords },
  told: unknown,
): void {
  const [, ...words] = shellWords(again(verb, place, typed)).words;
  assertTexts(words, stringsOf(JSON.parse(JSON.stringify(told))));
}

/** The same of what a run of ctl has printed. */
export function assertPrinted(args: readonly string[], printed: string): void {
  if (args.some((word) => EXAMPLES.includes(word))) return;
  const document = args.includes('--json') ? printed.split('\n').flatMap(documentIn) : [];
  assertTexts(args, document.length > 0 ? document.flatMap(stringsOf) : printed.split(COLUMNS));
}

/** With these it prints examples, which are about other clusters. */
const EXAMPLES = ['help', '--help', '-h'];
/** Commands that stand beside each other. */
const COLUMNS = / {3,}|\n/;

function documentIn(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function assertTexts(args: readonly string[], texts: readonly string[]): void {
  const faults = texts.flatMap((text) => findFaults(args, text));
  if (faults.length === 0) return;
  const told = faults.map(({ command, fault }) => `  ${command}: ${fault}`).join('\n');
  throw new Error(`ctl ${args.join(' ')} tells to paste what must not be:\n${told}`);
}

/** All strings of a document. */
function stringsOf(document: unknown): string[] {
  if (typeof document === 'string') return [document];
  if (typeof document !== 'object' || document === null) return [];
  return Object.values(document).flatMap(stringsOf);
}
