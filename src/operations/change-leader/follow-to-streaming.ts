import type { Cluster } from '../../cluster/cluster.js';
import { displayedRole, displayedState } from '../../cluster/role.js';
import type { Wait } from './change-report.js';
import type { Followed, FollowLimits, FollowPorts } from './follow-change.js';
import { followStandbys, type StandbysFollowed } from './follow-standbys.js';

/** A former leader that is not back by then is a warning. */
const FORMER_LEADER_MS = 30_000;

/** After the change: the former leader, or with `all-streaming` everybody who streamed before; null if nobody is waited for. */
export async function followToStreaming(
  ports: FollowPorts,
  wait: Wait,
  before: Cluster,
  { stop, progress }: Followed,
  startedAt: number,
  { deadlineMs }: FollowLimits,
): Promise<StandbysFollowed | null> {
  const { end } = progress;
  if (stop !== 'ended' || end?.kind !== 'leading' || wait === 'primary' || wait === 'none') return null;
  const former = before.leader?.name ?? null;
  const formerLeader = former === end.leader ? null : former;
  const streamed = wait === 'all-streaming' ? streamingMembers(before) : [];
  const members = [...new Set([...(formerLeader === null ? [] : [formerLeader]), ...streamed])];
  ports.watch.forget();
  return followStandbys(
    ports,
    {
      leader: end.leader,
      timeline: end.timeline,
      formerLeader,
      members: members.filter((name) => name !== end.leader),
      limitMs: wait === 'all-streaming' ? deadlineMs : FORMER_LEADER_MS,
    },
    startedAt,
  );
}

/** Up to 3.0.3 a streaming member says no more than `running`. */
function streamingMembers(cluster: Cluster): string[] {
  return cluster.members
    .filter((member) => {
      const state = displayedState(member, displayedRole(cluster, member.name));
      return state === 'streaming' || (state === 'running' && member.replicationState === null);
    })
    .map(({ name }) => name);
}
