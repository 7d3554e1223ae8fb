import type { Failure, Outcome, Problem } from '../../errors.js';
import { visibleText } from '../../formats/visible-text.js';

interface LostResult {
  /** Why it could not be written, as the system says it. */
  readonly reason: string;
  /** What was to be read; null or empty if it is not to be repeated. */
  readonly text: string | null;
}

interface OwnEnding {
  readonly outcome: string;
  readonly exit: number;
  readonly meaning: string;
}

/** A failure for people: what happened, each part of it, what to do next. */
export function failureView(failure: Pick<Failure, 'outcome' | 'problem' | 'parts'>): string {
  const { message, next } = failure.problem;
  const width = Math.max(0, ...failure.parts.map((part) => (part.subject ?? '').length));
  const parts = failure.parts.map((part) => `  ${partLine(part, width)}`);
  const lines = [
    `${prefix(failure.outcome)}: ${message}`,
    ...parts,
    ...(next === null ? [] : [`next: ${next}`]),
  ];
  return `${lines.map((line) => visibleText(line, { keepLines: true })).join('\n')}\n`;
}

/** What went wrong in a report that is shown otherwise: each problem with what to do next. */
export function problemsView(outcome: Outcome, problems: readonly Problem[]): string {
  const lines = problems.flatMap(({ message, next }) => [
    `${prefix(outcome)}: ${message}`,
    ...(next === null ? [] : [`next: ${next}`]),
  ]);
  return lines.map((line) => `${visibleText(line, { keepLines: true })}\n`).join('');
}

/** One line for a warning: its sentence, and what to do about it. */
export function warningView(warning: Problem): string {
  const next = warning.next === null ? '' : ` (${warning.next})`;
  return `${visibleText(`warning: ${warning.message}${next}`, { keepLines: true })}\n`;
}

/** patronictl's scripts look for `Error: `; the outcomes that patronictl does not know carry their own name. */
function prefix(outcome: Outcome): string {
  switch (outcome) {
    case 'not-found':
      return 'not found';
    case 'unreachable':
    case 'unknown':
    case 'partial':
    case 'conflict':
    case 'cancelled':
      return outcome;
    default:
      return 'Error';
  }
}

function partLine(part: Problem, width: number): string {
  const next = part.next === null ? '' : `   ${part.next}`;
  return `${(part.subject ?? '').padEnd(width)}   ${part.message}${next}`;
}

/** For stderr, if the result of a command could not be written: nobody else tells how the command has ended. */
export function lostResultView({ reason, text }: LostResult, { outcome, exit, meaning }: OwnEnding): string {
  const lines = [
    `Error: the result cannot be written: ${visibleText(reason)}`,
    `the command itself ended with ${outcome} (exit ${exit}): ${meaning}`,
  ];
  const repeated = text === null || text === '' ? [] : ['what was to be written:', text.trimEnd()];
  return `${[...lines, ...repeated].join('\n')}\n`;
}
