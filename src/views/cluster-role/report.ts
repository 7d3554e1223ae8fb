import { ROLE_WORDS } from '../../cluster/cluster-role/role-change.js';
import { formatDuration } from '../../formats/durations.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ClusterRoleReport } from '../../operations/cluster-role/cluster-role-report.js';
import { problemsView } from '../parts/failure.js';

/** How it ended, behind patronictl's closing line and table. */
export function clusterRoleReportView(report: ClusterRoleReport): string {
  const text = closingText(report);
  return text === null ? '' : `${visibleText(text)}\n`;
}

/** Beside the result: what went wrong. */
export function clusterRoleErrorsView(report: ClusterRoleReport): string {
  return problemsView(report.outcome, report.errors);
}

function closingText(report: ClusterRoleReport): string | null {
  const { outcome, code, dryRun, scope, verb, leader, role, timeline, elapsedMs } = report;
  if (outcome !== 'done') return null;
  const nothing = dryRun ? '; dry run: nothing was sent' : '';
  if (code === 'already-so') return `Cluster is already in the required state${nothing}`;
  const { noun, done } = ROLE_WORDS[verb];
  if (dryRun) {
    return code === 'under-way'
      ? `Dry run: nothing was sent. The ${noun} of ${scope} is under way.`
      : `Dry run: nothing was sent. ${scope} would be ${done}.`;
  }
  const where = timeline === null ? '' : ` on timeline ${timeline}`;
  return `done in ${formatDuration(elapsedMs)}. ${leader} is ${role?.replaceAll('_', ' ')}${where}.`;
}
