import type { Cluster } from '../model/cluster.js';
import { orderBySettings, plainOrder } from './plan-order.js';
import type { LeaderTurn, RestartEvidence, RestartPlan, RestartReason, RestartStep } from './restart-plan.js';
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

interface RollSituation {
  readonly cluster: Cluster;
  /** Of all members. */
  readonly evidence: readonly RestartEvidence[];
  readonly steps: readonly RestartStep[];
  readonly changes: readonly SettingChange[];
  readonly request: { readonly leader: LeaderTurn; readonly allowsDegraded: boolean };
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

/** Why a roll is not begun at all. */
function rollRefusals(situation: RollSituation): RestartReason[] {
  const { cluster, steps } = situation;
  if (steps.length === 0) return [];
  if (cluster.leader === null) {
    const sentence = 'nobody leads: there is no primary that a replica could stream from';
    return [{ code: 'no-leader', sentence, member: null }];
  }
  return [...settingRefusals(situation), ...silentMembers(situation), ...membersDown(situation)];
}

function settingRefusals({ cluster, steps, changes, request }: RollSituation): RestartReason[] {
  const name = cluster.leader?.name ?? '';
  const leaderStep = steps.find(({ member }) => member === name);
  const isMeant = ({ member }: SettingChange): boolean => steps.some((step) => step.member === member);
  const lowered = changes.filter((each) => each.member === name && !isRaised(each));
  const waiting = changes.filter((each) => each.member !== name && !isRaised(each) && isMeant(each));
  const raised = changes.filter((each) => each.member !== name && isRaised(each) && !isMeant(each));
  const what = describeChanges(lowered);
  const refusals: RestartReason[] = [];
  if (lowered.length > 0 && request.leader === 'switchover' && leaderStep !== undefined) {
    const sentence = `${what}: lowered, the primary has to be restarted in place: whoever took over would keep the old value, and nobody would ever get below it`;
    refusals.push({ code: 'lowered-needs-in-place', sentence, member: name });
  } else if (lowered.length > 0 && leaderStep === undefined && waiting.length > 0) {
    const sentence = `${what}: lowered, standbys keep the old value until the primary has the new one: ${name} has to be restarted, too`;
    refusals.push({ code: 'lowered-needs-leader', sentence, member: name });
  }
  if (raised.length > 0 && leaderStep !== undefined) {
    const names = [...new Set(raised.map(({ member }) => member))].join(', ');
    const sentence = `${describeChanges(raised)}: raised, ${names} has to be restarted, too, before the leader`;
    refusals.push({ code: 'raised-needs-standbys', sentence, member: raised[0]?.member ?? null });
  }
  return refusals;
}

function silentMembers({ evidence, steps }: RollSituation): RestartReason[] {
  return evidence
    .filter(({ member, status }) => status === null && steps.some((step) => step.member === member.name))
    .map(({ member: { name } }) => {
      return { code: 'agent-unreachable', sentence: `the agent of ${name} does not answer`, member: name };
    });
}

/** One member more would be down at the same time. */
function membersDown({ evidence, steps, request }: RollSituation): RestartReason[] {
  if (request.allowsDegraded) return [];
  return evidence
    .filter(
      ({ member, status }) =>
        status?.state !== 'running' && steps.every((step) => step.member !== member.name),
    )
    .map(({ member: { name }, status }) => {
      const how = status === null ? 'does not answer' : `is "${status.state}"`;
      const sentence = `${name} ${how}: with another one restarted, two members would be down at once`;
      return { code: 'member-down', sentence, member: name };
    });
}
