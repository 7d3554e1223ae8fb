import { formatPatronictlTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeReport } from '../../operations/change-leader/change-report.js';

const WORDS = {
  switchover: { title: 'Switchover', verb: 'switched over', start: 'Switched over' },
  failover: { title: 'Failover', verb: 'failed over', start: 'Failed over' },
} as const;

/** patronictl's own phrases for the end of a change of leader, which scripts look for. */
export function changePhrases(report: ChangeReport, now: Date): string[] {
  const { kind, outcome, newLeader, formerLeader, candidate, request, code } = report;
  if (request === null) return [];
  const { title, verb, start } = WORDS[kind];
  const stamp = formatPatronictlTime(now);
  const winner = visibleText(newLeader ?? '');
  const details =
    request.status === null ? '' : `, details: ${request.status}, ${visibleText(request.text ?? '')}`;
  switch (outcome) {
    case 'accepted':
      return [`${stamp} ${title} ${report.scheduledAt === null ? 'accepted' : 'scheduled'}`];
    case 'unknown':
      return [`${title} result unknown${details}`];
    case 'refused':
      return [`${title} failed${details}`];
    case 'done':
    case 'partial':
      if (code !== 'other-winner') return [`${stamp} Successfully ${verb} to "${winner}"`];
      if (candidate === null || newLeader === formerLeader) return [`${title} failed${details}`];
      return [`${stamp} ${start} to "${winner}" instead of "${visibleText(candidate)}"`];
    default:
      return [];
  }
}
