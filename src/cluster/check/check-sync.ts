import { followersOf, statusOf } from '../findings/known.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { displayedRole } from '../model/role.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result, stateFor } from './monitoring-result.js';
import { atLeast, NO_THRESHOLDS } from './range.js';

/** How many synchronous standbys there are; in synchronous mode none is critical. */
export const checkSync = ofCluster((cluster, evidence, expected) => {
  const isOff = synchronousMode(cluster.config) === 'off';
  const standbys = followersOf(evidence).filter(
    (member) =>
      ['sync_standby', 'quorum_standby'].includes(displayedRole(cluster, member.name)) &&
      statusOf(member)?.state === 'running',
  );
  const names = standbys.map(({ name }) => name);
  const thresholds =
    expected.thresholds.sync ?? (isOff ? NO_THRESHOLDS : { warning: null, critical: atLeast(1) });
  const summary = isOff
    ? 'synchronous mode is off'
    : names.length === 0
      ? 'no synchronous standby'
      : `synchronous: ${names.join(', ')}`;
  return result(stateFor(names.length, thresholds), summary, [
    measure('sync_standbys', names.length, thresholds),
  ]);
});
