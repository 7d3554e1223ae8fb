import { ctl } from '../../formats/hint.js';
import { cloneSources, understandsFromLeader } from './clone-sources.js';
import type { ReinitEvidence, ReinitPlan, ReinitRequest, ReinitWarning, TargetPlan } from './reinit-plan.js';
import { whyUnsound } from './soundness.js';

/** Why data should not be deleted as requested, each reason with its evidence. */
export function refuseReinit(
  request: ReinitRequest,
  evidence: ReinitEvidence,
  plan: Omit<ReinitPlan, 'warnings'>,
): ReinitWarning[] {
  const { scope, group } = request;
  const { leader, targets } = plan;
  if (leader === null) {
    const message = 'Cluster has no leader, can not reinitialize';
    return [{ code: 'no-leader', message, subject: scope, next: ctl('list', { scope, group }) }];
  }
  const ignorant = request.fromLeader ? ignorantOfFromLeader(evidence, request.targets) : null;
  if (ignorant !== null) return [ignorant];
  const found = [
    nobodyLeft(scope, plan) ?? leaderNotAlive(evidence, leader),
    onlySoundCopy(leader, plan),
    ...targets.map(cannotSucceed),
  ];
  return found.filter((each) => each !== null);
}

function nobodyLeft(
  scope: string,
  { targets, remaining }: Omit<ReinitPlan, 'warnings'>,
): ReinitWarning | null {
  if (remaining.length > 0) return null;
  const names = targets.map(({ member }) => member).join(', ');
  const message = `no healthy copy would be left: no member but ${names} is seen to be well`;
  return { code: 'no-healthy-copy', message, subject: scope, next: null };
}

function leaderNotAlive({ cluster, members }: ReinitEvidence, name: string): ReinitWarning | null {
  const leader = members.find(({ member }) => member.name === name);
  if (leader !== undefined && whyUnsound(cluster, leader, members) === null) return null;
  const message = `the leader ${name} is not seen to be alive; without it nothing can be copied`;
  return { code: 'leader-not-alive', message, subject: name, next: null };
}

/** Whoever is broken anyway takes nothing away, and where there are two members it cannot be otherwise. */
function onlySoundCopy(
  leader: string,
  { targets, remaining, leftOut }: Omit<ReinitPlan, 'warnings'>,
): ReinitWarning | null {
  const sound = targets.filter(({ well }) => well).map(({ member }) => member);
  const isLast = targets.length === 1 && leftOut.length === 0;
  if (sound.length === 0 || isLast || remaining.some((name) => name !== leader)) return null;
  const others = leftOut.map(({ member, reason }) => `${member} (${reason})`);
  const message = [
    `${sound.join(', ')} ${sound.length === 1 ? 'is the only sound copy' : 'are the only sound copies'} beside the leader ${leader}`,
    ...(others.length === 0 ? [] : [`nobody can count on ${others.join(', ')}`]),
    `if ${leader} fails before the copy is there, everything is lost`,
  ].join('; ');
  return { code: 'only-sound-copy', message, subject: sound[0] ?? null, next: null };
}

/** Every source that Patroni may take has something against it. */
function cannotSucceed({ member, sources }: TargetPlan): ReinitWarning | null {
  if (sources.length === 0 || sources.some(({ obstacles }) => obstacles.length === 0)) return null;
  const obstacles = [...new Set(sources.flatMap((source) => source.obstacles))];
  const message = `the data of ${member} would be deleted, and the copy cannot succeed: ${obstacles.join('; ')}`;
  return { code: 'copy-cannot-succeed', message, subject: member, next: null };
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
