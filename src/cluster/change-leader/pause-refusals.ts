import { ctl, hint } from '../../formats/hint.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused, isStandbyCluster } from '../model/dynamic-config.js';
import { possibleCandidates } from './best-candidate.js';
import { type ChangeKind, type ChangeRequest, type Refusal, refused } from './change-request.js';

/** Commands that change the role of members, and would stay pending in a paused standby cluster. */
type RoleChange = ChangeKind | 'promote-cluster' | 'demote-cluster';

type ScheduleRequest = Pick<
  ChangeRequest,
  'scope' | 'group' | 'candidate' | 'scheduledAt' | 'replacesSchedule'
>;

/** `scheduledAt` and `now` are milliseconds since 1970. */
export function refuseSchedule(
  cluster: Cluster,
  { scope, group, candidate, scheduledAt, replacesSchedule }: ScheduleRequest,
  now: number,
): Refusal | null {
  if (scheduledAt === null) return null;
  const place = { scope, group };
  const atOnce = ctl('switchover', place, [], { candidate });
  if (isPaused(cluster.config)) {
    const message = "Can't schedule switchover in the paused state";
    return refused(
      'paused-no-schedule',
      message,
      scope,
      hint`end the maintenance mode first${candidate === null ? '' : `, or at once: ${atOnce}`}`,
    );
  }
  if (scheduledAt < now) {
    const message = 'Cannot schedule switchover in the past';
    return refused('schedule-in-past', message, '--scheduled', hint`a later time, or at once: ${atOnce}`);
  }
  const stored = cluster.failover?.scheduledAt ?? null;
  if (stored === null || replacesSchedule) return null;
  const message = `A switchover is already scheduled for ${stored}`;
  return refused(
    'already-scheduled',
    message,
    scope,
    hint`--replace-scheduled replaces it; to see it: ${ctl('list', place)}`,
  );
}

export function refusePause(kind: ChangeKind, cluster: Cluster, candidate: string | null): Refusal | null {
  if (candidate !== null || !isPaused(cluster.config)) return null;
  const action = kind === 'switchover' ? 'Switchover' : 'Failover';
  const names = possibleCandidates(cluster);
  return refused(
    'paused-needs-candidate',
    `${action} is possible only to a specific candidate in a paused state`,
    '--candidate',
    hint`add --candidate ${names.length === 0 ? 'NAME' : names.join(' or ')}`,
  );
}

/**
 * A standby leader that is paused does not look at requests, and keeps them for the resume (ha.py,
 * process_manual_failover_from_leader). Without a leader a failover waits for nobody.
 */
export function refusePausedStandbyCluster(
  cluster: Cluster,
  scope: string,
  verb: RoleChange,
): Refusal | null {
  if (!isPaused(cluster.config) || !isStandbyCluster(cluster.config)) return null;
  if (verb === 'failover' && cluster.leader === null) return null;
  const message = `${scope} is a paused standby cluster: the ${WORDS[verb]} would stay pending and happen at the resume`;
  return refused(
    'paused-standby-cluster',
    message,
    scope,
    hint`end the maintenance mode first, then ask again`,
  );
}

const WORDS: Readonly<Record<RoleChange, string>> = {
  switchover: 'switchover',
  failover: 'failover',
  'promote-cluster': 'promotion',
  'demote-cluster': 'demotion',
};
