import { checksTimeline, maximumLagOnFailover } from '../model/dynamic-config.js';
import type { CandidateReason } from './candidate.js';
import { describeBytes } from './describe-bytes.js';
import { type JudgedMember, postgresAnswered, refuses, warns } from './judged-member.js';
import { comparedPosition, livePositions } from './live-positions.js';
import { timelineOfHistory } from './shared-settings.js';

const NOT_CHECKED = 'a failover without a leader does not check it';

/** The leader takes nobody beyond the limit (ha.py, is_lagging); without a leader nobody looks. */
export function lagReason(judged: JudgedMember): CandidateReason | null {
  const { status, hasLeader, cluster } = judged;
  if (status === null || !postgresAnswered(status)) return null;
  const limit = maximumLagOnFailover(cluster.config);
  const end = cluster.status.position;
  if (hasLeader && comparedPosition(status) === null) {
    const what = status.role === 'primary' ? 'it runs as a primary' : 'its agent tells no position';
    const sentence = `${what}, so that Patroni counts it as having nothing`;
    return (end ?? 0) > limit ? refuses('position-unknown', sentence) : warns('position-unknown', sentence);
  }
  const { lag } = livePositions(judged);
  if (lag === null) {
    const what = end === null ? 'the last position of the leader is unknown' : 'its agent tells no position';
    return warns('position-unknown', `${what}, so nobody knows how far behind it is`);
  }
  if (lag <= limit) return null;
  const rule = `more than maximum_lag_on_failover (${describeBytes(limit)})`;
  if (hasLeader) return refuses('lag-over-limit', `${describeBytes(lag)} behind, ${rule}`);
  const sentence = `at least ${describeBytes(lag)} behind the last known position of the leader, ${rule}; ${NOT_CHECKED}`;
  return warns('lag-over-limit', sentence);
}

/** Disqualifies only with check_timeline, and only while there is a leader who looks (ha.py, is_failover_possible). */
export function timelineReason(
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
