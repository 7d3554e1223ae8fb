import { type Cluster, currentTimeline } from '../cluster.js';
import type { MemberEvidence } from '../leader-change/candidate.js';
import { tellsReplicationState } from '../patroni-version.js';

const FOLLOWING = ['streaming', 'in archive recovery'];

/** Whether a member holds the data of the cluster, as far as it can be seen from here: a copy that could be copied again. */
export function isHealthyCopy(cluster: Cluster, { member, agent, facts }: MemberEvidence): boolean {
  const leads = member.name === cluster.leader?.name;
  if (!agent.answered) {
    // A leader that takes writes is one, although its agent is silent.
    return leads && agent.code !== 'agent-is-someone-else' && facts?.inRecovery === false;
  }
  const { status } = agent;
  if (status.state !== 'running' || status.serverVersion === null) return false;
  if (leads) return true;
  if (status.timeline !== currentTimeline(cluster)) return false;
  return status.replicationState === null
    ? !tellsReplicationState(status.patroniVersion)
    : FOLLOWING.includes(status.replicationState);
}
