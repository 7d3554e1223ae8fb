import { Errors } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { failureFrom } from '../../../src/cli/output/failure-from.js';
import { Failure } from '../../../src/errors.js';

describe('failureFrom', () => {
  it('keeps a failure', () => {
    const failure = new Failure('refused', 'no-leader', 'there is no leader');
    expect(failureFrom(failure)).toBe(failure);
  });

  it("takes oclif's own errors for usage errors", () => {
    const thrown = new Errors.CLIError('Something is wrong\nSee more help with --help');
    const { outcome, problem, cause } = failureFrom(thrown);
    expect({ outcome, problem, cause }).toEqual({
      outcome: 'usage',
      problem: { code: 'usage', message: 'Something is wrong', subject: null, next: 'ctl --help' },
      cause: thrown,
    });
  });

  it.each([
    { thrown: new TypeError('x is undefined'), message: 'unexpected: x is undefined' },
    { thrown: 'text', message: 'unexpected: text' },
  ])('takes anything else for a bug of ctl: $message', ({ thrown, message }) => {
    const { outcome, problem, cause } = failureFrom(thrown);
    expect({ outcome, message: problem.message, cause }).toEqual({ outcome: 'bug', message, cause: thrown });
  });
});
