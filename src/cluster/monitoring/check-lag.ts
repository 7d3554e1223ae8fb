import { followersOf } from '../checks/known.js';
import { lagOf } from '../checks/replica-lag.js';
import { maximumLagOnFailover } from '../dynamic-config.js';
import { describeBytes } from '../leader-change/describe-bytes.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result, stateFor, worstState } from './monitoring-result.js';
import { atMost } from './range.js';

/** How far each replica is behind, in bytes, as Patroni measures; by itself what is too much for a failover warns. */
export const checkLag = ofCluster((cluster, evidence, expected) => {
  const thresholds = expected.thresholds.lag ?? {
    warning: atMost(maximumLagOnFailover(cluster.config)),
    critical: null,
  };
  const replicas = followersOf(evidence);
  if (cluster.leader === null) return result('UNKNOWN', 'no leader to be behind of');
  const judged = replicas.map((member) => {
    const { lag } = lagOf(evidence, member);
    const state = lag === null ? ('UNKNOWN' as const) : stateFor(lag, thresholds);
    return { name: member.name, lag, state };
  });
  const measures = judged.map(({ name, lag }) => measure(`lag_${name}`, lag, thresholds, 'B'));
  if (judged.length === 0) return result('OK', 'no replica', measures);
  const known = judged.flatMap(({ lag }) => lag ?? []);
  const highest = known.length === 0 ? 'unknown' : describeBytes(Math.max(...known));
  const details = judged.flatMap(({ name, lag, state }) =>
    state === 'OK'
      ? []
      : [lag === null ? `the lag of ${name} is unknown` : `${name} is ${describeBytes(lag)} behind`],
  );
  return result(worstState(judged.map(({ state }) => state)), `lag at most ${highest}`, measures, details);
});
