import type { Cluster } from '../model/cluster.js';
import type { RestartEvidence, RestartReason } from './restart-evidence.js';
import type { LeaderTurn, RestartStep } from './restart-plan.js';
import { describeChanges, isRaised, type SettingChange } from './setting-changes.js';

export interface RollSituation {
  readonly cluster: Cluster;
  /** Of all members. */
  readonly evidence: readonly RestartEvidence[];
  readonly steps: readonly RestartStep[];
  readonly changes: readonly SettingChange[];
  readonly request: { readonly leader: LeaderTurn; readonly allowsDegraded: boolean };
}

/** Why a roll is not begun at all. */
export function rollRefusals(situation: RollSituation): RestartReason[] {
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
