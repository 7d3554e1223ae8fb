import { type Lsn, lagBehind } from '../model/lsn.js';
import type { MemberStatus } from '../model/member-status.js';
import { measuredLag, positionsOf } from '../model/positions.js';
import type { JudgedMember } from './judged-member.js';

/** Where a candidate is and how far that is behind the leader's last known position, in bytes. */
interface LivePositions {
  readonly receiveLsn: Lsn | null;
  readonly receiveLag: number | null;
  readonly replayLsn: Lsn | null;
  readonly replayLag: number | null;
  /** By the larger of received and replayed. */
  readonly lag: number | null;
}

/** As its agent tells it, which is what Patroni uses; as the DCS has it if the agent is silent. */
export function livePositions({ cluster, evidence, status }: JudgedMember): LivePositions {
  if (status === null) {
    return { ...positionsOf(cluster, evidence.member), lag: measuredLag(cluster, evidence.member) };
  }
  const end = cluster.status.position;
  // PostgreSQL's 0/0 means that there is nothing yet.
  const receiveLsn = status.receivePosition || null;
  const replayLsn = status.replayPosition || null;
  return {
    receiveLsn,
    receiveLag: lagBehind(end, receiveLsn),
    replayLsn,
    replayLag: lagBehind(end, replayLsn),
    lag: lagBehind(end, status.position ?? comparedPosition(status)),
  };
}

/** The position by which Patroni compares; none if it is not in recovery (ha.py, _MemberStatus.from_api_response). */
export function comparedPosition(status: MemberStatus): Lsn | null {
  if (status.position !== null || status.role === 'primary') return null;
  return Math.max(status.receivePosition ?? 0, status.replayPosition ?? 0) || null;
}
