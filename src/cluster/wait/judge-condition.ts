import { hasAcknowledged } from '../model/acknowledgement.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused, synchronousMode } from '../model/dynamic-config.js';
import { displayedRole } from '../model/role.js';
import type { Condition, Observation } from './condition.js';
import { seen } from './condition.js';
import { judgeLag } from './judge-lag.js';
import { judgePrimary, type Statuses } from './judge-primary.js';
import { judgeStreaming } from './judge-streaming.js';
import { settledTimeline } from './settled-leader.js';

/** Whether a condition holds, by what etcd says, and by the agents where etcd does not know. */
export function judgeCondition(condition: Condition, cluster: Cluster, statuses: Statuses): Observation {
  switch (condition.kind) {
    case 'leader':
      return judgeLeader(condition.name, cluster);
    case 'primary':
      return judgePrimary(condition.name, cluster, statuses);
    case 'streaming':
      return judgeStreaming(condition.name, cluster, statuses);
    case 'members':
      return seen(cluster.members.length === condition.count, describeMembers(cluster));
    case 'no-pending-restart':
      return judgePendingRestart(cluster);
    case 'paused':
      return judgePause(condition.paused, cluster);
    case 'role':
      return judgeRole(condition, cluster);
    case 'lag':
      return judgeLag(condition.bytes, cluster);
    case 'timeline':
      return judgeTimeline(condition.timeline, cluster);
    case 'sync':
      return judgeSync(cluster);
  }
}

function judgeLeader(name: string | null, { leader }: Cluster): Observation {
  if (leader === null) return seen(false, 'nobody holds the lock');
  return seen(name === null || name === leader.name, `${leader.name} holds the lock`);
}

function describeMembers({ members }: Cluster): string {
  const names = members.map(({ name }) => name).join(', ');
  return members.length === 0 ? 'no member is registered' : `${members.length} registered: ${names}`;
}

function judgePendingRestart({ members }: Cluster): Observation {
  if (members.length === 0) return seen(false, 'no member is registered');
  const pending = members.filter(({ pendingRestart }) => pendingRestart).map(({ name }) => name);
  return seen(
    pending.length === 0,
    pending.length === 0 ? 'none pending' : `pending on ${pending.join(', ')}`,
  );
}

/** Stored, and noticed by every member that is registered. */
function judgePause(paused: boolean, cluster: Cluster): Observation {
  if (isPaused(cluster.config) !== paused) return seen(false, paused ? 'not paused' : 'paused');
  const laggards = cluster.members
    .map(({ name }) => name)
    .filter((name) => !hasAcknowledged(cluster, name, paused));
  const state = paused ? 'paused' : 'not paused';
  if (laggards.length === 0) return seen(true, state);
  return seen(false, `${state}, not yet acknowledged by ${laggards.join(', ')}`);
}

function judgeRole({ name, role }: Condition & { readonly kind: 'role' }, cluster: Cluster): Observation {
  const isKnown = cluster.leader?.name === name || cluster.members.some((member) => member.name === name);
  if (!isKnown) return seen(false, `${name} is not registered`);
  const current = displayedRole(cluster, name);
  return seen(current === role, `${name} is ${current.replace('_', ' ')}`);
}

function judgeTimeline(timeline: number, cluster: Cluster): Observation {
  const settled = settledTimeline(cluster);
  if ('trouble' in settled) return seen(false, settled.trouble);
  return seen((settled.timeline ?? 0) >= timeline, `timeline ${settled.timeline ?? 'unknown'}`);
}

function judgeSync(cluster: Cluster): Observation {
  const { sync, leader, members } = cluster;
  if (synchronousMode(cluster.config) === 'off') return seen(false, 'synchronous mode is off');
  if (leader === null) return seen(false, 'nobody holds the lock');
  if (sync === null || sync.leader.toLowerCase() !== leader.name.toLowerCase()) {
    return seen(false, `${leader.name} has not yet noted who is synchronous`);
  }
  const registered = members.filter(({ name }) =>
    ['sync_standby', 'quorum_standby'].includes(displayedRole(cluster, name)),
  );
  if (registered.length === 0) return seen(false, 'no synchronous standby');
  return seen(true, `synchronous: ${registered.map(({ name }) => name).join(', ')}`);
}
