import type { Cluster } from '../model/cluster.js';
import type { MemberStatus } from '../model/member-status.js';
import { type Observation, seen } from './condition.js';

/** The last that the agents have said; null for one that was asked and is silent. */
export type Statuses = ReadonlyMap<string, MemberStatus | null>;

/** The holder of the lock is not in recovery. Its agent is asked: the lock is there before the promotion. */
export function judgePrimary(name: string | null, { leader }: Cluster, statuses: Statuses): Observation {
  if (leader === null) return seen(false, 'nobody holds the lock');
  if (name !== null && name !== leader.name) return seen(false, `${leader.name} holds the lock`);
  const status = statuses.get(leader.name);
  const holder = `${leader.name} holds the lock`;
  if (status === undefined) return seen(false, `${holder}; its agent has not answered yet`, 'agent');
  if (status === null) return seen(false, `${holder}; its agent does not answer`, 'agent');
  if (status.role === 'primary' && status.state === 'running') {
    return seen(true, `${leader.name} is the primary`, 'agent');
  }
  const role = status.role === null ? 'in an unknown role' : `still ${status.role.replace('_', ' ')}`;
  const state = status.state === 'running' ? '' : `, ${status.state}`;
  return seen(false, `${holder} and is ${role}${state}`, 'agent');
}
