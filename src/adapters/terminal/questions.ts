import type { Questions } from '../../operations/ports/operator-ports.js';
import { askLine, confirmLine } from './piped-questions.js';
import { standardInput } from './standard-input.js';

/** How long a silent pipe may be looked at. */
const PATIENCE_MS = 150;

/** Questions on stderr: with inquirer's prompts on a terminal, elsewhere word for word as patronictl asks. */
export function openQuestions({ color }: { readonly color: boolean }): Questions {
  return {
    canAsk: async () => isTerminal() || !(await standardInput().isAtEnd(PATIENCE_MS)),
    askText: async (question) =>
      isScreen() ? (await prompts()).promptText(question, color) : askLine(question),
    askChoice: async (question) =>
      isScreen() ? (await prompts()).promptChoice(question, color) : askLine(question),
    confirm: async (question, option) =>
      isScreen() ? (await prompts()).promptConfirm(question, color) : confirmLine(question, option),
  };
}

/** One that has been read to its end gives no more answers. */
function isTerminal(): boolean {
  return process.stdin.isTTY && !process.stdin.readableEnded;
}

/** inquirer draws with escape codes. */
function isScreen(): boolean {
  return isTerminal() && process.stderr.isTTY && process.env.TERM !== 'dumb';
}

/** Loaded by the first question. */
function prompts() {
  return import('./prompts.js');
}
