import type { Evidence } from '../evidence/evidence.js';
import { maximumLagOnFailover } from '../model/dynamic-config.js';
import { measuredLag, positionsOf } from '../model/positions.js';
import { leaderOf, positionOf, presentCluster, type RegisteredMember, statusOf } from './known.js';

/** How far a follower is behind, in bytes, null where nobody tells. */
interface FollowerLag {
  /** By the larger of received and replayed, as Patroni measures. */
  readonly lag: number | null;
  /** Received and not yet replayed. */
  readonly toReplay: number | null;
  /** `agent`: both agents have told it at this moment. `dcs`: samples of up to loop_wait ago. */
  readonly source: 'agent' | 'dcs';
}

export function lagOf(evidence: Evidence, member: RegisteredMember): FollowerLag {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  const status = statusOf(member);
  if (cluster === null) return { lag: null, toReplay: null, source: 'dcs' };
  if (status !== null && leader !== null && statusOf(leader) !== null) {
    const [end, own] = [positionOf(leader), positionOf(member)];
    const lag = end === null || own === null ? null : Math.max(0, end - own);
    return { lag, toReplay: difference(status.receivePosition, status.replayPosition), source: 'agent' };
  }
  const { receiveLsn, replayLsn } = positionsOf(cluster, member.key);
  return {
    lag: measuredLag(cluster, member.key),
    toReplay: difference(receiveLsn, replayLsn),
    source: 'dcs',
  };
}

function difference(received: number | null, replayed: number | null): number | null {
  return received === null || replayed === null ? null : Math.max(0, received - replayed);
}

/** What is restored from an archive comes in whole segments: it is always some of them behind. */
const SEGMENTS_BYTES = 32 * 1024 ** 2;

/** More than this, in bytes, is worth a warning: beyond maximum_lag_on_failover a member may not take over. */
export function lagLimit(evidence: Evidence, member: RegisteredMember): number {
  const limit = maximumLagOnFailover(presentCluster(evidence)?.config ?? null);
  const streams = (statusOf(member)?.replicationState ?? member.key.replicationState) === 'streaming';
  return streams ? limit : limit + SEGMENTS_BYTES;
}
