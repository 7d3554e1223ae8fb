import type { Cluster } from '../../cluster/model/cluster.js';
import { tellsReplicationState } from '../../cluster/model/patroni-version.js';
import { displayedRole, displayedState } from '../../cluster/model/role.js';
import type { Wait } from './change-report.js';
import type { Followed, Following } from './follow-change.js';
import { followStandbys, type StandbysFollowed } from './follow-standbys.js';

/** A former leader that is not back by then is a warning. */
const FORMER_LEADER_MS = 30_000;

/** After the change: the former leader, or with `all-streaming` everybody who streamed before; null if nobody is waited for. */
export async function followToStreaming(
  following: Following,
  wait: Wait,
  before: Cluster,
  { progress }: Followed,
): Promise<StandbysFollowed | null> {
  const { from } = following.awaited;
  const { end } = progress;
  if (end?.kind !== 'leading' || wait === 'primary' || wait === 'none') return null;
  const formerLeader = from === end.leader ? null : from;
  const streamed = wait === 'all-streaming' ? streamingMembers(before) : [];
  const all = new Set([...(formerLeader === null ? [] : [formerLeader]), ...streamed]);
  const members = [...all].filter((name) => name !== end.leader);
  if (members.length === 0) return null;
  following.watch.forget();
  const { deadlineMs } = following.limits;
  const limitMs = wait === 'all-streaming' ? deadlineMs : Math.min(deadlineMs, FORMER_LEADER_MS);
  const { leader, timeline } = end;
  return followStandbys(following, { leader, timeline, formerLeader, members, limitMs });
}

/** Up to 3.0.3 a streaming member says no more than `running`. */
function streamingMembers(cluster: Cluster): string[] {
  return cluster.members
    .filter((member) => {
      const state = displayedState(member, displayedRole(cluster, member.name));
      const mayStream = member.replicationState === null && !tellsReplicationState(member.patroniVersion);
      return state === 'streaming' || (state === 'running' && mayStream);
    })
    .map(({ name }) => name);
}
