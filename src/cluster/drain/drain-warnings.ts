import { ctl, hint } from '../../formats/hint.js';
import type { ChangeWarning, Refusal } from '../change-leader/change-request.js';
import { refused } from '../change-leader/refusal.js';
import type { Cluster } from '../model/cluster.js';
import type { ClusterPlace } from '../model/cluster-place.js';
import type { Rest } from './rest.js';
import { type SyncDemand, syncDemand } from './sync-demand.js';

interface Asked extends ClusterPlace {
  readonly member: string;
}

/** What an operator has to know about the time during which the member is away. */
export function drainWarnings(asked: Asked, rest: Rest, cluster: Cluster): ChangeWarning[] {
  return [
    syncWarning(asked, rest, syncDemand(cluster)),
    candidateWarning(asked, rest),
    readsWarning(asked, rest),
    ...rest.cascading.map((name) => cascadeWarning(asked, name)),
    scheduleWarning(asked, cluster),
  ].filter((warning) => warning !== null);
}

/** Strict mode, and nobody left for it: commits wait until somebody is back. */
export function isWithoutSync({ synchronous }: Rest, demand: SyncDemand | null): boolean {
  return demand?.strict === true && synchronous?.length === 0;
}

export function refuseToStopWrites(asked: Asked): Refusal {
  const { member } = asked;
  const all = ctl('drain', asked, [member], { 'even-if-writes-stop': true });
  const next = hint`let another member be synchronous first, or: ${all}`;
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
