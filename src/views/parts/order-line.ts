import { visibleText } from '../../formats/visible-text.js';
import type { MemberOutcome } from '../../operations/maintenance/order-outcome.js';
import type { TopologyEvent } from '../../operations/maintenance/select-members.js';
import { listView } from '../list/list.js';
import type { Screen } from './screen.js';

/** patronictl's line for the answer of one agent (ctl.py, check_response); without an answer it says why there is none. */
export function orderLine(action: string, { member, outcome, status, text }: MemberOutcome): string {
  if (outcome === 'done' || outcome === 'accepted')
    return visibleText(`Success: ${action} for member ${member}`);
  const verdict = outcome === 'unknown' ? 'Unknown' : 'Failed';
  const details = status === null ? `(${text})` : `status code=${status}, (${text})`;
  return visibleText(`${verdict}: ${action} for member ${member}, ${details}`);
}

/** The members that a choice was made from, as patronictl prints them before it asks. */
export function selectionView({ at, clusters }: TopologyEvent, screen: Screen): string {
  const report = { outcome: 'done', code: null, warnings: [], errors: [], at, clusters } as const;
  return listView(report, screen, { format: undefined, extended: false, timestamp: false, group: null });
}
