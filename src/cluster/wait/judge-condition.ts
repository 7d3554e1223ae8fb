import { formatBytes } from '../../formats/sizes.js';
import { divergenceByKeys } from '../divergence/judge-divergence.js';
import { hasAcknowledged } from '../model/acknowledgement.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused, synchronousMode } from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { measuredLag } from '../model/positions.js';
import { displayedRole } from '../model/role.js';
import { isTruthy } from '../model/tags.js';
import { type Condition, type Observation, seen } from './condition.js';
import { replicasOf, settledLeader, settledTimeline } from './settled-leader.js';

/** The last that the agents have said; null for one that was asked and is silent. */
export type Statuses = ReadonlyMap<string, MemberStatus | null>;

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

/** All replicas are at most so many bytes behind, by what Patroni measures, on the leader's timeline. */
function judgeLag(bytes: number, cluster: Cluster): Observation {
  const leader = settledLeader(cluster);
  if ('trouble' in leader) return seen(false, leader.trouble);
  const replicas = replicasOf(cluster);
  if (replicas.length === 0) return seen(false, 'no replica is registered');
  const judged = replicas.map((member) => {
    const { name } = member;
    const apart = offTheLine(cluster, member);
    if (apart !== null) return { holds: false, text: `${name} ${apart}` };
    const lag = measuredLag(cluster, member);
    if (lag === null) return { holds: false, text: `${name} unknown` };
    return { holds: lag <= bytes, text: `${name} ${formatBytes(lag)}` };
  });
  return seen(
    judged.every(({ holds }) => holds),
    judged.map(({ text }) => text).join(', '),
  );
}

/** One replica, or all that are meant to, stream on the leader's timeline. */
function judgeStreaming(name: string | null, cluster: Cluster, statuses: Statuses): Observation {
  const leader = settledLeader(cluster);
  if (name !== null && name === cluster.leader?.name) return seen(false, `${name} is the leader`);
  if ('trouble' in leader) return seen(false, leader.trouble);
  const replicas = replicasOf(cluster).filter((member) => name === null || member.name === name);
  const awaited = replicas.filter(({ tags }) => name !== null || isTruthy(tags.nostream) !== true);
  if (awaited.length === 0) {
    return seen(false, name === null ? 'no replica is registered' : `${name} is not registered`);
  }
  const fed = statuses.get(leader.name)?.replication ?? [];
  const troubles = awaited.flatMap((member) => {
    const isFed = fed.some((each) => each.name === member.name && each.state === 'streaming');
    return trouble(cluster, member, isFed);
  });
  const source = awaited.every(({ patroniVersion }) => tellsReplicationState(patroniVersion))
    ? 'dcs'
    : 'agent';
  if (troubles.length > 0) return seen(false, troubles.join(', '), source);
  const where = leader.timeline === null ? '' : ` on timeline ${leader.timeline}`;
  const names = awaited.map((member) => member.name);
  return seen(true, `${names.join(', ')} ${names.length === 1 ? 'streams' : 'stream'}${where}`, source);
}

/** Empty if it streams. Before Patroni 3.0.4 the leader's agent has to tell. */
function trouble(cluster: Cluster, member: Member, isFed: boolean): string[] {
  const { name, state, replicationState, patroniVersion } = member;
  if (state !== 'running') return [`${name} is ${state ?? 'in an unknown state'}`];
  const apart = offTheLine(cluster, member);
  if (apart !== null) return [`${name} is ${apart}`];
  if (replicationState === 'streaming') return [];
  if (!tellsReplicationState(patroniVersion) && isFed) return [];
  return [replicationState === null ? `${name} does not stream` : `${name} is ${replicationState}`];
}

/** Why a member is not where the leader is, `on timeline 3 of 4`; null if it is, or if it tells no timeline. */
function offTheLine(cluster: Cluster, member: Member): string | null {
  const divergence = divergenceByKeys(cluster, member);
  const { timeline, clusterTimeline, verdict } = divergence;
  if (timeline === null || verdict === 'sound') return null;
  // The history of a new timeline comes a moment later: until then nobody can tell, and that is no news.
  return `on timeline ${timeline} of ${clusterTimeline}${verdict === 'diverged' ? ', and has diverged' : ''}`;
}

/** The holder of the lock is not in recovery. Its agent is asked: the lock is there before the promotion. */
function judgePrimary(name: string | null, { leader }: Cluster, statuses: Statuses): Observation {
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
