import type { ChangeEvidence, ChangePlan } from '../../cluster/leader-change/change-request.js';
import type { WalSender } from '../../cluster/server-facts.js';
import type { LeaderPlan, PlanReport } from './change-report.js';

/** More than one WAL segment behind. */
const SLOW_BYTES = 16 * 1024 ** 2;

export function planReport(plan: ChangePlan, evidence: ChangeEvidence): PlanReport {
  const { expectedWinner, whyWinner, mayLoseCommits, lossBytes, verdicts, from } = plan;
  return {
    expectedWinner,
    whyWinner,
    mayLoseCommits,
    lossBytes,
    candidates: verdicts,
    leader: from === null ? null : leaderPlan(from, evidence),
  };
}

function leaderPlan(name: string, { members, cluster }: ChangeEvidence): LeaderPlan {
  const facts = members.find(({ member }) => member.name === name)?.facts ?? null;
  const end = cluster.status.position;
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
