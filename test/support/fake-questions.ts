import { onTestFinished } from 'vitest';
import type { Failure } from '../../src/errors.js';
import type { ChoiceQuestion, Questions, TextQuestion } from '../../src/operations/ports/operator-ports.js';

/** A question in the words of a pipe, and its answer: '' is Enter, a failure such as `cancelled` is thrown. */
export type ExpectedQuestion = readonly [question: string, answer: string | boolean | Failure];

/** An operator who expects these questions in this order; any other one, and one that is left over, fails the test. */
export class FakeQuestions implements Questions {
  /** What was asked. */
  readonly asked: (TextQuestion | ChoiceQuestion | { readonly question: string; readonly option: string })[] =
    [];
  private readonly left: ExpectedQuestion[];

  constructor(
    expected: readonly ExpectedQuestion[] = [],
    /** Whether anybody is there. */
    private readonly present = expected.length > 0,
  ) {
    this.left = [...expected];
    onTestFinished(() => this.assertAllAsked());
  }

  assertAllAsked(): void {
    const questions = this.left.map(([question]) => `"${question}"`);
    if (questions.length > 0) throw new Error(`not asked: ${questions.join(', ')}`);
  }

  async canAsk(): Promise<boolean> {
    return this.present;
  }

  async askText(question: TextQuestion): Promise<string> {
    return this.textFor(question);
  }

  async askChoice(question: ChoiceQuestion): Promise<string> {
    return this.textFor(question);
  }

  async confirm(question: string, option: string): Promise<boolean> {
    const answer = this.next({ question, option });
    if (typeof answer === 'boolean') return answer;
    throw new Error(`"${question}" is answered by yes or no`);
  }

  private textFor(question: TextQuestion): string {
    const answer = this.next(question);
    if (typeof answer === 'string') return answer === '' ? (question.standard ?? '') : answer;
    throw new Error(`"${question.question}" is answered by a text`);
  }

  private next(asked: (typeof this.asked)[number]): string | boolean {
    this.asked.push(asked);
    const [question, answer] = this.left.shift() ?? [];
    if (answer === undefined || question !== asked.question) {
      throw new Error(
        `asked "${asked.question}", expected ${question === undefined ? 'nothing' : `"${question}"`}`,
      );
    }
    if (typeof answer === 'object') throw answer;
    return answer;
  }
}
