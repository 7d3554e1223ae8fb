import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';

/**
 * The leader once its own key says that it leads. Between the lock and the end of the promotion everybody's key still tells of the
 * time before, on the timeline of then.
 */
export function settledLeader({ leader, members }: Cluster): Member | { readonly trouble: string } {
  if (leader === null) return { trouble: 'nobody holds the lock' };
  const member = members.find(({ name }) => name === leader.name);
  if (member === undefined) return { trouble: `${leader.name} holds the lock and is not registered` };
  if (!['primary', 'standby_leader'].includes(member.role ?? '')) {
    return { trouble: `${leader.name} holds the lock and is not yet promoted` };
  }
  return member.state === 'running'
    ? member
    : { trouble: `${leader.name} is ${member.state ?? 'in an unknown state'}` };
}

export function settledTimeline(
  cluster: Cluster,
): { readonly timeline: number | null } | { readonly trouble: string } {
  const leader = settledLeader(cluster);
  return 'trouble' in leader ? leader : { timeline: leader.timeline };
}

export function replicasOf({ leader, members }: Cluster): Member[] {
  return members.filter(({ name }) => name !== leader?.name);
}
