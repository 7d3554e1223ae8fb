import { visibleText } from '../../formats/visible-text.js';
import type { MemberOutcome } from '../../operations/maintenance/order-outcome.js';

/** patronictl's line for the answer of one agent (ctl.py, check_response); without an answer it says why there is none. */
export function orderLine(action: string, { member, outcome, status, text }: MemberOutcome): string {
  if (outcome === 'done' || outcome === 'accepted')
    return visibleText(`Success: ${action} for member ${member}`);
  const verdict = outcome === 'unknown' ? 'Unknown' : 'Failed';
  const details = status === null ? `(${text})` : `status code=${status}, (${text})`;
  return visibleText(`${verdict}: ${action} for member ${member}, ${details}`);
}
