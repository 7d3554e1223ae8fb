import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { LeaderTurn, RestartEvidence, RestartStep } from './restart-plan.js';
import { isRaised, type SettingChange } from './setting-changes.js';

interface OrderRequest {
  readonly group: number | null;
  /** The members that are meant. */
  readonly chosen: readonly RestartEvidence[];
  readonly leader: LeaderTurn;
}

/** Replicas first, those that are down before all others, the leader last. */
export function plainOrder(cluster: Cluster, request: OrderRequest): RestartStep[] {
  return [
    ...replicasOf(cluster, request).map((each) => replicaStep(each, request)),
    ...leaderSteps(cluster, request),
  ];
}

/**
 * The order that settings ask for which standbys need at least as high as the primary. Raised: standbys first, as otherwise they
 * stop at the first record of the new primary. Lowered: the primary first, as until then a standby keeps what its control file says
 * (postgresql/config.py, effective_configuration). Both: standbys that raise something, the primary, standbys that lower something.
 */
export function orderBySettings(
  cluster: Cluster,
  request: OrderRequest,
  changes: readonly SettingChange[],
): RestartStep[] {
  const leader = leaderSteps(cluster, request);
  const leaderLowers = changes.some((change) => change.member === cluster.leader?.name && !isRaised(change));
  if (leader.length === 0 || !leaderLowers) return plainOrder(cluster, request);
  const raises = ({ member }: RestartEvidence): boolean => has(changes, member.name, isRaised);
  const lowers = ({ member }: RestartEvidence): boolean =>
    has(changes, member.name, (each) => !isRaised(each));
  const replicas = replicasOf(cluster, request);
  const before = replicas.filter(raises);
  const after = replicas.filter((each) => !raises(each) || lowers(each));
  return [
    ...before.map((each) => ({ ...replicaStep(each, request), again: after.includes(each) })),
    ...leader,
    ...after.map((each) => replicaStep(each, request)),
  ];
}

function has(
  changes: readonly SettingChange[],
  member: string,
  fits: (change: SettingChange) => boolean,
): boolean {
  return changes.some((change) => change.member === member && fits(change));
}

function replicasOf({ leader }: Cluster, { chosen }: OrderRequest): RestartEvidence[] {
  const replicas = chosen.filter(({ member }) => member.name !== leader?.name);
  const isDown = ({ status }: RestartEvidence): boolean => status !== null && status.state !== 'running';
  return [...replicas.filter(isDown), ...replicas.filter((each) => !isDown(each))];
}

function replicaStep({ member }: RestartEvidence, { group }: OrderRequest): RestartStep {
  return { member: member.name, group, role: 'replica', action: 'restart', again: false };
}

function leaderSteps(
  { leader, config }: Cluster,
  { group, chosen, leader: turn }: OrderRequest,
): RestartStep[] {
  const isChosen = chosen.some(({ member }) => member.name === leader?.name);
  if (leader === null || !isChosen || turn === 'skip') return [];
  const role = isStandbyCluster(config) ? 'standby leader' : 'leader';
  const action = turn === 'switchover' ? 'switchover' : 'restart';
  return [{ member: leader.name, group, role, action, again: false }];
}
