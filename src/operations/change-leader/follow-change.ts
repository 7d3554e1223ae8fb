import {
  type AwaitedChange,
  advance,
  type ChangeProgress,
  NO_PROGRESS,
  type PhaseEntry,
  type ProgressLook,
} from '../../cluster/change-leader/progress.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { formatBytes } from '../../formats/sizes.js';
import { ComingReply, follow } from '../following/follow.js';
import type { Moment } from '../following/moment.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import type { FollowLimits } from './awaited-change.js';
import type { Tell } from './change-event.js';
import type { ClusterWatch } from './cluster-watch.js';
import { type FollowStop, limitOf, stopFor } from './stop-following.js';

const TICK_MS = 100;
/** The agent of a leader that has dropped a request says so at its next look, once a second. */
const LAST_WORDS_MS = 2000;

export interface Followed {
  readonly stop: FollowStop;
  readonly progress: ChangeProgress;
  /** Null if no answer has come. */
  readonly reply: AgentReply | null;
  /** A request was sent, and not only somebody else's looked at. */
  readonly isSent: boolean;
  /** etcd did not answer at the end. */
  readonly isBlind: boolean;
}

export interface FollowPorts {
  readonly clock: Clock;
  readonly interruption: Interruption;
  readonly watch: ClusterWatch;
  readonly tell: Tell;
}

/** One change of leader that is looked on at. */
export interface Following extends FollowPorts {
  readonly awaited: AwaitedChange;
  readonly startedAt: Moment;
  readonly limits: FollowLimits;
}

/** Looks at etcd and the agents until a change of leader has ended, or cannot be waited for any longer. Writes nothing. */
export async function followChange(
  following: Following,
  replying: Promise<AgentReply> | null,
): Promise<Followed> {
  const { clock, interruption, watch, tell, awaited, startedAt, limits } = following;
  const { isStandbyCluster } = awaited;
  const isSent = replying !== null;
  let progress: ChangeProgress = NO_PROGRESS;
  const proceed = (next: ChangeProgress): void => {
    for (const entry of next.phases.slice(progress.phases.length)) {
      tell({ kind: 'phase', entry, isStandbyCluster });
    }
    progress = next;
  };
  const coming = new ComingReply(replying, clock);
  if (isSent) proceed({ ...progress, phases: [requestedBy(awaited)] });
  const ended = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: startedAt.monotonicMs,
    ask: () => {
      watch.ask(relevantMembers(awaited, progress));
      if (progress.newLeader !== null) watch.askServerOf(progress.newLeader);
    },
    look: (elapsedMs) => {
      const look = watch.look(elapsedMs);
      const next = advance(progress, awaited, look);
      if (next.newLeader !== progress.newLeader) watch.forget();
      proceed(next);
      const isBlind = look.cluster === null;
      const hadLeader = awaited.from !== null;
      return { look, progress, isSent, isBlind, hadLeader, limits };
    },
    endOf: (state, elapsedMs) => {
      const isInterrupted = interruption.requested;
      return stopFor({ ...state, reply: coming.reply, elapsedMs, isInterrupted });
    },
    tell: (state, elapsedMs) =>
      tell({
        kind: 'waiting',
        sentence: describeWaiting(progress, awaited, state.look),
        elapsedMs,
        limitMs: limitOf(state),
      }),
  });
  if (progress.end?.kind === 'dropped')
    await Promise.race([coming.come, clock.sleep(LAST_WORDS_MS), interruption.happened]);
  return { stop: ended.end, progress, reply: coming.reply, isSent, isBlind: ended.state.isBlind };
}

function requestedBy({ from }: AwaitedChange): PhaseEntry {
  return { phase: 'requested', atMs: 0, member: from };
}

function relevantMembers(awaited: AwaitedChange, progress: ChangeProgress): string[] {
  const names = [awaited.from, progress.newLeader].filter((name) => name !== null);
  return [...new Set(names)];
}

/** What a change of leader is waiting for, in one sentence. */
function describeWaiting(progress: ChangeProgress, awaited: AwaitedChange, look: ProgressLook): string {
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
  statuses: ProgressLook['statuses'],
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
  return `, ${formatBytes(end - replayed)} to replay`;
}
