import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import { isAtLeast } from '../model/patroni-version.js';
import { isTrue } from '../model/value.js';

/**
 * The members that Patroni may copy from: one of those that offer themselves by the tag `clonefrom`, at random, else the leader
 * (dcs/__init__.py, get_clone_member).
 */
export function cloneSources(cluster: Cluster, target: string, fromLeader: boolean): readonly Member[] {
  const leader = cluster.members.filter(({ name }) => name === cluster.leader?.name);
  if (fromLeader) return leader;
  const offering = cluster.members.filter(
    ({ name, tags, connUrl, state }) =>
      isTrue(tags.clonefrom) &&
      connUrl !== null &&
      state === 'running' &&
      name !== target &&
      name !== cluster.leader?.name,
  );
  return offering.length > 0 ? offering : leader;
}

/** Before 4.1 an agent ignores `from_leader`. */
export function understandsFromLeader(patroniVersion: string | null): boolean {
  return isAtLeast(patroniVersion, '4.1');
}
