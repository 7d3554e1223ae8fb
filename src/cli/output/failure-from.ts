import { Errors } from '@oclif/core';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { mayHaveChanged } from './doubt.js';
import { type TypedCommand, usageFailure } from './usage-failure.js';

/** Whatever was thrown, as a failure with an outcome: oclif's own errors are usage errors, unexpected ones are bugs, or doubt once something was sent. */
export function failureFrom(thrown: unknown, command: TypedCommand | null = null): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof Errors.CLIError) return usageFailure(thrown, command);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (mayHaveChanged()) {
    return new Failure('unknown', 'bug', `unexpected: ${message}; what was asked for may have been done`, {
      cause: thrown,
      next: hint`look before anything is asked for again, and report what --debug prints`,
    });
  }
  return new Failure('bug', 'bug', `unexpected: ${message}`, {
    cause: thrown,
    next: hint`run again with --debug and report what it prints`,
  });
}
