import { ctl, type Hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../model/cluster-place.js';
import type { ChangeKind, Refusal } from './change-request.js';

export function refused(code: string, message: string, subject: string | null, next: Hint | null): Refusal {
  return { outcome: 'refused', code, message, subject, next };
}

/** Somebody else who could be asked for: only shown, because nobody has named that one. */
export function tryCommand(kind: ChangeKind, place: ClusterPlace, candidate: string): Hint {
  return ctl(kind, place, [], { candidate, 'dry-run': true });
}
