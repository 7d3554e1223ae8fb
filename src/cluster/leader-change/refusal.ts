import type { ChangeKind, Refusal } from './change-request.js';

export function refused(code: string, message: string, subject: string | null, next: string | null): Refusal {
  return { outcome: 'refused', code, message, subject, next };
}

/** The command that asks for a change with this candidate. */
export function changeCommand(kind: ChangeKind, scope: string, candidate: string): string {
  return `ctl ${kind} ${scope} --candidate ${candidate}`;
}
