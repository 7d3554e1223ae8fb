import type { ChangeEvidence, ChangeRequest, Refusal } from '../../cluster/change-leader/change-request.js';
import {
  refuseCandidate,
  refusePause,
  refusePausedStandbyCluster,
  refuseUnnamedFailover,
  refuseWithoutCandidates,
  refuseWithoutLeader,
  refuseWrongLeader,
} from '../../cluster/change-leader/refusals.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import type { Schedule } from '../../formats/schedule.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { isAttended } from './demand-answers.js';
import { refusalFailure } from './refusal-failure.js';
import { settleCandidate } from './settle-candidate.js';
import { settleSchedule } from './settle-schedule.js';

/** A request with every question answered. */
export interface SettledChange {
  readonly request: ChangeRequest;
  readonly schedule: Schedule | null;
}

export interface Asking {
  readonly ports: ChangePorts;
  readonly typed: ChangeLeaderRequest;
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  /** On its way while questions are asked. */
  readonly evidence: Promise<ChangeEvidence>;
  readonly tell: Tell;
}

/** Asks for what was not typed, in patronictl's order, and refuses what cannot be as soon as it is known. */
export async function settleChange(asking: Asking): Promise<SettledChange> {
  const { typed, place, cluster } = asking;
  const { kind, replacesSchedule } = typed;
  const check = (refusal: Refusal | null): void => {
    if (refusal !== null) throw refusalFailure(refusal);
  };
  if (kind === 'switchover') check(refuseWithoutLeader(cluster, place));
  const leader = kind === 'switchover' ? await settleLeader(asking) : null;
  if (leader !== null) check(refuseWrongLeader(cluster, place, leader));
  check(refuseWithoutCandidates(kind, cluster));
  check(refusePausedStandbyCluster(cluster, place.scope, kind));
  const candidate = await settleCandidate(asking);
  if (kind === 'failover' && candidate === null) check(refuseUnnamedFailover());
  check(refusePause(kind, cluster, candidate));
  if (candidate !== null) check(refuseCandidate(kind, cluster, place, candidate));
  const schedule = kind === 'switchover' ? await settleSchedule(asking, candidate) : null;
  // Whoever can be asked is asked before anything is sent.
  const allowsDataLoss = typed.allowsDataLoss || !typed.unattended;
  const scheduledAt = schedule?.at ?? null;
  return {
    request: { kind, ...place, leader, candidate, scheduledAt, replacesSchedule, allowsDataLoss },
    schedule,
  };
}

async function settleLeader({ ports, typed, cluster }: Asking): Promise<string> {
  const current = cluster.leader?.name ?? '';
  if (typed.leader !== null || !isAttended(typed)) return typed.leader ?? current;
  const question = isStandbyCluster(cluster.config) ? 'Standby Leader' : 'Primary';
  return ports.questions.askText({ question, standard: current, option: '--leader' });
}
