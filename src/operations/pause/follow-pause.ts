import type { Cluster } from '../../cluster/cluster.js';
import {
  type AwaitedPause,
  advancePause,
  beginPauseProgress,
  type PauseProgress,
} from '../../cluster/pause-progress.js';
import { Failure } from '../../errors.js';
import type { AgentReply } from '../agent-order.js';
import { ClusterWatch } from '../change-leader/cluster-watch.js';
import { type ClusterReading, readCluster } from '../read-cluster.js';
import type { TellPause } from './pause-report.js';
import type { PausePorts, PauseVerb } from './pause-request.js';

const TICK_MS = 100;
const TELL_MS = 1000;
/** The others run their cycle at the same moment as the leader, and the agent answers then: nobody warns of what is a blink later. */
const GRACE_MS = 1000;

export interface FollowedPause extends AwaitedPause {
  /** All members are waited for, not only the leader. */
  readonly wait: boolean;
  readonly deadlineMs: number;
}

export interface PauseCourse {
  /** `declined`: the agent has not done it. `turned-back`: somebody else has undone it meanwhile. */
  readonly stop: 'ended' | 'declined' | 'deadline' | 'interrupted' | 'turned-back';
  readonly progress: PauseProgress;
  /** Null if no answer has come. */
  readonly reply: AgentReply | null;
  /** The last that etcd has said. */
  readonly cluster: Cluster;
  readonly elapsedMs: number;
}

type FollowPorts = Pick<PausePorts, 'dcs' | 'agents' | 'clock' | 'interruption'>;

/** Looks at etcd until the request is stored and acknowledged there, whatever the agent has answered. Writes nothing itself. */
export async function followPause(
  { dcs, agents, clock, interruption }: FollowPorts,
  awaited: FollowedPause,
  reading: ClusterReading,
  replying: Promise<AgentReply> | null,
  onStored: (cluster: Cluster) => void,
  tell: TellPause,
): Promise<PauseCourse> {
  const verb: PauseVerb = awaited.paused ? 'pause' : 'resume';
  const startedAt = clock.monotonicMs();
  const watch = new ClusterWatch(dcs, agents, reading);
  let reply: AgentReply | null = null;
  replying?.then((given) => {
    reply = given;
  });
  let { cluster } = reading;
  let progress = beginPauseProgress(awaited);
  let isDeclined = false;
  let toldMs = 0;
  for (;;) {
    watch.ask([]);
    await Promise.race([clock.sleep(TICK_MS), interruption.happened]);
    if (!isDeclined && declines(reply)) {
      isDeclined = true;
      const now = await lookNow(dcs, reading);
      if (now !== null) watch.remember(now);
    }
    const elapsedMs = clock.monotonicMs() - startedAt;
    cluster = watch.look(elapsedMs).cluster ?? cluster;
    const next = advancePause(progress, awaited, cluster, elapsedMs);
    if (progress.storedRevision === null && next.storedRevision !== null) {
      onStored(cluster);
      if (awaited.wait && replying !== null) tell({ kind: 'sent', verb });
    }
    progress = next;
    const isAnswered = reply !== null || replying === null;
    const stop =
      isDeclined && progress.storedRevision === null
        ? 'declined'
        : stopFor(progress, awaited, elapsedMs, isAnswered);
    if (stop !== null) return { stop, progress, reply, cluster, elapsedMs };
    if (interruption.requested) return { stop: 'interrupted', progress, reply, cluster, elapsedMs };
    if (elapsedMs - toldMs < TELL_MS) continue;
    toldMs = elapsedMs;
    tell({ kind: 'waiting', sentence: describeWaiting(progress), elapsedMs, limitMs: awaited.deadlineMs });
  }
}

function stopFor(
  { leaderAtMs, laggards, isTurnedBack }: PauseProgress,
  { wait, deadlineMs }: FollowedPause,
  elapsedMs: number,
  isAnswered: boolean,
): PauseCourse['stop'] | null {
  if (isTurnedBack) return 'turned-back';
  const isPatient = leaderAtMs !== null && elapsedMs - leaderAtMs >= GRACE_MS;
  if (leaderAtMs !== null && laggards.length === 0 && (isAnswered || isPatient)) return 'ended';
  if (isPatient && !wait) return 'ended';
  return elapsedMs >= deadlineMs ? 'deadline' : null;
}

function describeWaiting({ storedRevision, laggards }: PauseProgress): string {
  return storedRevision === null
    ? 'not yet stored in etcd'
    : `not yet acknowledged by ${laggards.join(', ')}`;
}

/** The agent has said no, or has not received it: etcd has the last word, for somebody else may have done the same. */
function declines(reply: AgentReply | null): boolean {
  if (reply === null) return false;
  if (reply.kind !== 'answered') return reply.kind !== 'doubtful';
  return (reply.status >= 400 && reply.status < 500) || reply.status === 503;
}

async function lookNow(dcs: PausePorts['dcs'], { scope, group }: ClusterReading): Promise<Cluster | null> {
  try {
    return (await readCluster(dcs, { scope, group, command: 'list' })).cluster;
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}
