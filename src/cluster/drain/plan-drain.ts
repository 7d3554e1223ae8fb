import { ctl, hint } from '../../formats/hint.js';
import { bestEligible, describeDiverged, divergedCandidates } from '../change-leader/best-candidate.js';
import type { CandidateVerdict } from '../change-leader/candidate.js';
import type { ChangeEvidence, ChangeWarning, Refusal } from '../change-leader/change-request.js';
import { judgeEach } from '../change-leader/judge-candidate.js';
import { refused } from '../change-leader/refusal.js';
import { drainWarnings, isWithoutSync, refuseToStopWrites } from './drain-warnings.js';
import { type Rest, restWithout } from './rest.js';
import { syncDemand } from './sync-demand.js';

export interface DrainRequest {
  readonly scope: string;
  /** Citus group. */
  readonly group: number | null;
  readonly member: string;
  /** Leadership may be moved away from it. */
  readonly switchover: boolean;
  /** Although in strict mode nobody is left who could be synchronous. */
  readonly allowsStop: boolean;
  /** Somebody who has diverged may lead instead, if there is nobody else. */
  readonly allowsDataLoss: boolean;
}

export interface DrainPlan {
  /** Null if it cannot be told, because nobody leads. */
  readonly rest: Rest | null;
  /** Who is to lead instead; null if the member does not lead. */
  readonly candidate: string | null;
  /** Standbys that the sync set will have without the member; null without synchronous mode. */
  readonly syncWanted: number | null;
  readonly warnings: readonly ChangeWarning[];
  readonly refusal: Refusal | null;
}

/** What it means for the others if a member is taken away. */
export function planDrain(request: DrainRequest, evidence: ChangeEvidence): DrainPlan {
  const { member, switchover, allowsStop, allowsDataLoss } = request;
  const { cluster } = evidence;
  const leads = cluster.leader?.name === member;
  const verdicts = leads ? judgeEach('switchover', evidence) : [];
  const [diverged] = allowsDataLoss ? divergedCandidates(verdicts) : [];
  const best = bestEligible(verdicts) ?? diverged?.member ?? null;
  const leader = leads ? best : (cluster.leader?.name ?? null);
  const rest = leader === null ? null : restWithout(evidence, member, leader);
  const demand = syncDemand(cluster);
  const obstacle = leads ? refuseLeader(request, best, verdicts) : null;
  const warnings = rest === null ? [] : drainWarnings(request, rest, cluster);
  const stop = rest !== null && isWithoutSync(rest, demand) ? refuseToStopWrites(request) : null;
  const refusal = cluster.leader === null ? noLeader(request) : (obstacle ?? (allowsStop ? null : stop));
  return {
    rest,
    candidate: leads && switchover ? best : null,
    syncWanted: rest === null || demand === null ? null : Math.min(demand.count, syncCount(rest)),
    // A refusal says it, too.
    warnings: warnings.filter(({ code }) => code !== refusal?.code),
    refusal,
  };
}

function refuseLeader(
  request: DrainRequest,
  best: string | null,
  verdicts: readonly CandidateVerdict[],
): Refusal | null {
  const { scope, member } = request;
  if (best === null) {
    const [diverged] = divergedCandidates(verdicts);
    const message = `${member} leads ${scope}, and nobody is eligible to lead instead${describeDiverged(verdicts)}`;
    const next = hint`${ctl('switchover', request, [], { 'dry-run': true })} (tells why)`;
    return refused(diverged?.divergence.verdict ?? 'no-candidate', message, member, next);
  }
  if (request.switchover) return null;
  const message = `${member} leads ${scope}: a leader cannot be drained`;
  const next = ctl('drain', request, [member], { switchover: true });
  return refused('member-is-leader', message, member, next);
}

function noLeader(request: DrainRequest): Refusal {
  const { scope } = request;
  const message = `nobody leads ${scope} at the moment, so that nobody can be taken away`;
  return refused('no-leader', message, scope, ctl('list', request));
}

function syncCount({ synchronous }: Rest): number {
  return synchronous?.length ?? 0;
}
