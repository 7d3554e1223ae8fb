import { leaderOf, runsAsPrimary, statusOf } from '../findings/known.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result } from './monitoring-result.js';

/** Somebody holds the lock, and is what its holder should be. */
export const checkLeader = ofCluster((cluster, evidence) => {
  const leader = leaderOf(evidence);
  const name = cluster.leader?.name ?? null;
  if (name === null) return result('CRITICAL', 'no leader', [measure('leader', 0)]);
  const measures = [measure('leader', 1)];
  const isStandby = isStandbyCluster(cluster.config);
  const title = `${name} is the ${isStandby ? 'standby leader' : 'leader'}`;
  const status = leader === null ? null : statusOf(leader);
  if (leader === null || (status === null && !runsAsPrimary(leader))) {
    return result('WARNING', `${title}, its agent does not answer`, measures);
  }
  if (status !== null && status.state !== 'running') {
    return result('CRITICAL', `${title} and its PostgreSQL is ${status.state}`, measures);
  }
  if (isStandby || runsAsPrimary(leader)) return result('OK', title, measures);
  return result('WARNING', `${title} and not yet the primary`, measures);
});
