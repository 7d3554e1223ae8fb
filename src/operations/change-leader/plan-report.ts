import type { ChangeEvidence, ChangePlan } from '../../cluster/change-leader/change-request.js';
import { statusOf } from '../../cluster/change-leader/judged-member.js';
import type { WalSender } from '../../cluster/evidence/server-facts.js';
import type { ChangeKind, LeaderPlan, PlanReport } from './change-report.js';
import { lossBasis } from './loss-basis.js';

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
