import type { Divergence, MemberLook } from '../divergence/divergence.js';
import { judgeDivergence } from '../divergence/judge-divergence.js';
import type { Evidence, ObservedMember } from '../evidence/evidence.js';
import type { ServerFacts } from '../evidence/server-facts.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { Lsn } from '../model/lsn.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

/** A member that has a key now. */
export interface RegisteredMember extends ObservedMember {
  readonly key: Member;
}

/** What etcd holds now; null if it holds nothing, could not be read, or tells only what was. */
export function presentCluster({ cluster }: Evidence): Cluster | null {
  return cluster.kind === 'present' ? cluster.cluster : null;
}

/** Null if its agent did not answer, or was not asked. */
export function statusOf({ agent }: ObservedMember): MemberStatus | null {
  return agent?.ok ? agent.value : null;
}

export function factsOf({ facts }: ObservedMember): ServerFacts | null {
  return facts?.ok ? facts.value : null;
}

export function registeredMembers({ members }: Evidence): RegisteredMember[] {
  return members.flatMap((member) => (member.key === null ? [] : [{ ...member, key: member.key }]));
}

/** Who holds the lock now, with or without a key of its own. */
export function leaderOf(evidence: Evidence): ObservedMember | null {
  const name = presentCluster(evidence)?.leader?.name;
  return evidence.members.find((member) => member.name === name) ?? null;
}

/** The registered members without the lock, while somebody has it. */
export function followersOf(evidence: Evidence): RegisteredMember[] {
  const leader = presentCluster(evidence)?.leader ?? null;
  return leader === null ? [] : registeredMembers(evidence).filter(({ name }) => name !== leader.name);
}

/** It is not in recovery, by the word of its agent or its PostgreSQL. */
export function runsAsPrimary(member: ObservedMember): boolean {
  const status = statusOf(member);
  return (status?.role === 'primary' && status.state === 'running') || factsOf(member)?.inRecovery === false;
}

/** A leader that the others can follow: a running primary, or the running leader of a standby cluster. */
export function hasRunningLeader(evidence: Evidence): boolean {
  const leader = leaderOf(evidence);
  if (leader === null) return false;
  if (runsAsPrimary(leader)) return true;
  const status = statusOf(leader);
  const { state, role } = status ?? leader.key ?? { state: null, role: null };
  if (state !== 'running') return false;
  return role === 'primary' || isStandbyCluster(presentCluster(evidence)?.config ?? null);
}

/** Where it is by its own agent, else by its key: what it writes, or the larger of received and replayed. */
export function positionOf(member: ObservedMember): Lsn | null {
  const status = statusOf(member);
  const live =
    status === null
      ? null
      : (status.position ?? (Math.max(status.receivePosition ?? 0, status.replayPosition ?? 0) || null));
  return live ?? member.key?.position ?? null;
}

/** How what a member has stands to what the cluster went on with; null unless etcd tells how that is now. */
export function divergenceOf(evidence: Evidence, member: RegisteredMember): Divergence | null {
  const cluster = presentCluster(evidence);
  if (cluster === null) return null;
  const leader = registeredMembers(evidence).find(({ name }) => name === cluster.leader?.name);
  return judgeDivergence(cluster, lookOf(member), leader === undefined ? null : lookOf(leader));
}

function lookOf(member: RegisteredMember): MemberLook {
  return { member: member.key, status: statusOf(member), facts: factsOf(member) };
}

/** Seconds since the last sign of life of its agent in etcd; null if nobody was asked. */
export function heartbeatAge({ lease }: ObservedMember): number | null {
  return lease === null || lease === 'none' ? null : Math.max(0, lease.granted - lease.remaining);
}

/** Those that are found in both looks; if there was one look only, those of it. */
export function seenTwice(evidence: Evidence, find: (look: Evidence) => readonly string[]): string[] {
  const now = [...find(evidence)];
  if (evidence.before === null) return now;
  const before = find(evidence.before);
  return now.filter((name) => before.includes(name));
}

/** The same as members, which have a key now. */
export function membersSeenTwice(
  evidence: Evidence,
  find: (look: Evidence) => readonly string[],
): RegisteredMember[] {
  const names = seenTwice(evidence, find);
  return registeredMembers(evidence).filter(({ name }) => names.includes(name));
}

/** Seconds between the two looks; null if there was one only. */
export function secondsBetween({ sinceBeforeMs }: Evidence): number | null {
  return sinceBeforeMs === null ? null : Math.max(1, Math.round(sinceBeforeMs / 1000));
}
