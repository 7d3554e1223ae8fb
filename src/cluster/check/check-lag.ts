import { formatBytes } from '../../formats/sizes.js';
import { divergedWords } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { divergenceOf, followersOf } from '../findings/known.js';
import { lagOf } from '../findings/replica-lag.js';
import { maximumLagOnFailover } from '../model/dynamic-config.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result, stateFor, worstState } from './monitoring-result.js';
import { atMost } from './range.js';

/** How far each replica is behind, in bytes, as Patroni measures it; without thresholds, more than maximum_lag_on_failover is a warning. */
export const checkLag = ofCluster((cluster, evidence, expected) => {
  const thresholds = expected.thresholds.lag ?? {
    warning: atMost(maximumLagOnFailover(cluster.config)),
    critical: null,
  };
  const replicas = followersOf(evidence);
  if (cluster.leader === null) return result('UNKNOWN', 'no leader to be behind of');
  const judged = replicas.map((member) => {
    const { name } = member;
    const divergence = divergenceOf(evidence, member);
    // Its position says nothing of how far it has come on the timeline of the leader.
    if (divergence !== null && isDiverged(divergence)) {
      const what = `${name} ${divergedWords(divergence)}`;
      return { name, lag: null, state: 'CRITICAL' as const, what };
    }
    const { lag } = lagOf(evidence, member);
    if (lag === null) return { name, lag, state: 'UNKNOWN' as const, what: `the lag of ${name} is unknown` };
    return { name, lag, state: stateFor(lag, thresholds), what: `${name} is ${formatBytes(lag)} behind` };
  });
  const measures = judged.map(({ name, lag }) => measure(`lag_${name}`, lag, thresholds, 'B'));
  if (judged.length === 0) return result('OK', 'no replica', measures);
  const known = judged.flatMap(({ lag }) => lag ?? []);
  const highest = known.length === 0 ? 'unknown' : formatBytes(Math.max(...known));
  const details = judged.flatMap(({ what, state }) => (state === 'OK' ? [] : [what]));
  return result(worstState(judged.map(({ state }) => state)), `lag at most ${highest}`, measures, details);
});
