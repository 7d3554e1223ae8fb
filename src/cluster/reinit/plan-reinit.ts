import { isInSyncSet } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import { cloneSources } from './clone-sources.js';
import { copyObstacles, lostWal, whyCutOff } from './copy-obstacles.js';
import { refuseReinit } from './refuse-reinit.js';
import type {
  ReinitEvidence,
  ReinitPlan,
  ReinitRequest,
  ReinitWarning,
  SourcePlan,
  TargetPlan,
} from './reinit-plan.js';
import { fedBy, whyUnsound } from './soundness.js';
import { sourceWarnings } from './source-warnings.js';

/** `--allow-data-loss` takes these for known. */
export const OVERRIDABLE: readonly string[] = [
  'leader-not-alive',
  'no-healthy-copy',
  'only-sound-copy',
  'copy-cannot-succeed',
];

/** What would happen to members that are copied afresh, and why that is refused, if it is. */
export function planReinit(
  request: ReinitRequest,
  evidence: ReinitEvidence,
): { readonly plan: ReinitPlan; readonly refusals: readonly ReinitWarning[] } {
  const { cluster, members } = evidence;
  const targets = request.targets.map((name) => planTarget(request, evidence, name));
  const others = members.filter(({ member }) => !request.targets.includes(member.name));
  const judged = others.map(({ member }) => ({
    member: member.name,
    reason: unsoundness(evidence, member.name),
  }));
  const remaining = judged.flatMap(({ member, reason }) => (reason === null ? [member] : []));
  const leftOut = judged.flatMap(({ member, reason }) => (reason === null ? [] : [{ member, reason }]));
  const leader = cluster.leader?.name ?? null;
  const all = refuseReinit(request, evidence, { leader, targets, remaining, leftOut });
  const isOverridden = request.allowsDataLoss && all.every(({ code }) => OVERRIDABLE.includes(code));
  const warnings = [
    ...(isOverridden ? all : []),
    ...targets.flatMap((target) => targetWarnings(target, evidence)),
    ...sourceWarnings(request, targets, evidence),
  ];
  return { plan: { leader, targets, remaining, leftOut, warnings }, refusals: isOverridden ? [] : all };
}

function planTarget({ fromLeader }: ReinitRequest, evidence: ReinitEvidence, name: string): TargetPlan {
  const { cluster, members } = evidence;
  const found = members.find(({ member }) => member.name === name);
  const state = found?.agent.answered ? found.agent.status.state : (found?.member.state ?? null);
  const unsound = unsoundness(evidence, name);
  const sources = cloneSources(cluster, name, fromLeader);
  return {
    member: name,
    state,
    well: unsound === null,
    unsound,
    sources: sources.map((member) => planSource(evidence, found?.member ?? null, member)),
  };
}

/** Why a member is no sound copy, and of one that nobody feeds also why nobody ever will; null if it is one. */
function unsoundness(evidence: ReinitEvidence, name: string): string | null {
  const { cluster, members } = evidence;
  const found = members.find(({ member }) => member.name === name);
  const reason = found === undefined ? 'it is not registered' : whyUnsound(cluster, found, members);
  const leader = cluster.leader?.name ?? null;
  if (leader === null || leader === name) return reason;
  if (reason === null) return whyCutOff(evidence, name, leader);
  const gone = lostWal(evidence, name, leader);
  return gone === null ? reason : `${reason}: ${gone}`;
}

function planSource(evidence: ReinitEvidence, target: Member | null, source: Member): SourcePlan {
  const { members, activities, logins } = evidence;
  const { name } = source;
  const agent = members.find(({ member }) => member.name === name)?.agent;
  const activity = activities.get(name);
  return {
    member: name,
    leads: name === evidence.cluster.leader?.name,
    well: unsoundness(evidence, name) === null,
    walSenders: activity?.walSenders ?? null,
    replicationSlots: activity?.replicationSlots ?? null,
    feeds: agent?.answered ? fedBy(agent.status) : null,
    login: logins.get(name)?.kind ?? null,
    obstacles: target === null ? [] : copyObstacles(evidence, target, source),
  };
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
