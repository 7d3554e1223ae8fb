import type { Cluster } from './cluster.js';
import { type Lsn, lagBehind } from './lsn.js';
import type { Member } from './member.js';
import { displayedRole, displayedState } from './role.js';

/** How far a standby has come, against the leader's last known position. Null where nothing is known. */
export interface Positions {
  readonly receiveLsn: Lsn | null;
  readonly receiveLag: number | null;
  readonly replayLsn: Lsn | null;
  readonly replayLag: number | null;
}

const UNKNOWN: Positions = { receiveLsn: null, receiveLag: null, replayLsn: null, replayLag: null };

/**
 * Received and replayed apart, as members publish them since 4.1. The one position of an older member counts as received
 * if it streams and as replayed if not (patronictl 4.1, output_members). The leader has none.
 */
export function positionsOf(cluster: Cluster, member: Member): Positions {
  if (member.name === cluster.leader?.name) return UNKNOWN;
  const leaderPosition = cluster.status.position;
  const received = {
    receiveLsn: member.receivePosition,
    receiveLag: lagBehind(leaderPosition, member.receivePosition),
  };
  const replayed = {
    replayLsn: member.replayPosition,
    replayLag: lagBehind(leaderPosition, member.replayPosition),
  };
  if (member.receivePosition !== null || member.replayPosition !== null || member.position === null) {
    return { ...received, ...replayed };
  }
  const lag = lagBehind(leaderPosition, member.position);
  const streams = displayedState(member, displayedRole(cluster, member.name)) === 'streaming';
  return streams
    ? { ...UNKNOWN, receiveLsn: member.position, receiveLag: lag }
    : { ...UNKNOWN, replayLsn: member.position, replayLag: lag };
}

/** What Patroni measures before a failover: the larger of received and replayed. */
export function measuredLag(cluster: Cluster, member: Member): number | null {
  return lagBehind(cluster.status.position, member.position);
}
