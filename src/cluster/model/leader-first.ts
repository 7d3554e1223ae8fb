import type { Cluster } from './cluster.js';
import type { Member } from './member.js';

/** In the order in which patronictl asks members for what any agent can do. */
export function leaderFirst({ members, leader }: Cluster): Member[] {
  return [...members].sort((a, b) => Number(b.name === leader?.name) - Number(a.name === leader?.name));
}
