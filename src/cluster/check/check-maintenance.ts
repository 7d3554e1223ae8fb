import { registeredMembers, statusOf } from '../findings/known.js';
import { isPaused } from '../model/dynamic-config.js';
import { scheduleObstacle } from '../model/scheduled-switchover.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result } from './monitoring-result.js';

/** A cluster in maintenance mode does not fail over. */
export const checkMaintenance = ofCluster(({ config }) => {
  const paused = isPaused(config);
  const summary = paused ? 'maintenance mode is on: nothing fails over' : 'maintenance mode is off';
  return result(paused ? 'WARNING' : 'OK', summary, [measure('paused', paused ? 1 : 0)]);
});

/** A switchover or a restart waits for its time. */
export const checkSchedule = ofCluster((cluster, evidence) => {
  const { failover } = cluster;
  const switchovers = failover === null || failover.scheduledAt === null ? [] : [failover.scheduledAt];
  const obstacle = scheduleObstacle(cluster, Date.parse(evidence.at));
  const details = [
    ...switchovers.map(
      (at) =>
        `a switchover is scheduled at ${at}${obstacle === null ? '' : `, and will not happen: ${obstacle}`}`,
    ),
    ...registeredMembers(evidence).flatMap(({ name, key }) =>
      key.scheduledRestart === null
        ? []
        : [`a restart of ${name} is scheduled at ${key.scheduledRestart.at}`],
    ),
  ];
  const summary = details.length === 0 ? 'nothing is scheduled' : `${details.length} scheduled`;
  const state = details.length === 0 ? 'OK' : 'WARNING';
  return result(state, summary, [measure('scheduled', details.length)], details);
});

/** Settings wait for a restart. */
export const checkPendingRestart = ofCluster((_cluster, evidence) => {
  const waiting = registeredMembers(evidence).filter(
    (member) => statusOf(member)?.pendingRestart ?? member.key.pendingRestart,
  );
  const details = waiting.map(({ name, key }) => {
    const reasons = key.pendingRestartReasons.map(({ parameter }) => parameter).join(', ');
    return `${name} waits for a restart${reasons === '' ? '' : ` (${reasons})`}`;
  });
  const summary = details.length === 0 ? 'no restart is pending' : `${details.length} wait for a restart`;
  const state = details.length === 0 ? 'OK' : 'WARNING';
  return result(state, summary, [measure('pending_restarts', details.length)], details);
});
