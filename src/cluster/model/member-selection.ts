import type { Cluster } from './cluster.js';
import type { Member } from './member.js';

/** The roles that members are chosen by (ctl.py, CtlPostgresqlRole); `standby` is another name of `replica`. */
export const MEMBER_ROLES = ['leader', 'primary', 'standby-leader', 'replica', 'standby', 'any'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** The members with a role, by name, as the DCS tells it (ctl.py, get_all_members). */
export function membersWithRole({ leader, members }: Cluster, role: MemberRole): readonly Member[] {
  const isLeader = ({ name }: Member): boolean => name === leader?.name;
  switch (role) {
    case 'any':
      return members;
    case 'replica':
    case 'standby':
      return members.filter((member) => !isLeader(member));
    case 'leader':
      return members.filter(isLeader);
    case 'primary':
      return members.filter((member) => isLeader(member) && member.role !== 'standby_leader');
    case 'standby-leader':
      return members.filter((member) => isLeader(member) && member.role !== 'primary');
  }
}

/** What `pg_is_in_recovery()` has to be for the role; null if the DCS alone decides (ctl.py, get_cursor). */
export function recoveryOf(role: MemberRole): boolean | null {
  switch (role) {
    case 'leader':
    case 'any':
      return null;
    case 'primary':
      return false;
    default:
      return true;
  }
}

/** In the order in which patronictl asks members for what any agent can do. */
export function leaderFirst({ members, leader }: Cluster): Member[] {
  return [...members].sort((a, b) => Number(b.name === leader?.name) - Number(a.name === leader?.name));
}
