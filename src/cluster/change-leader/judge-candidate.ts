import { formatBytes } from '../../formats/sizes.js';
import { describeWholeLoss, tellDivergence } from '../divergence/describe-divergence.js';
import { type Divergence, isDiverged } from '../divergence/divergence.js';
import { isSyncStandby } from '../model/cluster.js';
import { checksTimeline, maximumLagOnFailover, synchronousMode } from '../model/dynamic-config.js';
import { agentReasons } from './agent-rules.js';
import type { CandidateReason, CandidateVerdict, MemberEvidence } from './candidate.js';
import type { ChangeEvidence, ChangeKind, ChangeRequest } from './change-request.js';
import {
  divergenceOf,
  endangers,
  type JudgedMember,
  judgedMember,
  postgresAnswered,
  refuses,
  warns,
} from './judged-member.js';
import { comparedPosition, livePositions } from './live-positions.js';
import { estimateReplay, replayReasons } from './replay-estimate.js';
import { timelineOfHistory } from './shared-settings.js';
import { slotReasons } from './slot-rules.js';
import { standbyReasons } from './standby-rules.js';
import { lonelyVoterReason, syncReason, syncRole } from './sync-rules.js';

type Asked = Pick<ChangeRequest, 'kind' | 'candidate'>;

const SEVERITIES = ['refuses', 'endangers', 'warns'] as const;

const NOT_CHECKED = 'a failover without a leader does not check it';

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

/** Without a named candidate the leader steps down only if enough voters are eligible (ha.py, is_failover_possible); a named one is enough by itself. */
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

/** Patroni would accept a member that has diverged from the cluster, and everything that came after the fork would be lost. */
function divergenceReason(divergence: Divergence): CandidateReason | null {
  const { verdict, seen } = divergence;
  if (verdict !== 'diverged' && verdict !== 'divergence-unknown') return null;
  const word = verdict === 'diverged' ? 'has diverged' : 'may have diverged';
  return endangers(verdict, `${word}: it ${seen}; ${describeWholeLoss(tellDivergence(divergence))}`);
}

/** The leader accepts no candidate beyond the limit (ha.py, is_lagging); without a leader the limit is not checked. */
function lagReason(judged: JudgedMember): CandidateReason | null {
  const { status, hasLeader, cluster } = judged;
  if (status === null || !postgresAnswered(status)) return null;
  const limit = maximumLagOnFailover(cluster.config);
  const end = cluster.status.position;
  if (hasLeader && comparedPosition(status) === null) {
    const what = status.role === 'primary' ? 'it runs as a primary' : 'its agent reports no position';
    const sentence = `${what}, so Patroni treats it as having received nothing`;
    return (end ?? 0) > limit ? refuses('position-unknown', sentence) : warns('position-unknown', sentence);
  }
  const { lag } = livePositions(judged);
  if (lag === null) {
    const what =
      end === null ? 'the last position of the leader is unknown' : 'its agent reports no position';
    return warns('position-unknown', `${what}, so nobody knows how far behind it is`);
  }
  if (lag <= limit) return null;
  const rule = `more than maximum_lag_on_failover (${formatBytes(limit)})`;
  if (hasLeader) return refuses('lag-over-limit', `${formatBytes(lag)} behind, ${rule}`);
  const sentence = `at least ${formatBytes(lag)} behind the last known position of the leader, ${rule}; ${NOT_CHECKED}`;
  return warns('lag-over-limit', sentence);
}

/** Disqualifies only with check_timeline, and only while there is a leader who looks (ha.py, is_failover_possible). */
function timelineReason(
  { status, hasLeader, cluster }: JudgedMember,
  hasDiverged: boolean,
): CandidateReason | null {
  if (status === null || !postgresAnswered(status)) return null;
  const expected = timelineOfHistory(cluster);
  const { timeline } = status;
  const isChecked = checksTimeline(cluster.config);
  if (timeline === null || timeline === 0) {
    if (!isChecked || !hasLeader) return null;
    return refuses('timeline-behind', 'its agent tells no timeline, and check_timeline is on');
  }
  if (timeline >= expected) return null;
  const what = `on timeline ${timeline}, the cluster is on ${expected}`;
  if (hasLeader && isChecked) return refuses('timeline-behind', `${what}, and check_timeline is on`);
  // That says more than a number.
  if (hasDiverged) return null;
  return warns('timeline-behind', hasLeader ? `${what}; check_timeline is off` : `${what}; ${NOT_CHECKED}`);
}
