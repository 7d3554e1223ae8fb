import { isAcceptingWrites } from '../change-leader/member-phases.js';
import type { ProgressLook } from '../change-leader/progress.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { MemberStatus } from '../model/member-status.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import type { ValueMap } from '../model/value.js';
import { leaderRole } from './decide-role.js';
import { holdsSection } from './standby-section.js';

/** A change of role that is to happen, and how the cluster stands before. */
export interface AwaitedRole {
  /** What is merged into `standby_cluster`; null for a promotion. */
  readonly section: ValueMap | null;
  readonly leader: string;
  /** The highest that is known of the leader. */
  readonly timeline: number | null;
  /** By the section as it will be: an archive is followed, alone or beside a server. */
  readonly followsArchive: boolean;
}

/** What is still missing, in this order. */
type RoleStage = 'asked' | 'unlocked' | 'changing' | 'not-following' | 'former-leader' | 'ended';

/** How far it has come by the last look. */
export interface RoleProgress {
  readonly stage: RoleStage;
  /** The configuration that held it first, and when that was seen (milliseconds since the request); null before. */
  readonly stored: { readonly revision: number; readonly atMs: number } | null;
  /** Who holds the lock. */
  readonly leader: string | null;
  /** Of the leader, as its agent tells, or its key while it is silent. */
  readonly role: string | null;
  readonly timeline: number | null;
  /** Whether the former leader runs as a standby; null while it leads. */
  readonly formerLeaderBack: boolean | null;
  /** Somebody else has undone it since. */
  readonly isTurnedBack: boolean;
}

export function beginRoleProgress({ leader }: AwaitedRole): RoleProgress {
  return {
    stage: 'asked',
    stored: null,
    leader,
    role: null,
    timeline: null,
    formerLeaderBack: null,
    isTurnedBack: false,
  };
}

/** One look later. Silence proves nothing. */
export function advanceRole(progress: RoleProgress, awaited: AwaitedRole, look: ProgressLook): RoleProgress {
  const { cluster, statuses, atMs } = look;
  if (cluster === null) return progress;
  const { config } = cluster;
  const isSo = isAsked(awaited, cluster);
  const stored = progress.stored ?? (isSo ? { revision: config?.revision ?? 0, atMs } : null);
  const leader = cluster.leader?.name ?? null;
  const status = leader === null ? null : (statuses.get(leader) ?? null);
  const formerLeaderBack =
    leader === null || leader === awaited.leader ? null : isBack(statuses.get(awaited.leader) ?? null);
  return {
    stage: stored === null ? 'asked' : stageOf(awaited, cluster, leader, status, formerLeaderBack),
    stored,
    leader,
    role: status?.role ?? leaderRole(cluster),
    timeline: status?.timeline ?? null,
    formerLeaderBack,
    // A look that began earlier may come later.
    isTurnedBack:
      stored !== null && !isSo && (config?.revision ?? Number.POSITIVE_INFINITY) > stored.revision,
  };
}

function isAsked({ section }: AwaitedRole, { config }: Cluster): boolean {
  return section === null
    ? !isStandbyCluster(config)
    : isStandbyCluster(config) && holdsSection(config, section);
}

function stageOf(
  awaited: AwaitedRole,
  cluster: Cluster,
  leader: string | null,
  status: MemberStatus | null,
  formerLeaderBack: boolean | null,
): RoleStage {
  if (leader === null) return 'unlocked';
  if (awaited.section === null) return isAcceptingWrites(status, awaited.timeline) ? 'ended' : 'changing';
  if (status === null || status.state !== 'running' || status.role !== 'standby_leader') return 'changing';
  if (!isFollowing(awaited, cluster, leader, status)) return 'not-following';
  return formerLeaderBack === false ? 'former-leader' : 'ended';
}

/** Up to 3.0.3 nobody tells; an archive in which nothing new has come is followed, too. */
function isFollowing(
  { followsArchive }: AwaitedRole,
  { members }: Cluster,
  leader: string,
  { replicationState, patroniVersion }: MemberStatus,
): boolean {
  if (!tellsReplicationState(patroniVersion)) return true;
  const known = replicationState ?? members.find(({ name }) => name === leader)?.replicationState ?? null;
  return known === 'streaming' || (followsArchive && known === 'in archive recovery');
}

/** What it said before it stopped was that it is primary. */
function isBack(status: MemberStatus | null): boolean {
  return status !== null && status.state === 'running' && status.role !== 'primary';
}
