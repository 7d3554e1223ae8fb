import type { Divergence, MemberLook } from '../divergence/divergence.js';
import { judgeDivergence } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import type { MemberStatus } from '../model/member-status.js';
import type { CandidateCode, CandidateReason, MemberEvidence } from './candidate.js';
import type { ChangeEvidence, ChangeKind } from './change-request.js';

/** A member with all that decides whether it may be the next leader; which rules hold depends on the case. */
export interface JudgedMember {
  readonly kind: ChangeKind;
  /** Somebody holds the lock, so that the leader checks the candidate before it steps down (ha.py, is_failover_possible). */
  readonly hasLeader: boolean;
  readonly cluster: Cluster;
  readonly evidence: MemberEvidence;
  /** Null if its agent did not answer. */
  readonly status: MemberStatus | null;
  /** What is known of the one who leads. */
  readonly leader: MemberEvidence | null;
  /** What is known of all the others. */
  readonly others: readonly MemberEvidence[];
}

export function judgedMember(
  kind: ChangeKind,
  { cluster, members }: ChangeEvidence,
  evidence: MemberEvidence,
): JudgedMember {
  return {
    kind,
    hasLeader: cluster.leader !== null,
    cluster,
    evidence,
    status: statusOf(evidence),
    leader: members.find(({ member }) => member.name === cluster.leader?.name) ?? null,
    others: members.filter(({ member }) => member.name !== evidence.member.name),
  };
}

/** How the history of this member relates to the one that the cluster continued with. */
export function divergenceOf({ cluster, evidence, leader }: JudgedMember): Divergence {
  return judgeDivergence(cluster, lookOf(evidence), leader === null ? null : lookOf(leader));
}

export function lookOf(evidence: MemberEvidence): MemberLook {
  return { member: evidence.member, status: statusOf(evidence), facts: evidence.facts };
}

export function statusOf({ agent }: MemberEvidence): MemberStatus | null {
  return agent.answered ? agent.status : null;
}

/** Whether the agent could ask its PostgreSQL; if it could not, Patroni counts the candidate as `not reachable`. */
export function postgresAnswered(status: MemberStatus): boolean {
  return status.position !== null || status.receivePosition !== null || status.replayPosition !== null;
}

export function refuses(code: CandidateCode, sentence: string): CandidateReason {
  return { code, severity: 'refuses', sentence };
}

export function endangers(code: CandidateCode, sentence: string): CandidateReason {
  return { code, severity: 'endangers', sentence };
}

export function warns(code: CandidateCode, sentence: string): CandidateReason {
  return { code, severity: 'warns', sentence };
}
