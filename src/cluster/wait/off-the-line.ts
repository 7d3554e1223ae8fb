import { divergenceByKeys } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';

/** Why a member is not where the leader is, `on timeline 3 of 4`; null if it is, or if it tells no timeline. */
export function offTheLine(cluster: Cluster, member: Member): string | null {
  const divergence = divergenceByKeys(cluster, member);
  const { timeline, clusterTimeline, verdict } = divergence;
  if (timeline === null || verdict === 'sound') return null;
  // The history of a new timeline comes a moment later: until then nobody can tell, and that is no news.
  return `on timeline ${timeline} of ${clusterTimeline}${verdict === 'diverged' ? ', and has diverged' : ''}`;
}
