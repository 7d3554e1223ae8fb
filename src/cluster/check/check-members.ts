import { registeredMembers, statusOf } from '../findings/known.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result, stateFor } from './monitoring-result.js';
import { NO_THRESHOLDS } from './range.js';

/** How many members are registered; without thresholds, any number is fine. */
export const checkMembers = ofCluster((cluster, _evidence, expected) => {
  const count = cluster.members.length;
  const thresholds = expected.thresholds.members ?? NO_THRESHOLDS;
  const summary = `${count} ${count === 1 ? 'member' : 'members'} registered`;
  return result(stateFor(count, thresholds), summary, [measure('members', count, thresholds)]);
});

/** Every registered member's agent answers, and its PostgreSQL runs. */
export const checkAgents = ofCluster((_cluster, evidence) => {
  const members = registeredMembers(evidence);
  const details = members.flatMap((member) => {
    const status = statusOf(member);
    if (status === null) {
      const why = member.agent === null || member.agent.ok ? 'it publishes no address' : member.agent.message;
      return [`the agent of ${member.name} does not answer: ${why}`];
    }
    return status.state === 'running' ? [] : [`PostgreSQL of ${member.name} is ${status.state}`];
  });
  const alive = members.length - details.length;
  const summary = `${alive} of ${members.length} members alive`;
  const state = details.length === 0 && members.length > 0 ? 'OK' : 'CRITICAL';
  return result(state, summary, [measure('alive', alive)], details);
});
