import type { CandidateVerdict } from '../change-leader/candidate.js';
import type { ChangeEvidence } from '../change-leader/change-request.js';
import { judgeEach } from '../change-leader/judge-candidate.js';
import { divergenceOf, judgedMember } from '../change-leader/judged-member.js';
import { isDiverged } from '../divergence/divergence.js';
import type { Cluster } from '../model/cluster.js';
import { slotNameOf } from '../model/slot-name.js';
import { ableToBeSynchronous, syncDemand } from './sync-demand.js';

/** What is left of a cluster while one member is away; names of members. */
export interface Rest {
  readonly leader: string;
  /** Who may lead if the leader fails meanwhile. */
  readonly candidates: readonly string[];
  /** Who can be synchronous; null without synchronous mode. */
  readonly synchronous: readonly string[] | null;
  /** The replicas that serve reads (`GET /replica`). */
  readonly reads: readonly string[];
  /** Who replicates from the one that is away. */
  readonly cascading: readonly string[];
}

/** `leader` is who leads while `name` is away. */
export function restWithout(evidence: ChangeEvidence, name: string, leader: string): Rest {
  const { cluster } = evidence;
  const isLeft = (other: string): boolean => other !== name && other !== leader;
  const cascading = cluster.members
    .filter((member) => isLeft(member.name) && member.tags.replicatefrom === name)
    .map((member) => member.name);
  const demand = syncDemand(cluster);
  const able = ableToBeSynchronous(cluster)
    .map((member) => member.name)
    .filter((other) => isLeft(other) && !cascading.includes(other));
  const mustBeAble = demand?.mode === 'on';
  const candidates = judgeEach('failover', evidence)
    .filter((verdict) => isLeft(verdict.member) && mayTakeOver(verdict))
    .map(({ member }) => member)
    .filter((member) => !mustBeAble || able.includes(member));
  return {
    leader,
    candidates,
    synchronous: demand === null ? null : able,
    reads: readReplicas(evidence).filter(isLeft),
    cascading,
  };
}

/** Who is in the sync set now says nothing of then. */
function mayTakeOver({ reasons, divergence }: CandidateVerdict): boolean {
  return (
    !isDiverged(divergence) &&
    !reasons.some(({ severity, code }) => severity === 'refuses' && code !== 'not-in-sync-set')
  );
}

/** api.py, `/replica`: a running replica without the tag `noloadbalance`. One that has diverged answers, too, with what nobody else has. */
function readReplicas(evidence: ChangeEvidence): string[] {
  const { leader } = evidence.cluster;
  return evidence.members
    .filter(({ member: { name, state, tags } }) => {
      return name !== leader?.name && state === 'running' && !tags.noloadbalance;
    })
    .filter((each) => !isDiverged(divergenceOf(judgedMember('failover', evidence, each))))
    .map(({ member }) => member.name);
}

/** Whether a member without a key has been one lately: it has a slot (since 4.0) or stands in the failsafe list. */
export function isRemembered({ failsafe, status }: Cluster, name: string): boolean {
  return failsafe?.has(name) === true || status.retainSlots.includes(slotNameOf(name));
}
