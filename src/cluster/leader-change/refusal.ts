import { type Hint, hint } from '../../formats/hint.js';
import type { ChangeKind, Refusal } from './change-request.js';

export function refused(code: string, message: string, subject: string | null, next: Hint | null): Refusal {
  return { outcome: 'refused', code, message, subject, next };
}

/** The command that asks for a change with this candidate. */
export function changeCommand(kind: ChangeKind, scope: string, candidate: string): Hint {
  return hint`ctl ${kind} ${scope} --candidate ${candidate}`;
}
