import type { MemberEvidence } from '../../cluster/change-leader/candidate.js';
import type { ChangeEvidence, ChangePlan } from '../../cluster/change-leader/change-request.js';
import { divergenceOf, judgedMember, statusOf } from '../../cluster/change-leader/judged-member.js';
import { livePositions } from '../../cluster/change-leader/live-positions.js';
import type { WalSender } from '../../cluster/evidence/server-facts.js';
import { isInSyncSet } from '../../cluster/model/cluster.js';
import { loopWait, synchronousMode } from '../../cluster/model/dynamic-config.js';
import { formatLsn, type Lsn } from '../../cluster/model/lsn.js';
import type { ChangeKind, LeaderPlan, LossBasis, PlanReport } from './change-report.js';

/** More than one WAL segment behind. */
const SLOW_BYTES = 16 * 1024 ** 2;

export function planReport(kind: ChangeKind, plan: ChangePlan, evidence: ChangeEvidence): PlanReport {
  const { expectedWinner, whyWinner, mayLoseCommits, lossBytes, verdicts, from, candidate } = plan;
  return {
    expectedWinner,
    whyWinner,
    mayLoseCommits,
    lossBytes,
    lossBasis: candidate === null ? null : basisOf(kind, candidate, evidence),
    candidates: verdicts,
    leader: from === null ? null : leaderPlan(from, evidence),
  };
}

/** A switchover loses nothing unless its candidate has diverged. */
function basisOf(kind: ChangeKind, candidate: string, evidence: ChangeEvidence): PlanReport['lossBasis'] {
  const basis = lossBasis(candidate, evidence);
  return kind === 'failover' || basis?.forkLsn != null ? basis : null;
}

function leaderPlan(name: string, { members, cluster }: ChangeEvidence): LeaderPlan {
  const leader = members.find(({ member }) => member.name === name);
  const facts = leader?.facts ?? null;
  const told = leader === undefined ? null : (statusOf(leader)?.position ?? null);
  // The DCS has a sample.
  const end = told ?? cluster.status.position;
  const isSlow = ({ sentPosition }: WalSender): boolean =>
    end !== null && sentPosition !== null && end - sentPosition > SLOW_BYTES;
  return {
    member: name,
    clients: facts?.clients ?? null,
    openTransactions: facts?.openTransactions ?? null,
    oldestTransactionAge: facts?.oldestTransactionAge ?? null,
    checkpointBytes: facts?.checkpointBytes ?? null,
    slowReceivers: (facts?.walSenders ?? []).filter(isSlow).map((sender) => sender.name),
  };
}

/** What can be known of the loss that a failover to this candidate brings; null if it is no member. */
function lossBasis(candidate: string, evidence: ChangeEvidence): LossBasis | null {
  const { cluster, members } = evidence;
  const found = members.find(({ member }) => member.name === candidate);
  if (found === undefined) return null;
  const { status, config, sync } = cluster;
  const isIn = sync !== null && isInSyncSet(sync, candidate);
  return {
    leaderLsn: lsnText(status.position),
    sampleSeconds: loopWait(config),
    candidateLsn: lsnText(positionOf(found, evidence)),
    forkLsn: lsnText(divergenceOf(judgedMember('failover', evidence, found)).forkPoint),
    candidateSource: statusOf(found) === null ? 'dcs' : 'agent',
    isSynchronous: synchronousMode(config) === 'off' ? null : isIn,
  };
}

function positionOf(found: MemberEvidence, evidence: ChangeEvidence): Lsn | null {
  const position = statusOf(found)?.position ?? null;
  if (position !== null) return position;
  const { receiveLsn, replayLsn } = livePositions(judgedMember('failover', evidence, found));
  return Math.max(receiveLsn ?? 0, replayLsn ?? 0) || null;
}

function lsnText(lsn: Lsn | null): string | null {
  return lsn === null ? null : formatLsn(lsn);
}
