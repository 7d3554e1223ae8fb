import { ctl, type Hint, hint } from '../../formats/hint.js';
import type { Cluster, ClusterPlace } from '../model/cluster.js';
import { failoverExclusion } from '../model/tags.js';
import { likeliestCandidate, possibleCandidates } from './best-candidate.js';
import { type ChangeKind, type Refusal, refused, tryCommand } from './change-request.js';

export { possibleCandidates } from './best-candidate.js';
export {
  refusePause,
  refusePausedStandbyCluster,
  refuseSchedule,
} from './pause-refusals.js';

export function refuseWithoutLeader(cluster: Cluster, place: ClusterPlace): Refusal | null {
  if (cluster.leader !== null) return null;
  const best = likeliestCandidate(cluster);
  const next = best === null ? ctl('list', place) : tryCommand('failover', place, best);
  return refused('no-leader', 'This cluster has no leader', place.scope, next);
}

export function refuseWrongLeader(cluster: Cluster, place: ClusterPlace, name: string): Refusal | null {
  if (cluster.leader?.name === name) return null;
  const message = `Member ${name} is not the leader of cluster ${place.scope}`;
  if (!isRegistered(cluster, name)) return unknownMember(message, place, name);
  return refused('not-the-leader', message, name, ctl('list', place));
}

export function refuseWithoutCandidates(kind: ChangeKind, cluster: Cluster): Refusal | null {
  if (possibleCandidates(cluster).length > 0) return null;
  const others = cluster.members.map(({ name }) => name).filter((name) => name !== cluster.leader?.name);
  const next =
    others.length === 0
      ? hint`start Patroni on another member`
      : hint`allow ${others.join(' or ')} to lead: the tag nofailover or failover_priority excludes them`;
  return refused('no-candidate', `No candidates found to ${kind} to`, null, next);
}

export function refuseUnnamedFailover(): Refusal {
  return {
    outcome: 'usage',
    code: 'no-candidate',
    message: 'Failover could be performed only to a specific candidate',
    subject: '--candidate',
    next: hint`add --candidate NAME`,
  };
}

/** patronictl's words for a candidate that cannot be one; the rest is judged when the agents have answered. */
export function refuseCandidate(
  kind: ChangeKind,
  cluster: Cluster,
  place: ClusterPlace,
  name: string,
): Refusal | null {
  if (cluster.leader?.name === name) {
    const message = `Member ${name} is already the leader of cluster ${place.scope}`;
    return refused('candidate-is-leader', message, name, insteadOf(kind, cluster, place));
  }
  const member = cluster.members.find((each) => each.name === name);
  const message = `Member ${name} does not exist in cluster ${place.scope} or is tagged as nofailover`;
  if (member === undefined) return unknownMember(message, place, name);
  const excluded = failoverExclusion(member.tags);
  return excluded === null ? null : refused(excluded, message, name, insteadOf(kind, cluster, place));
}

function insteadOf(kind: ChangeKind, cluster: Cluster, place: ClusterPlace): Hint {
  const best = likeliestCandidate(cluster);
  return best === null ? ctl('list', place) : tryCommand(kind, place, best);
}

function unknownMember(message: string, place: ClusterPlace, name: string): Refusal {
  return {
    outcome: 'not-found',
    code: 'unknown-member',
    message,
    subject: name,
    next: ctl('list', place),
  };
}

function isRegistered({ members }: Cluster, name: string): boolean {
  return members.some((member) => member.name === name);
}
