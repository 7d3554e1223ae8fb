import { isInSyncSet, isSyncStandby } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { isAtLeast } from '../model/patroni-version.js';
import type { CandidateReason, CandidateVerdict } from './candidate.js';
import { endangers, type JudgedMember, refuses, statusOf } from './judged-member.js';
import { comparedPosition } from './live-positions.js';

/** Until 3.2.2 the leader took only synchronous candidates, for a failover too. */
const TAKES_ASYNCHRONOUS = '3.2.2';

export function syncRole({ cluster, evidence }: JudgedMember): CandidateVerdict['sync'] {
  const mode = synchronousMode(cluster.config);
  if (mode === 'off' || !isSyncStandby(cluster.sync, evidence.member.name)) return null;
  return mode === 'quorum' ? 'quorum' : 'sync';
}

/**
 * A switchover goes to the sync set only, to the voters of a quorum as well (ha.py, get_failover_candidates). A failover may leave
 * it, and what was acknowledged may then be lost.
 */
export function syncReason(judged: JudgedMember): CandidateReason | null {
  const { kind, hasLeader, cluster, evidence } = judged;
  const { sync } = cluster;
  const { name } = evidence.member;
  const mode = synchronousMode(cluster.config);
  if (mode === 'off') return null;
  if (kind === 'switchover') {
    if (isSyncStandby(sync, name)) return null;
    // A quorum that is not yet established binds nobody (ha.py, sync_mode_is_active).
    if (sync === null && mode === 'quorum') return null;
    const standbys = sync?.standbys ?? [];
    const set = standbys.length === 0 ? 'nobody is' : `the sync set is ${standbys.join(', ')}`;
    return refuses('not-in-sync-set', `not synchronous (${set}); a switchover goes to the sync set only`);
  }
  if (sync === null || isInSyncSet(sync, name)) return null;
  const set = [sync.leader, ...sync.standbys].join(', ');
  const old = hasLeader ? olderLeader(judged) : null;
  if (old !== null) {
    const sentence = `not in the sync set (${set}), and the leader runs Patroni ${old}, which takes no other member before 3.2.2`;
    return refuses('not-in-sync-set', sentence);
  }
  return endangers('not-in-sync-set', `not in the sync set (${set}): it may lack acknowledged commits`);
}

function olderLeader({ leader }: JudgedMember): string | null {
  const version = leader?.member.patroniVersion ?? null;
  return version === null || isAtLeast(version, TAKES_ASYNCHRONOUS) ? null : version;
}

/**
 * Without a leader Patroni gives the lock to the named voter of a quorum without asking for votes. Only others of the set that are not
 * ahead of it can tell that it has everything.
 */
export function lonelyVoterReason(judged: JudgedMember): CandidateReason | null {
  const { kind, hasLeader, cluster, evidence } = judged;
  const { sync } = cluster;
  if (kind === 'switchover' || hasLeader || synchronousMode(cluster.config) !== 'quorum') return null;
  if (sync === null || !isInSyncSet(sync, evidence.member.name)) return null;
  const votes = countVotes(judged);
  if (votes >= sync.quorum) return null;
  const sentence = `${votes} of ${sync.quorum} other voters say that they are not ahead of it: it may lack acknowledged commits`;
  return endangers('quorum-not-met', sentence);
}

function countVotes({ cluster, others, status }: JudgedMember): number {
  const { sync } = cluster;
  const own = status === null ? null : (status.position ?? comparedPosition(status));
  if (sync === null || own === null) return 0;
  return others.filter((other) => {
    const answer = statusOf(other);
    const position = answer === null ? null : comparedPosition(answer);
    return isInSyncSet(sync, other.member.name) && position !== null && position <= own;
  }).length;
}
