import type { Outcome, Problem } from '../../errors.js';

/** How it ended, in one word, and why. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The verdict over one thing that went wrong. */
export function verdictOf(outcome: Outcome, problem: Problem): Verdict {
  return { outcome, code: problem.code, errors: [problem], warnings: [] };
}
