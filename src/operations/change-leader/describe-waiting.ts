import { describeBytes } from '../../cluster/change-leader/describe-bytes.js';
import type { AwaitedChange, ChangeProgress, Look } from '../../cluster/change-leader/progress.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';

/** What a change of leader is waiting for, in one sentence. */
export function describeWaiting(progress: ChangeProgress, awaited: AwaitedChange, look: Look): string {
  const { cluster, statuses } = look;
  if (cluster === null) return 'etcd does not answer; whatever goes on is not seen';
  const { newLeader } = progress;
  if (newLeader !== null) {
    const status = statuses.get(newLeader) ?? null;
    return `${newLeader} has the lock${describePromotion(status, awaited, cluster.status.position)}`;
  }
  return describeLeaving(progress, awaited, statuses);
}

function describePromotion(
  status: MemberStatus | null,
  { isStandbyCluster }: AwaitedChange,
  end: number | null,
): string {
  if (status === null) return '; its agent does not answer';
  if (isStandbyCluster) return ' and does not follow the remote yet';
  if (status.role === 'primary') return ' and is being promoted';
  return ` and is still in recovery${backlog(end, status.replayPosition)}`;
}

function describeLeaving(
  progress: ChangeProgress,
  { from }: AwaitedChange,
  statuses: Look['statuses'],
): string {
  const last = progress.phases.at(-1)?.phase;
  if (from === null || last === 'released') return 'nobody has taken the lock yet';
  if (last === 'stopping') return `${from} is stopping: it waits for its clients and its receivers to end`;
  const silent = (statuses.get(from) ?? null) === null ? '; its agent does not answer' : '';
  if (last !== 'checkpoint') return `${from} has not begun yet${silent}`;
  return silent === ''
    ? `${from} writes a checkpoint; writes go on meanwhile`
    : `${from} has the request${silent}`;
}

function backlog(end: number | null, replayed: number | null): string {
  if (end === null || replayed === null || end <= replayed) return '';
  return `, ${describeBytes(end - replayed)} to replay`;
}
