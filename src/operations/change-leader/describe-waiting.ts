import type { AwaitedChange, ChangeProgress, Look } from '../../cluster/leader-change/progress.js';

/** What a change of leader is waiting for, in one sentence. */
export function describeWaiting(progress: ChangeProgress, { from }: AwaitedChange, look: Look): string {
  const { cluster, statuses } = look;
  if (cluster === null) return 'etcd does not answer; it goes on without it being seen';
  if (progress.newLeader !== null) {
    const status = statuses.get(progress.newLeader) ?? null;
    if (status === null) return `${progress.newLeader} has the lock; its agent does not answer`;
    if (status.role === 'primary') return `${progress.newLeader} has the lock and is being promoted`;
    return `${progress.newLeader} has the lock and is still in recovery${backlog(cluster.status.position, status.replayPosition)}`;
  }
  const last = progress.phases.at(-1)?.phase;
  if (last === 'released') return 'nobody has taken the lock yet';
  if (last === 'stopping') return `${from} is stopping: it waits for its clients and its receivers to end`;
  if (last === 'checkpoint') return `${from} writes a checkpoint; writes go on meanwhile`;
  return from === null ? 'nobody has taken the lock yet' : `${from} has not begun yet`;
}

function backlog(end: number | null, replayed: number | null): string {
  if (end === null || replayed === null || end <= replayed) return '';
  return `, ${Math.ceil((end - replayed) / 1024 ** 2)} MB to replay`;
}
