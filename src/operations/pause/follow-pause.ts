import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import {
  type AwaitedPause,
  advancePause,
  awaitedMember,
  beginPauseProgress,
  type PauseProgress,
} from '../../cluster/pause/pause-progress.js';
import { ClusterWatch } from '../change-leader/cluster-watch.js';
import { ComingReply, follow } from '../following/follow.js';
import { endOfPatch } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import { type ClusterReading, glanceAtCluster } from '../reading/read-cluster.js';
import type { TellPause } from './pause-report.js';
import type { PausePorts, PauseVerb } from './pause-request.js';

const TICK_MS = 100;
/** The others run their cycle at the same moment as the leader, and the agent answers then: nobody warns of what is a blink later. */
const GRACE_MS = 1000;
/** An answer that leaves it open is believed once etcd, looked at so much later, does not hold it. */
const LOOK_AGAIN_MS = 1000;

export interface FollowedPause extends AwaitedPause {
  /** All members are waited for, not only the leader. */
  readonly wait: boolean;
  /** Whose agents could not be reached before. */
  readonly silent: readonly string[];
  readonly deadlineMs: number;
}

export interface PauseCourse {
  /**
   * `declined`: nothing was done. `unstored`: the agent could not store it. `not-seen`: it has answered, and etcd does not hold it.
   * `turned-back`: somebody else has undone it meanwhile.
   */
  readonly stop: 'ended' | 'declined' | 'unstored' | 'not-seen' | 'deadline' | 'interrupted' | 'turned-back';
  readonly progress: PauseProgress;
  /** Null if no answer has come. */
  readonly reply: AgentReply | null;
  /** The last that etcd has said. */
  readonly cluster: Cluster;
  /** Whose agents could not be reached, before or since. */
  readonly silent: ReadonlySet<string>;
  readonly elapsedMs: number;
}

type FollowPorts = Pick<PausePorts, 'dcs' | 'agents' | 'clock' | 'interruption'>;

/** Looks at etcd until the request is stored and acknowledged there, whatever the agent has answered. Writes nothing itself. */
export async function followPause(
  { dcs, agents, clock, interruption }: FollowPorts,
  awaited: FollowedPause,
  reading: ClusterReading,
  replying: Promise<AgentReply> | null,
  onStored: (cluster: Cluster, reply: AgentReply | null) => void,
  tell: TellPause,
): Promise<PauseCourse> {
  const verb: PauseVerb = awaited.paused ? 'pause' : 'resume';
  const watch = new ClusterWatch(dcs, agents, reading);
  watch.remember(reading.cluster);
  const coming = new ComingReply(replying, clock);
  let { cluster } = reading;
  let progress = beginPauseProgress(awaited);
  let silent: ReadonlySet<string> = new Set(awaited.silent);
  const { end, elapsedMs } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: clock.monotonicMs(),
    ask: () => {
      const missing = progress.storedRevision === null ? null : awaitedMember(awaited, cluster, silent);
      watch.ask(missing === null ? [] : [missing]);
    },
    look: async (atMs) => {
      const { reply } = coming;
      const over = progress.storedRevision === null ? endOfPatch(reply) : null;
      const isSettled = over !== null && (over === 'declined' || coming.sinceMs >= LOOK_AGAIN_MS);
      // A look that began before the answer came tells nothing.
      const now = isSettled ? await glanceAtCluster(dcs, reading) : null;
      if (now !== null) watch.remember(now);
      const look = watch.look(atMs);
      cluster = look.cluster ?? cluster;
      silent = new Set([...awaited.silent, ...silentIn(look.statuses)]);
      const next = advancePause(progress, awaited, cluster, silent, atMs);
      if (progress.storedRevision === null && next.storedRevision !== null) {
        onStored(cluster, reply);
        if (awaited.wait && replying !== null) tell({ kind: 'sent', verb });
      }
      progress = next;
      return isSettled && (now !== null || over === 'declined') ? over : null;
    },
    endOf: (over, atMs) => {
      const isAnswered = coming.reply !== null || replying === null;
      const stop =
        over !== null && progress.storedRevision === null
          ? over
          : stopFor(progress, awaited, atMs, isAnswered);
      return stop ?? (interruption.requested ? 'interrupted' : null);
    },
    tell: (_, atMs) =>
      tell({
        kind: 'waiting',
        sentence: describeWaiting(progress),
        elapsedMs: atMs,
        limitMs: awaited.deadlineMs,
      }),
  });
  return { stop: end, progress, reply: coming.reply, cluster, silent, elapsedMs };
}

function silentIn(statuses: ReadonlyMap<string, MemberStatus | null>): string[] {
  return [...statuses].flatMap(([name, status]) => (status === null ? [name] : []));
}

function stopFor(
  { acknowledgedAtMs, laggards, isTurnedBack }: PauseProgress,
  { wait, deadlineMs }: FollowedPause,
  elapsedMs: number,
  isAnswered: boolean,
): PauseCourse['stop'] | null {
  if (isTurnedBack) return 'turned-back';
  const isPatient = acknowledgedAtMs !== null && elapsedMs - acknowledgedAtMs >= GRACE_MS;
  if (acknowledgedAtMs !== null && laggards.length === 0 && (isAnswered || isPatient)) return 'ended';
  if (isPatient && !wait) return 'ended';
  return elapsedMs >= deadlineMs ? 'deadline' : null;
}

function describeWaiting({ storedRevision, laggards }: PauseProgress): string {
  return storedRevision === null
    ? 'not yet stored in etcd'
    : `not yet acknowledged by ${laggards.join(', ')}`;
}
