import { Failure } from '../../errors.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Questions, TextQuestion } from '../../operations/ports/operator-ports.js';
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

/** click's `prompt`, as patronictl asks. */
async function askLine({ question, standard, option }: TextQuestion): Promise<string> {
  const prompt = standard === null ? `${question}: ` : `${question} [${standard}]: `;
  for (;;) {
    const answer = (await nextAnswer(prompt, option)) || standard;
    if (answer !== null) return answer;
  }
}

/** click's `confirm`. */
async function confirmLine(question: string, option: string): Promise<boolean> {
  for (;;) {
    const answer = (await nextAnswer(`${question} [y/N]: `, option)).toLowerCase();
    if (['y', 'yes'].includes(answer)) return true;
    if (['', 'n', 'no'].includes(answer)) return false;
    process.stderr.write('Error: invalid input\n');
  }
}

async function nextAnswer(prompt: string, option: string): Promise<string> {
  const isWritten = await writeRemark(visibleText(prompt));
  // Answers in a pipe are for questions that nobody reads.
  if (!isWritten && process.stdin.isTTY) throw noAnswer('the question cannot be shown', option);
  const line = await standardInput().readLine();
  if (line !== null) return line.trim();
  await writeRemark('\n');
  throw noAnswer('standard input is at its end', option);
}

function writeRemark(text: string): Promise<boolean> {
  return new Promise((resolve) => process.stderr.write(text, (error) => resolve(!error)));
}

function noAnswer(why: string, option: string): Failure {
  const message = `nobody can be asked, because ${why}; give ${option}`;
  return new Failure('usage', 'no-answer', message, { subject: option });
}
