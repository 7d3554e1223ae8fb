import { exitCodeOf, type Failure, type Outcome, type Problem } from '../../errors.js';
import type { Report } from '../../operations/report.js';

/** What a command declares about its `--json` document. */
export interface DocumentShape {
  /** `list` for the schema `ctl.list/1`. */
  readonly name: string;
  /** The keys beside the envelope; an error document has them as null. */
  readonly keys: readonly string[];
  /** For a command whose callers expect other exit codes, and failures as a result. */
  readonly convention?: Convention;
}

export interface Convention {
  exitOf(outcome: Outcome, code: string | null): number;
  /** The failure as text for stdout. */
  failureView(failure: Failure): string;
}

export function exitOf(shape: DocumentShape, outcome: Outcome, code: string | null): number {
  return shape.convention?.exitOf(outcome, code) ?? exitCodeOf(outcome);
}

/** The same if the result could not be written: worse than that all is well and than findings, and than nothing else. */
export function exitWithoutResult(shape: DocumentShape, outcome: Outcome, code: string | null): number {
  const exit = exitOf(shape, outcome, code);
  return exit === 0 || exit === 3 ? exitOf(shape, 'output-lost', null) : exit;
}

/** The document of an invocation that has no command, such as a misspelt one. */
export const ERROR_DOCUMENT: DocumentShape = { name: 'error', keys: [] };

/** The `--json` document of a report. */
export function reportDocument(shape: DocumentShape, report: Report): object {
  const { outcome, code, warnings, errors, ...data } = report;
  return { ...envelope(shape, outcome, code, warnings, errors), ...data };
}

/** The `--json` document of a failure: the envelope, and null for all that could not be told. */
export function failureDocument(
  shape: DocumentShape,
  failure: Failure,
  warnings: readonly Problem[],
): object {
  const data = Object.fromEntries(shape.keys.map((key) => [key, null]));
  const errors = [failure.problem, ...failure.parts];
  return {
    ...envelope(shape, failure.outcome, failure.problem.code, warnings, errors),
    ...data,
  };
}

function envelope(
  shape: DocumentShape,
  outcome: Report['outcome'],
  code: string | null,
  warnings: readonly Problem[],
  errors: readonly Problem[],
): object {
  return {
    schema: `ctl.${shape.name}/1`,
    outcome,
    exit: exitOf(shape, outcome, code),
    code,
    warnings,
    errors,
  };
}
