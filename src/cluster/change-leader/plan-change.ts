import { ctl, type Hint } from '../../formats/hint.js';
import { describeLoss } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { bestEligible } from './best-candidate.js';
import type { CandidateReason, CandidateVerdict } from './candidate.js';
import {
  type CandidateDanger,
  type ChangeEvidence,
  type ChangePlan,
  type ChangeRequest,
  type Refusal,
  tryCommand,
} from './change-request.js';
import { divergedWinners } from './diverged-winners.js';
import { expectedWinner } from './expected-winner.js';
import { judgeCandidates, judgeEach } from './judge-candidate.js';
import { type Obstacle, planWarnings } from './plan-warnings.js';
import { refuseCandidate, refuseUnnamedFailover } from './refusals.js';

/** Always a plan, and why it would be refused, if so. The leader's own view decides; this is how it looks from here. */
interface PlannedChange {
  readonly plan: ChangePlan;
  readonly refusal: Refusal | null;
}

export function planChange(request: ChangeRequest, evidence: ChangeEvidence): PlannedChange {
  const { kind, candidate } = request;
  const verdicts = judgeCandidates(request, evidence);
  const { winner, why } = expectedWinner(request, evidence, verdicts);
  const named = verdicts.find(({ member }) => member === candidate);
  const obstacle = describeObstacle(request, verdicts);
  const dangers =
    named === undefined && kind === 'switchover'
      ? divergedWinners(evidence, verdicts).flatMap(dangerOf)
      : named === undefined
        ? []
        : dangerOf(named);
  const plan: ChangePlan = {
    from: evidence.cluster.leader?.name ?? null,
    candidate,
    expectedWinner: winner,
    whyWinner: why,
    verdicts,
    dangers,
    mayLoseCommits: dangers.length > 0,
    lossBytes: lossOf(kind, named),
    warnings: planWarnings(request, evidence, obstacle),
  };
  return { plan, refusal: refusalOf(request, evidence, obstacle) };
}

/** What a candidate puts at stake; nothing if it endangers nothing. */
function dangerOf({ member, reasons, divergence }: CandidateVerdict): CandidateDanger[] {
  const reason = reasons.find(({ severity }) => severity === 'endangers');
  if (reason === undefined) return [];
  const loss = isDiverged(divergence) ? describeLoss(divergence) : null;
  return [{ member, code: reason.code, sentence: reason.sentence, loss }];
}

/** What would be lost: for a failover, at least what the candidate lacks; if it has diverged, everything since the fork. */
function lossOf(kind: ChangeRequest['kind'], named: CandidateVerdict | undefined): number | null {
  if (named === undefined) return null;
  if (isDiverged(named.divergence)) return named.divergence.lossBytes;
  return kind === 'failover' ? named.lag : null;
}

function refusalOf(
  request: ChangeRequest,
  evidence: ChangeEvidence,
  obstacle: Obstacle | null,
): Refusal | null {
  const { kind, candidate, scheduledAt } = request;
  if (candidate !== null) {
    const refusal = refuseCandidate(kind, evidence.cluster, request, candidate);
    if (refusal !== null) return refusal;
  }
  if (kind === 'failover' && candidate === null) return refuseUnnamedFailover();
  // At its time things may look better, and the leader checks then.
  if (obstacle === null || scheduledAt !== null) return null;
  return { outcome: 'refused', ...obstacle, next: wayOut(request, evidence) };
}

function describeObstacle(
  { kind, candidate }: ChangeRequest,
  verdicts: readonly CandidateVerdict[],
): Obstacle | null {
  if (candidate === null) {
    if (verdicts.some(({ eligible }) => eligible)) return null;
    const each = verdicts.map((verdict) => `${verdict.member} ${refusing(verdict)?.code ?? ''}`);
    const message = [`No candidates found to ${kind} to`, each.join(', ')].filter(Boolean).join(': ');
    return { code: 'no-candidate', message, subject: null };
  }
  const verdict = verdicts.find(({ member }) => member === candidate);
  const reason = verdict === undefined ? NOT_ASKED : refusing(verdict);
  if (reason === undefined) return null;
  return {
    code: reason.code,
    message: `${candidate} cannot take over: ${reason.sentence}`,
    subject: candidate,
  };
}

const NOT_ASKED: Pick<CandidateReason, 'code' | 'sentence'> = {
  code: 'agent-unreachable',
  sentence: 'its agent was not asked',
};

function refusing({ reasons }: CandidateVerdict): CandidateReason | undefined {
  return reasons.find(({ severity }) => severity === 'refuses');
}

/** Somebody else who could be named. */
function wayOut(request: ChangeRequest, evidence: ChangeEvidence): Hint {
  const { kind } = request;
  const best = bestEligible(judgeEach(kind, evidence));
  if (best === null) return ctl('list', request);
  // Whoever let any win gets less than that.
  return request.candidate === null
    ? ctl(kind, request, [], { candidate: best })
    : tryCommand(kind, request, best);
}
