import type { Cluster, FailoverRequest } from '../model/cluster.js';
import type { MemberStatus } from '../model/member-status.js';
import { isAcceptingWrites, isLeadingStandbyCluster, isStopping } from './member-phases.js';

/** The stages of a change of leader, in their order; one that passed between two looks is missing. */
export const CHANGE_PHASES = [
  'requested',
  'checkpoint',
  'stopping',
  'released',
  'locked',
  'writable',
  'routed',
  'former-leader-back',
] as const;
export type ChangePhase = (typeof CHANGE_PHASES)[number];

/** When a stage was first seen. */
export interface PhaseEntry {
  readonly phase: ChangePhase;
  /** Milliseconds since the request. */
  readonly atMs: number;
  /** Whom it is about. */
  readonly member: string | null;
}

/** A change of leader that may be under way: what was asked for, and how the cluster stood before. */
export interface AwaitedChange {
  readonly from: string | null;
  readonly candidate: string | null;
  /** etcd's revisions before the request; 0 for a key that was not there. */
  readonly leaderRevision: number;
  readonly failoverRevision: number;
  readonly timeline: number | null;
  readonly isStandbyCluster: boolean;
}

/** What could be seen at one moment. */
export interface ProgressLook {
  /** Milliseconds since the request. */
  readonly atMs: number;
  /** Null if etcd did not answer. */
  readonly cluster: Cluster | null;
  /** What agents have said lately, by member; null for a silent one. */
  readonly statuses: ReadonlyMap<string, MemberStatus | null>;
  /** Members of which PostgreSQL itself says that it is not in recovery; asked where the agent is silent. */
  readonly writable: ReadonlySet<string>;
}

type ChangeEnd =
  /** The leader has dropped the request without stepping down. */
  | { readonly kind: 'dropped' }
  /** Somebody leads and accepts writes (in a standby cluster: leads and follows the remote). */
  | { readonly kind: 'leading'; readonly leader: string; readonly timeline: number | null };

export interface ChangeProgress {
  readonly phases: readonly PhaseEntry[];
  /** The request has been seen in etcd, or its traces. */
  readonly requestSeen: boolean;
  /** Who holds the lock since the former leader gave it up. */
  readonly newLeader: string | null;
  readonly end: ChangeEnd | null;
}

export const NO_PROGRESS: ChangeProgress = { phases: [], requestSeen: false, newLeader: null, end: null };

/** The progress after one more look. A verdict needs proof: silence and missing answers change nothing. */
export function advance(
  progress: ChangeProgress,
  awaited: AwaitedChange,
  look: ProgressLook,
): ChangeProgress {
  if (look.cluster === null || progress.end !== null) return progress;
  const { leader, failover, failoverRevision } = look.cluster;
  const requestSeen = progress.requestSeen || failoverRevision > awaited.failoverRevision;
  const isReleased = (leader?.revision ?? 0) !== awaited.leaderRevision;
  const newLeader = isReleased ? (leader?.name ?? null) : null;
  const steps: PhaseEntry[] = [];
  const note = (phase: ChangePhase, member: string | null): void => {
    const isNoted = [...progress.phases, ...steps].some((entry) => entry.phase === phase);
    if (!isNoted) steps.push({ phase, atMs: look.atMs, member });
  };
  const { from } = awaited;
  if (from !== null) {
    const stopping = isReleased || isStopping(look.cluster, from, look.statuses.get(from) ?? null);
    if (stopping) note('stopping', from);
    else if (requestSeen && isPending(failover)) note('checkpoint', from);
    if (isReleased) note('released', from);
  }
  if (newLeader !== null) note('locked', newLeader);
  const end = endOf(progress, awaited, look.cluster, look, requestSeen, newLeader);
  if (end?.kind === 'leading') note('writable', end.leader);
  return { phases: [...progress.phases, ...steps], requestSeen, newLeader, end };
}

function isPending(request: FailoverRequest | null): boolean {
  return request !== null && request.scheduledAt === null;
}

function endOf(
  progress: ChangeProgress,
  awaited: AwaitedChange,
  cluster: Cluster,
  { statuses, writable }: ProgressLook,
  requestSeen: boolean,
  newLeader: string | null,
): ChangeEnd | null {
  if (newLeader !== null) {
    // What the former leader said before it took the lock back is no proof.
    if (newLeader === awaited.from && progress.newLeader !== newLeader) return null;
    const status = statuses.get(newLeader) ?? null;
    const leads = awaited.isStandbyCluster
      ? isLeadingStandbyCluster(cluster, newLeader, status)
      : isAcceptingWrites(status, newLeader === awaited.from ? null : awaited.timeline) ||
        (status === null && writable.has(newLeader));
    return leads ? { kind: 'leading', leader: newLeader, timeline: status?.timeline ?? null } : null;
  }
  const wasStopping = progress.phases.some(({ phase }) => phase === 'stopping');
  const keepsLock = awaited.from !== null && cluster.leader?.revision === awaited.leaderRevision;
  const isDropped = requestSeen && keepsLock && !wasStopping && cluster.failover === null;
  const isStillUp =
    awaited.from !== null && !isStopping(cluster, awaited.from, statuses.get(awaited.from) ?? null);
  return isDropped && isStillUp ? { kind: 'dropped' } : null;
}
