import { ctl, hint } from '../../formats/hint.js';
import { bestEligible, describeDiverged, divergedCandidates } from '../change-leader/best-candidate.js';
import type { CandidateVerdict } from '../change-leader/candidate.js';
import {
  type ChangeEvidence,
  type ChangeWarning,
  type Refusal,
  refused,
} from '../change-leader/change-request.js';
import { judgeEach } from '../change-leader/judge-candidate.js';
import type { Cluster, ClusterPlace } from '../model/cluster.js';
import { type Rest, restWithout } from './rest.js';
import { type SyncDemand, syncDemand } from './sync-demand.js';

interface DrainRequest {
  readonly scope: string;
  /** Citus group. */
  readonly group: number | null;
  readonly member: string;
  /** Leadership may be moved away from it. */
  readonly switchover: boolean;
  /** Proceed even if no member is left that could be synchronous in strict mode. */
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

interface Asked extends ClusterPlace {
  readonly member: string;
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
  const message = `${scope} has no leader at the moment, so no member can be taken away`;
  return refused('no-leader', message, scope, ctl('list', request));
}

function syncCount({ synchronous }: Rest): number {
  return synchronous?.length ?? 0;
}

/** What an operator has to know about the time during which the member is away. */
function drainWarnings(asked: Asked, rest: Rest, cluster: Cluster): ChangeWarning[] {
  return [
    syncWarning(asked, rest, syncDemand(cluster)),
    candidateWarning(asked, rest),
    readsWarning(asked, rest),
    ...rest.cascading.map((name) => cascadeWarning(asked, name)),
    scheduleWarning(asked, cluster),
  ].filter((warning) => warning !== null);
}

/** Strict mode, and nobody left for it: commits wait until somebody is back. */
function isWithoutSync({ synchronous }: Rest, demand: SyncDemand | null): boolean {
  return demand?.strict === true && synchronous?.length === 0;
}

function refuseToStopWrites(asked: Asked): Refusal {
  const { member } = asked;
  const all = ctl('drain', asked, [member], { 'even-if-writes-stop': true });
  const next = hint`make another member synchronous first, or: ${all}`;
  return refused('sync-set-too-small', stopMessage(member), member, next);
}

function stopMessage(member: string): string {
  return `without ${member} nobody is left who can be synchronous, and synchronous_mode_strict is on: writes stop when it stops`;
}

function syncWarning({ member }: Asked, rest: Rest, demand: SyncDemand | null): ChangeWarning | null {
  if (demand === null) return null;
  if (isWithoutSync(rest, demand)) return warning('sync-set-too-small', stopMessage(member), member);
  const able = rest.synchronous?.length ?? 0;
  if (able >= demand.count) return null;
  if (able === 0) {
    const message = `without ${member} nobody is left who can be synchronous: commits are on ${rest.leader} alone`;
    return warning('sync-set-empty', message, member);
  }
  const message = `without ${member} only ${able} of ${demand.count} standbys (synchronous_node_count) can be synchronous`;
  return warning('sync-set-smaller', message, member);
}

function candidateWarning({ member }: Asked, { candidates, leader }: Rest): ChangeWarning | null {
  if (candidates.length > 0) return null;
  const message = `without ${member} nobody can take over if ${leader} fails`;
  return warning('no-candidate-left', message, member);
}

function readsWarning({ member }: Asked, { reads }: Rest): ChangeWarning | null {
  if (reads.length > 0) return null;
  return warning('no-replica-for-reads', `without ${member} no replica is left that serves reads`, member);
}

/** The tag counts until the key is gone (dcs/__init__.py, get_member falls back to the leader). */
function cascadeWarning({ member }: Asked, name: string): ChangeWarning {
  const message = `${name} replicates from ${member} (replicatefrom): while ${member} is down it receives nothing until the key of ${member} has expired`;
  return warning('cascading-replica', message, name);
}

function scheduleWarning(asked: Asked, { failover }: Cluster): ChangeWarning | null {
  const { member } = asked;
  if (failover?.candidate !== member) return null;
  const at = failover.scheduledAt === null ? 'asked for' : `scheduled for ${failover.scheduledAt}`;
  const message = `a switchover to ${member} is ${at}: it does not happen while ${member} has the tag nofailover`;
  return { code: 'switchover-to-it', message, subject: member, next: hint`to see it: ${ctl('list', asked)}` };
}

function warning(code: string, message: string, subject: string): ChangeWarning {
  return { code, message, subject, next: null };
}
