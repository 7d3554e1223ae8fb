import type { Look } from '../../cluster/change-leader/progress.js';
import type { AwaitedRole } from '../../cluster/cluster-role/role-progress.js';
import type { ClusterRoleEvent } from './cluster-role-report.js';

type Standing = Extract<ClusterRoleEvent, { readonly kind: 'standing' }>;

/** As patronictl looks at it: by the keys alone. */
export function standingOf(
  awaited: AwaitedRole,
  look: Look,
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
export function textOf({ isUnlocked, leaderRole, leaderState, formerLeaderState }: Standing): string {
  return JSON.stringify([isUnlocked, leaderRole, leaderState, formerLeaderState]);
}
