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
