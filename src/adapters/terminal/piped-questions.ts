import { Failure } from '../../errors.js';
import { visibleText } from '../../formats/visible-text.js';
import type { TextQuestion } from '../../operations/ports/operator-ports.js';
import { standardInput } from './standard-input.js';

/** click's `prompt`, as patronictl asks. */
export async function askLine({ question, standard, option }: TextQuestion): Promise<string> {
  const prompt = standard === null ? `${question}: ` : `${question} [${standard}]: `;
  for (;;) {
    const answer = (await nextAnswer(prompt, option)) || standard;
    if (answer !== null) return answer;
  }
}

/** click's `confirm`. */
export async function confirmLine(question: string, option: string): Promise<boolean> {
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
