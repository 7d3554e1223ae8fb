import type { Refusal } from '../../cluster/change-leader/change-request.js';
import { Failure } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';

/** The failure for a cluster that is no longer the one that was decided on. */
export function changedMeanwhile(place: ClusterPlace): Failure {
  const message =
    'the leader, the pending request or the configuration has changed meanwhile; nothing was written.';
  return new Failure('conflict', 'state-changed', message, {
    subject: place.scope,
    next: ctl('list', place),
  });
}

/** A refusal by the rules, which ends the command. */
export function refusalFailure({ outcome, code, message, subject, next }: Refusal): Failure {
  return new Failure(outcome, code, message, {
    ...(subject === null ? {} : { subject }),
    ...(next === null ? {} : { next }),
  });
}
