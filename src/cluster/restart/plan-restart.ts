import type { Cluster } from '../model/cluster.js';
import { orderBySettings, plainOrder } from './plan-order.js';
import type { RestartEvidence, RestartReason } from './restart-evidence.js';
import type { LeaderTurn, RestartPlan, RestartStep } from './restart-plan.js';
import { rollRefusals } from './roll-refusals.js';
import { describeChanges, isRaised, type SettingChange, settingChanges } from './setting-changes.js';

export interface PlanRequest {
  readonly group: number | null;
  /** Names of the members that are meant. */
  readonly chosen: readonly string[];
  readonly rolling: boolean;
  readonly leader: LeaderTurn;
  /** Begin although a member that is not meant is down. */
  readonly allowsDegraded: boolean;
}

/** Who is restarted when; the evidence is of all members of the cluster. */
export function planRestart(
  cluster: Cluster,
  evidence: readonly RestartEvidence[],
  request: PlanRequest,
): RestartPlan {
  const { group, rolling, leader } = request;
  const chosen = evidence.filter(({ member }) => request.chosen.includes(member.name));
  const changes = settingChanges(cluster, evidence);
  const order = { group, chosen, leader };
  if (!rolling) {
    const steps = plainOrder(cluster, order);
    return { steps, remarks: [], warnings: plainWarnings(cluster, steps, changes), refusals: [] };
  }
  const steps = orderBySettings(cluster, order, changes);
  const refusals = rollRefusals({ cluster, evidence, steps, changes, request });
  return { steps, remarks: rollRemarks(cluster, steps, changes, leader), warnings: [], refusals };
}

/** A plain restart keeps to replicas first; where settings want another order it says so. */
function plainWarnings(
  { leader }: Cluster,
  steps: readonly RestartStep[],
  changes: readonly SettingChange[],
): RestartReason[] {
  const isPlanned = (name: string): boolean => steps.some(({ member }) => member === name);
  const ofStandbys = changes.filter(({ member }) => member !== leader?.name);
  const leaderLowers = changes.some((each) => each.member === leader?.name && !isRaised(each));
  const kept = ofStandbys.filter((each) => leaderLowers && !isRaised(each) && isPlanned(each.member));
  const raised = ofStandbys.filter((each) => isRaised(each) && !isPlanned(each.member));
  return [
    ...(kept.length === 0 ? [] : [keptWarning(kept)]),
    ...(raised.length === 0 || leader === null || !isPlanned(leader.name) ? [] : [raisedWarning(raised)]),
  ];
}

function keptWarning(changes: readonly SettingChange[]): RestartReason {
  const sentence = `${describeChanges(changes)}: standbys keep the old value until the primary has the new one, and wait for another restart`;
  return { code: 'lowered-needs-leader', sentence, member: null };
}

function raisedWarning(changes: readonly SettingChange[]): RestartReason {
  const names = [...new Set(changes.map(({ member }) => member))].join(', ');
  const sentence = `${describeChanges(changes)}: ${names} should have it before the leader, or stops replaying`;
  return { code: 'raised-needs-standbys', sentence, member: null };
}

function rollRemarks(
  { leader }: Cluster,
  steps: readonly RestartStep[],
  changes: readonly SettingChange[],
  turn: LeaderTurn,
): string[] {
  const meant = changes.filter(({ member }) => steps.some((step) => step.member === member));
  const raised = meant.filter(isRaised);
  const lowered = meant.filter((each) => !isRaised(each));
  return [
    ...(raised.length === 0 ? [] : [`${describeChanges(raised)}: raised, standbys first`]),
    ...(lowered.length === 0 ? [] : [`${describeChanges(lowered)}: lowered, the primary first`]),
    ...(turn === 'skip' && leader !== null ? [`${leader.name} leads and is left out (--skip-leader)`] : []),
  ];
}
