import { hint } from '../../formats/hint.js';
import { synchronousMode } from '../dynamic-config.js';
import type { Member } from '../member.js';
import { isInSyncSet } from '../sync-state.js';
import { cloneSources, understandsFromLeader } from './clone-sources.js';
import { isHealthyCopy } from './healthy-copy.js';
import type {
  ReinitEvidence,
  ReinitPlan,
  ReinitRequest,
  ReinitWarning,
  SourcePlan,
  TargetPlan,
} from './reinit-plan.js';
import { sourceWarnings } from './source-warnings.js';

/** What would happen to members that are copied anew, and why it is refused, if it is. */
export function planReinit(
  request: ReinitRequest,
  evidence: ReinitEvidence,
): { readonly plan: ReinitPlan; readonly refusal: ReinitWarning | null } {
  const { cluster, members } = evidence;
  const targets = request.targets.map((name) => planTarget(request, evidence, name));
  const remaining = members
    .filter((each) => !request.targets.includes(each.member.name) && isHealthyCopy(cluster, each))
    .map(({ member }) => member.name);
  const refusal = refuse(request, evidence, remaining);
  const isOverridden = refusal !== null && request.allowsDataLoss && OVERRIDABLE.includes(refusal.code);
  const warnings = [
    ...(isOverridden ? [refusal] : []),
    ...targets.flatMap((target) => targetWarnings(target, evidence)),
    ...sourceWarnings(request, targets, evidence),
  ];
  const plan = { leader: cluster.leader?.name ?? null, targets, remaining, warnings };
  return { plan, refusal: isOverridden ? null : refusal };
}

/** `--allow-data-loss` takes these for known. */
export const OVERRIDABLE: readonly string[] = ['leader-not-alive', 'no-healthy-copy'];

function planTarget({ fromLeader }: ReinitRequest, evidence: ReinitEvidence, name: string): TargetPlan {
  const { cluster, members } = evidence;
  const found = members.find(({ member }) => member.name === name);
  const state = found?.agent.answered ? found.agent.status.state : (found?.member.state ?? null);
  return {
    member: name,
    state,
    well: found !== undefined && isHealthyCopy(cluster, found),
    sources: cloneSources(cluster, name, fromLeader).map((member) => planSource(evidence, member)),
  };
}

function planSource({ cluster, members, activities }: ReinitEvidence, { name }: Member): SourcePlan {
  const found = members.find(({ member }) => member.name === name);
  const activity = activities.get(name);
  return {
    member: name,
    leads: name === cluster.leader?.name,
    well: found !== undefined && isHealthyCopy(cluster, found),
    walSenders: activity?.walSenders ?? null,
    replicationSlots: activity?.replicationSlots ?? null,
  };
}

function refuse(
  request: ReinitRequest,
  evidence: ReinitEvidence,
  remaining: readonly string[],
): ReinitWarning | null {
  const { scope, targets } = request;
  const { cluster, members } = evidence;
  if (cluster.leader === null) {
    const message = 'Cluster has no leader, can not reinitialize';
    return { code: 'no-leader', message, subject: scope, next: hint`ctl list ${scope}` };
  }
  const { name } = cluster.leader;
  const ignorant = request.fromLeader ? ignorantOfFromLeader(evidence, targets) : null;
  if (ignorant !== null) return ignorant;
  if (remaining.length === 0) {
    const message = `no healthy copy would be left: no member but ${targets.join(', ')} is seen to be well`;
    return { code: 'no-healthy-copy', message, subject: scope, next: null };
  }
  const leader = members.find(({ member }) => member.name === name);
  if (leader !== undefined && isHealthyCopy(cluster, leader)) return null;
  const message = `the leader ${name} is not seen to be alive; without it nothing can be copied`;
  return { code: 'leader-not-alive', message, subject: name, next: null };
}

/** It matters only where another member would be taken otherwise. */
function ignorantOfFromLeader(
  { cluster, members }: ReinitEvidence,
  targets: readonly string[],
): ReinitWarning | null {
  const found = members.find(
    ({ member }) =>
      targets.includes(member.name) &&
      !understandsFromLeader(member.patroniVersion) &&
      cloneSources(cluster, member.name, false).some(({ name }) => name !== cluster.leader?.name),
  );
  if (found === undefined) return null;
  const { name, patroniVersion } = found.member;
  const message = `${name} runs Patroni ${patroniVersion ?? 'of an unknown version'}, which ignores --from-leader (since 4.1)`;
  return { code: 'from-leader-ignored', message, subject: name, next: null };
}

function targetWarnings({ member, well }: TargetPlan, { cluster }: ReinitEvidence): ReinitWarning[] {
  const warnings: ReinitWarning[] = [];
  const warn = (code: string, message: string): void => {
    warnings.push({ code, message, subject: member, next: null });
  };
  if (well) warn('member-is-well', `${member} is well; all of its data is deleted before it is copied anew`);
  const isSynchronous = synchronousMode(cluster.config) !== 'off';
  if (isSynchronous && cluster.sync !== null && isInSyncSet(cluster.sync, member)) {
    warn('in-sync-set', `${member} is synchronous: commits wait until the leader has chosen another one`);
  }
  return warnings;
}
