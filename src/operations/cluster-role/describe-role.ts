import type { Look } from '../../cluster/change-leader/progress.js';
import type { AwaitedRole, RoleProgress } from '../../cluster/cluster-role/role-progress.js';
import { describeReturn } from '../change-leader/follow-standbys.js';

/** What a change of role is waiting for, or was not seen to reach. */
export function describeRole(progress: RoleProgress, awaited: AwaitedRole, look: Look): string {
  if (look.cluster === null) return 'etcd does not answer; whatever goes on is not seen';
  const { leader, role, stage } = progress;
  // One that has not been asked yet is not silent.
  const silent = look.statuses.get(leader ?? '') === null ? '; its agent does not answer' : '';
  switch (stage) {
    case 'asked':
      return 'it is not stored in etcd yet';
    case 'unlocked':
      return 'nobody has the lock';
    case 'changing':
      return `${leader} has the lock and is ${role ?? 'in no role that is known'} (${stateOf(look, leader)})${silent}`;
    case 'not-following':
      return `${leader} is standby leader and does not follow yet`;
    case 'former-leader':
      return `${leader} is standby leader; ${describeReturn(awaited.leader, look.statuses.get(awaited.leader) ?? null)}`;
    case 'ended':
      return `${leader} is ${role}`;
  }
}

function stateOf({ statuses, cluster }: Look, name: string | null): string {
  const key = cluster?.members.find((member) => member.name === name);
  return statuses.get(name ?? '')?.state ?? key?.state ?? 'its state is not known';
}
