import { visibleText } from '../../formats/visible-text.js';
import type { MemberVersions, VersionsReport } from '../../operations/version/read-versions.js';

/** patronictl's lines; the first one names ctl. */
export function versionView({ ctl, members }: VersionsReport): string {
  const lines = [`ctl version ${ctl}`, ...(members === null ? [] : ['', ...members.map(memberLine)])];
  return lines.map((line) => `${visibleText(line)}\n`).join('');
}

function memberLine({ name, patroniVersion, postgresVersion, problem }: MemberVersions): string {
  if (problem !== null) {
    const next = problem.next === null ? '' : ` (${problem.next})`;
    return `${name}: failed to get version: ${problem.message}${next}`;
  }
  const postgres = postgresVersion === null ? '' : ` PostgreSQL ${postgresVersion}`;
  return `${name}: Patroni ${patroniVersion ?? 'unknown'}${postgres}`;
}
