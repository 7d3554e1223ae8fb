import type { Refusal } from '../../cluster/change-leader/change-request.js';
import { Failure } from '../../errors.js';

/** A refusal by the rules, which ends the command. */
export function refusalFailure({ outcome, code, message, subject, next }: Refusal): Failure {
  return new Failure(outcome, code, message, {
    ...(subject === null ? {} : { subject }),
    ...(next === null ? {} : { next }),
  });
}
