import type { ProgressLook } from '../../cluster/change-leader/progress.js';
import {
  type AwaitedRole,
  advanceRole,
  beginRoleProgress,
  type RoleProgress,
} from '../../cluster/cluster-role/role-progress.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { ClusterWatch } from '../change-leader/cluster-watch.js';
import { describeReturn } from '../change-leader/follow-standbys.js';
import { ComingReply, follow } from '../following/follow.js';
import { endOfPatch } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { ClusterRoleEvent, TellRole } from './cluster-role-report.js';
import type { ClusterRolePorts } from './cluster-role-request.js';

const TICK_MS = 100;

export interface RoleLimits {
  /** From the moment it is stored. */
  readonly deadlineMs: number;
  /** Until then, from the request on. */
  readonly storedMs: number;
}

export interface RoleCourse {
  /**
   * `declined`: the agent has not done it. `unstored`: it could not store it. `not-seen`: whether it has is not known. `turned-back`:
   * somebody else has undone it.
   */
  readonly stop: 'ended' | 'declined' | 'unstored' | 'not-seen' | 'deadline' | 'interrupted' | 'turned-back';
  readonly progress: RoleProgress;
  /** Null if no answer has come. */
  readonly reply: AgentReply | null;
  /** What was missing at the end. */
  readonly sentence: string;
  /** Null if etcd did not answer at the end. */
  readonly cluster: Cluster | null;
  readonly elapsedMs: number;
}

type FollowPorts = Pick<ClusterRolePorts, 'dcs' | 'agents' | 'clock' | 'interruption'>;

type Standing = Extract<ClusterRoleEvent, { readonly kind: 'standing' }>;

/** Looks at etcd and the agents until the change has ended or cannot be waited for any longer. Writes nothing itself. */
export async function followRole(
  { dcs, agents, clock, interruption }: FollowPorts,
  awaited: AwaitedRole,
  reading: ClusterReading,
  replying: Promise<AgentReply> | null,
  limits: RoleLimits,
  tell: TellRole,
): Promise<RoleCourse> {
  const watch = new ClusterWatch(dcs, agents, reading);
  watch.remember(reading.cluster);
  const coming = new ComingReply(replying, clock);
  let progress = beginRoleProgress(awaited);
  let answeredAtMs: number | null = null;
  let told = '';
  const tellStanding = (look: ProgressLook, sentence: string, always: boolean): void => {
    const event = standingOf(awaited, look, sentence, clock.now().toISOString(), limitOf(progress, limits));
    const isNew = event !== null && textOf(event) !== told;
    if (event === null || !(isNew || always)) return;
    tell({ ...event, isNew });
    told = textOf(event);
  };
  const { end, state, elapsedMs } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: clock.monotonicMs(),
    ask: () => watch.ask([...new Set([awaited.leader, progress.leader ?? awaited.leader])]),
    look: (atMs) => {
      const look = watch.look(atMs);
      progress = advanceRole(progress, awaited, look);
      if (endOfPatch(coming.reply) !== null) answeredAtMs ??= atMs;
      return { look, sentence: describeRole(progress, awaited, look) };
    },
    endOf: ({ look, sentence }, atMs) => {
      const sinceAnswerMs = answeredAtMs === null ? null : atMs - answeredAtMs;
      const stop = interruption.requested
        ? (endOf(progress) ?? 'interrupted')
        : stopFor(progress, limits, sinceAnswerMs, endOfPatch(coming.reply), atMs);
      if (stop === null) tellStanding(look, sentence, false);
      return stop;
    },
    tell: ({ look, sentence }) => tellStanding(look, sentence, true),
  });
  const { look, sentence } = state;
  return { stop: end, progress, reply: coming.reply, sentence, cluster: look.cluster, elapsedMs };
}

/** An answer is believed once etcd, looked at since, does not hold it either. */
const LOOK_AGAIN_MS = 1000;

function limitOf({ stored }: RoleProgress, { deadlineMs, storedMs }: RoleLimits): number {
  return stored === null ? storedMs : stored.atMs + deadlineMs;
}

function stopFor(
  progress: RoleProgress,
  limits: RoleLimits,
  sinceAnswerMs: number | null,
  endOfAnswer: RoleCourse['stop'] | null,
  elapsedMs: number,
): RoleCourse['stop'] | null {
  const end = endOf(progress);
  if (end !== null) return end;
  const isStored = progress.stored !== null;
  if (!isStored && sinceAnswerMs !== null && sinceAnswerMs >= LOOK_AGAIN_MS) return endOfAnswer;
  if (elapsedMs < limitOf(progress, limits)) return null;
  return isStored ? 'deadline' : 'not-seen';
}

function endOf({ stage, isTurnedBack }: RoleProgress): RoleCourse['stop'] | null {
  if (isTurnedBack) return 'turned-back';
  return stage === 'ended' ? 'ended' : null;
}

/** What a change of role is waiting for, or was not seen to reach. */
function describeRole(progress: RoleProgress, awaited: AwaitedRole, look: ProgressLook): string {
  if (look.cluster === null) return 'etcd does not answer; whatever goes on is not seen';
  const { leader, role, stage } = progress;
  // One that has not been asked yet is not silent.
  const silent = look.statuses.get(leader ?? '') === null ? '; its agent does not answer' : '';
  switch (stage) {
    case 'asked':
      return 'it is not stored in etcd yet';
    case 'unlocked':
      return 'nobody has the lock';
    case 'changing':
      return `${leader} has the lock and is ${role ?? 'in no role that is known'} (${stateOf(look, leader)})${silent}`;
    case 'not-following':
      return `${leader} is standby leader and does not follow yet`;
    case 'former-leader':
      return `${leader} is standby leader; ${describeReturn(awaited.leader, look.statuses.get(awaited.leader) ?? null)}`;
    case 'ended':
      return `${leader} is ${role}`;
  }
}

function stateOf({ statuses, cluster }: ProgressLook, name: string | null): string {
  const key = cluster?.members.find((member) => member.name === name);
  return statuses.get(name ?? '')?.state ?? key?.state ?? 'its state is not known';
}

/** As patronictl looks at it: by the keys alone. */
function standingOf(
  awaited: AwaitedRole,
  look: ProgressLook,
  sentence: string,
  at: string,
  limitMs: number,
): Standing | null {
  const { cluster, atMs } = look;
  if (cluster === null) return null;
  const keyOfMember = (name: string | undefined) => cluster.members.find((member) => member.name === name);
  const leader = keyOfMember(cluster.leader?.name);
  const hasMoved =
    awaited.section !== null && cluster.leader !== null && cluster.leader.name !== awaited.leader;
  return {
    kind: 'standing',
    at,
    isUnlocked: cluster.leader === null,
    leaderRole: leader?.role ?? null,
    leaderState: leader?.state ?? null,
    formerLeaderState: hasMoved ? (keyOfMember(awaited.leader)?.state ?? null) : null,
    isNew: false,
    sentence,
    elapsedMs: atMs,
    limitMs,
  };
}

/** Differs if it stands differently. */
function textOf({ isUnlocked, leaderRole, leaderState, formerLeaderState }: Standing): string {
  return JSON.stringify([isUnlocked, leaderRole, leaderState, formerLeaderState]);
}
