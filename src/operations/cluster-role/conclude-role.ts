import { leaderRole } from '../../cluster/cluster-role/decide-role.js';
import type { Failure } from '../../errors.js';
import type { ChangeVerdict } from '../change-leader/change-report.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterRoleReport } from './cluster-role-report.js';
import type { RoleCourse } from './follow-role.js';
import type { PlannedRole } from './plan-role.js';

/** The report of a change that was not asked for: why, or that it is so already, or the end of `--dry-run`. */
export function concludeUnsent(
  { ports, request, reading, change, source, remotes, warnings }: PlannedRole,
  failure: Failure | null,
): ClusterRoleReport {
  const { scope, group, cluster } = reading;
  const leader = cluster.leader?.name ?? null;
  return {
    outcome: failure?.outcome ?? 'done',
    code: failure?.problem.code ?? null,
    warnings,
    errors: failure === null ? [] : [failure.problem, ...failure.parts],
    scope,
    group,
    verb: change.verb,
    dryRun: request.dryRun,
    at: ports.clock.now().toISOString(),
    remotes,
    followsArchive: source.followsArchive,
    request: null,
    formerLeader: leader,
    leader,
    role: leaderRole(cluster),
    timeline: cluster.members.find(({ name }) => name === leader)?.timeline ?? null,
    formerLeaderBack: null,
    elapsedMs: 0,
  };
}

/** The report of a change that was followed; `member` is null if it had been asked for before. */
export function concludeFollowed(
  planned: PlannedRole,
  member: string | null,
  startedAt: Date,
  verdict: ChangeVerdict,
  { progress, reply, elapsedMs }: RoleCourse,
): ClusterRoleReport {
  const unsent = concludeUnsent(planned, null);
  const { leader, role, timeline, formerLeaderBack } = progress;
  const bugs = reply?.kind === 'doubtful' && reply.problem.code === 'bug' ? [reply.problem] : [];
  return {
    ...unsent,
    ...verdict,
    warnings: [...unsent.warnings, ...bugs, ...verdict.warnings],
    at: startedAt.toISOString(),
    request: member === null || reply?.kind === 'not-sent' ? null : requestReport(member, reply),
    leader,
    role: role ?? unsent.role,
    timeline,
    formerLeaderBack,
    elapsedMs,
  };
}

function requestReport(member: string, reply: AgentReply | null): ClusterRoleReport['request'] {
  if (reply?.kind !== 'answered') return { member, status: null, text: null };
  const { status, text } = reply;
  // It is the whole configuration, and nobody's secrets belong into a report.
  return { member, status, text: status === 200 ? null : text };
}
