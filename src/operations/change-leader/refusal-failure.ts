import type { Refusal } from '../../cluster/leader-change/change-request.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace } from '../dcs-ports.js';
import { inGroup } from './command-line.js';

/** A refusal by the rules, which ends the command. */
export function refusalFailure(refusal: Refusal, place: ClusterPlace): Failure {
  const { outcome, code, message, subject, next } = refusal;
  return new Failure(outcome, code, message, {
    ...(subject === null ? {} : { subject }),
    ...(next === null ? {} : { next: inGroup(next, place) }),
  });
}
