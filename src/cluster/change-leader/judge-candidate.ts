import { tellDivergence } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { isSyncStandby } from '../model/sync-state.js';
import { agentReasons } from './agent-rules.js';
import type { CandidateReason, CandidateVerdict, MemberEvidence } from './candidate.js';
import type { ChangeEvidence, ChangeKind, ChangeRequest } from './change-request.js';
import { divergenceReason } from './divergence-rule.js';
import { divergenceOf, judgedMember, refuses } from './judged-member.js';
import { lagReason, timelineReason } from './lag-rules.js';
import { livePositions } from './live-positions.js';
import { estimateReplay, replayReasons } from './replay-estimate.js';
import { slotReasons } from './slot-rules.js';
import { standbyReasons } from './standby-rules.js';
import { lonelyVoterReason, syncReason, syncRole } from './sync-rules.js';

type Asked = Pick<ChangeRequest, 'kind' | 'candidate'>;

const SEVERITIES = ['refuses', 'endangers', 'warns'] as const;

/** How one member would fare, by Patroni's own rules for the case; what depends on all of them together is left out. */
export function judgeCandidate(
  kind: ChangeKind,
  evidence: ChangeEvidence,
  candidate: MemberEvidence,
): CandidateVerdict {
  const judged = judgedMember(kind, evidence, candidate);
  const divergence = divergenceOf(judged);
  const { receiveLag, replayLag, lag } = livePositions(judged);
  const reasons = [
    ...agentReasons(judged),
    syncReason(judged),
    lonelyVoterReason(judged),
    lagReason(judged),
    divergenceReason(divergence),
    timelineReason(judged, isDiverged(divergence)),
    ...replayReasons(judged),
    ...slotReasons(judged),
    ...standbyReasons(judged),
  ].filter((reason) => reason !== null);
  return {
    member: candidate.member.name,
    eligible: isEligible(reasons),
    reasons: bySeverity(reasons),
    receiveLag,
    replayLag,
    lag,
    replaySeconds: estimateReplay(judged)?.seconds ?? null,
    sync: syncRole(judged),
    divergence: tellDivergence(divergence),
    agentMs: candidate.agent.answered ? candidate.agent.elapsedMs : null,
  };
}

/** Everybody but the leader as if named, in the order of the evidence. */
export function judgeEach(kind: ChangeKind, evidence: ChangeEvidence): CandidateVerdict[] {
  return evidence.members
    .filter(({ member }) => member.name !== evidence.cluster.leader?.name)
    .map((candidate) => judgeCandidate(kind, evidence, candidate));
}

/** Everybody but the leader for what was asked: without a name the quorum counts, too. */
export function judgeCandidates(request: Asked, evidence: ChangeEvidence): CandidateVerdict[] {
  const verdicts = judgeEach(request.kind, evidence);
  const missing = quorumReason(request, evidence, verdicts);
  if (missing === null) return verdicts;
  return verdicts.map((verdict) =>
    verdict.eligible
      ? { ...verdict, eligible: false, reasons: bySeverity([missing, ...verdict.reasons]) }
      : verdict,
  );
}

/** A leader that is told no candidate stays until enough voters are well (ha.py, is_failover_possible); named, one of them is enough. */
function quorumReason(
  { kind, candidate }: Asked,
  { cluster }: ChangeEvidence,
  verdicts: readonly CandidateVerdict[],
): CandidateReason | null {
  const { sync, config } = cluster;
  if (kind === 'failover' || candidate !== null) return null;
  if (sync === null || synchronousMode(config) !== 'quorum') return null;
  const well = verdicts.filter(({ eligible, member }) => eligible && isSyncStandby(sync, member)).length;
  const needed = sync.quorum + 1;
  if (well >= needed) return null;
  const sentence = `${well} of the voters ${well === 1 ? 'is' : 'are'} eligible, ${needed} must be unless a candidate is named`;
  return refuses('quorum-not-met', sentence);
}

function isEligible(reasons: readonly CandidateReason[]): boolean {
  return !reasons.some(({ severity }) => severity === 'refuses');
}

function bySeverity(reasons: readonly CandidateReason[]): CandidateReason[] {
  return SEVERITIES.flatMap((severity) => reasons.filter((reason) => reason.severity === severity));
}
