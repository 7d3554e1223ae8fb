import { type Hint, hint } from '../../formats/hint.js';
import { bestEligible } from './best-candidate.js';
import type { CandidateReason, CandidateVerdict } from './candidate.js';
import type { ChangeEvidence, ChangePlan, ChangeRequest, Refusal } from './change-request.js';
import { expectedWinner } from './expected-winner.js';
import { judgeCandidates, judgeEach } from './judge-candidate.js';
import { planWarnings } from './plan-warnings.js';
import { changeCommand } from './refusal.js';
import { refuseCandidate, refuseUnnamedFailover } from './refusals.js';

/** A plan in any case, and why it would not be asked for. The leader's own view decides; this is how it looks from here. */
export interface PlannedChange {
  readonly plan: ChangePlan;
  readonly refusal: Refusal | null;
}

export function planChange(request: ChangeRequest, evidence: ChangeEvidence): PlannedChange {
  const { kind, candidate } = request;
  const verdicts = judgeCandidates(request, evidence);
  const { winner, why } = expectedWinner(request, evidence, verdicts);
  const named = verdicts.find(({ member }) => member === candidate);
  const obstacle = describeObstacle(request, verdicts);
  const plan: ChangePlan = {
    from: evidence.cluster.leader?.name ?? null,
    candidate,
    expectedWinner: winner,
    whyWinner: why,
    verdicts,
    mayLoseCommits: named?.reasons.some(({ severity }) => severity === 'endangers') ?? false,
    lossBytes: kind === 'failover' ? (named?.lag ?? null) : null,
    warnings: planWarnings(request, evidence, obstacle),
  };
  return { plan, refusal: refusalOf(request, evidence, obstacle) };
}

/** Why nothing would come of it now. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly subject: string | null;
}

function refusalOf(
  request: ChangeRequest,
  evidence: ChangeEvidence,
  obstacle: Obstacle | null,
): Refusal | null {
  const { kind, scope, candidate, scheduledAt } = request;
  if (candidate !== null) {
    const refusal = refuseCandidate(kind, evidence.cluster, scope, candidate);
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
function wayOut({ kind, scope }: ChangeRequest, evidence: ChangeEvidence): Hint {
  const best = bestEligible(judgeEach(kind, evidence));
  return best === null ? hint`ctl list ${scope}` : changeCommand(kind, scope, best);
}
