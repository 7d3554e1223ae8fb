import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { isPaused, loopWait } from '../model/dynamic-config.js';
import { type ScheduleObstacle, scheduleObstacle } from '../model/scheduled-switchover.js';
import type { Check } from './check.js';
import { heartbeatAge, presentCluster, type RegisteredMember, registeredMembers, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** A time that has passed, and nothing has happened. */
export const scheduleLapsed: Check = {
  code: 'schedule-lapsed',
  severity: 'warning',
  title: 'no schedule has lapsed',
  find: (evidence) => schedules(evidence, 'schedule-lapsed'),
};

/** What is scheduled and will not happen, as things are. */
export const scheduleWillLapse: Check = {
  code: 'schedule-will-lapse',
  severity: 'warning',
  title: 'nothing stands in the way of a schedule',
  find: (evidence) => schedules(evidence, 'schedule-will-lapse'),
};

type Code = 'schedule-lapsed' | 'schedule-will-lapse';

function schedules(evidence: Evidence, code: Code): Finding[] {
  return [...switchover(evidence, code), ...restarts(evidence, code)];
}

const BECAUSE: Readonly<Record<Exclude<ScheduleObstacle, 'schedule-lapsed'>, string>> = {
  paused: 'the cluster is paused',
  'no-leader': 'nobody leads',
  'not-the-leader': 'another member leads now',
  'candidate-is-leader': 'its candidate leads already',
  'unknown-member': 'its candidate is not registered',
  'nofailover-tag': 'its candidate is tagged nofailover',
  'failover-priority-zero': 'the failover_priority of its candidate is 0 or less',
};

function switchover(evidence: Evidence, code: Code): Finding[] {
  const cluster = presentCluster(evidence);
  const at = cluster?.failover?.scheduledAt ?? null;
  const obstacle = cluster === null ? null : scheduleObstacle(cluster, Date.parse(evidence.at));
  if (cluster === null || at === null || obstacle === null) return [];
  const isLapsed = obstacle === 'schedule-lapsed';
  if (isLapsed !== (code === 'schedule-lapsed')) return [];
  const why = isPaused(cluster.config)
    ? 'the cluster is paused'
    : 'nobody has acted on it: the leader clears it at its next cycle';
  const candidate = cluster.failover?.candidate ?? null;
  const what = `the switchover${candidate === null ? '' : ` to ${candidate}`} scheduled for ${at}`;
  const message =
    obstacle === 'schedule-lapsed'
      ? `${what} has lapsed: ${why}`
      : `${what} will not happen: ${BECAUSE[obstacle]}`;
  return [
    finding(code, 'warning', candidate, {
      message,
      evidence: [seen('dcs', `failover has scheduled_at ${at}`)],
      remedies: [remedy('cancel it', ctl('flush', evidence, ['switchover']))],
    }),
  ];
}

function restarts(evidence: Evidence, code: Code): Finding[] {
  const cluster = presentCluster(evidence);
  if (cluster === null) return [];
  const lateMs = 1500 * loopWait(cluster.config);
  return registeredMembers(evidence).flatMap((member) => {
    const at = scheduledRestart(member);
    if (at === null) return [];
    const isLapsed = Date.parse(evidence.at) - Date.parse(at) > lateMs;
    if (isLapsed !== (code === 'schedule-lapsed')) return [];
    if (!isLapsed && !isPaused(cluster.config)) return [];
    const why = isPaused(cluster.config) ? 'the cluster is paused' : 'its agent has not acted on it';
    const message = `the restart of ${member.name} scheduled for ${at} ${isLapsed ? 'has lapsed' : 'will not happen'}: ${why}`;
    return [
      finding(code, 'warning', member.name, {
        message,
        evidence: [seen('dcs', `scheduled_restart ${at}`, heartbeatAge(member))],
        remedies: [remedy('cancel it', ctl('flush', evidence, [member.name, 'restart']))],
      }),
    ];
  });
}

/** The agent keeps it in its memory, the key is a copy. */
function scheduledRestart(member: RegisteredMember): string | null {
  const status = statusOf(member);
  return status === null ? (member.key.scheduledRestart?.at ?? null) : status.scheduledRestartAt;
}
