import { isFailsafeMode } from '../../cluster/change-leader/shared-settings.js';
import type { MemberTrace, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { slotNameOf } from '../../cluster/model/slot-name.js';
import type { MemberAddress } from './ask-member.js';
import type { EarlierReading } from './diagnose-ports.js';
import type { LastSeen } from './last-seen.js';

/** A member without a key, and where it may still be asked. */
interface TracedMember extends MemberAddress {
  readonly trace: NonNullable<ObservedMember['trace']>;
}

interface TraceSources {
  /** Null if etcd could not be read. */
  readonly cluster: Cluster | null;
  /** Newest first. */
  readonly earlier: readonly EarlierReading[];
  /** What `ctl` has kept; it counts only while etcd tells nothing. */
  readonly lastSeen: LastSeen | null;
}

/** The members that have no key but left traces, by name. */
export function traceMembers(sources: TraceSources): TracedMember[] {
  const { cluster } = sources;
  const registered = new Set(cluster?.members.map(({ name }) => name) ?? []);
  const traces = new Map<string, Set<MemberTrace>>();
  for (const [name, source] of mentions(sources)) {
    if (registered.has(name)) continue;
    traces.set(name, (traces.get(name) ?? new Set()).add(source));
  }
  return [...traces].map(([name, found]) => trace(name, [...found], sources));
}

function mentions({ cluster, earlier, lastSeen }: TraceSources): (readonly [string, MemberTrace])[] {
  const before = earlier.flatMap((reading) => reading.cluster.members.map(({ name }) => name));
  const kept = cluster === null ? (lastSeen?.members ?? []) : [];
  return [
    ...before.map((name) => [name, 'older-revision'] as const),
    ...(cluster === null ? [] : clusterMentions(cluster, before)),
    ...kept.map(({ name }) => [name, 'settings'] as const),
  ];
}

function clusterMentions(cluster: Cluster, before: readonly string[]): (readonly [string, MemberTrace])[] {
  const failsafe = isFailsafeMode(cluster.config) ? [...(cluster.failsafe?.keys() ?? [])] : [];
  // Only who led last: those before may have left for good long ago.
  const led = cluster.history.at(-1)?.newLeader ?? null;
  const known = [...cluster.members.map(({ name }) => name), ...before, ...failsafe];
  return [
    ...slotOwners(cluster, known).map((name) => [name, 'leader-slot'] as const),
    ...failsafe.map((name) => [name, 'failsafe'] as const),
    ...(led === null ? [] : [[led, 'history'] as const]),
  ];
}

/** A slot that the leader keeps for a member tells its name only as far as somebody of that name is known. */
function slotOwners(cluster: Cluster, known: readonly string[]): string[] {
  return cluster.status.retainSlots.map((slot) => known.find((name) => slotNameOf(name) === slot) ?? slot);
}

function trace(name: string, found: readonly MemberTrace[], sources: TraceSources): TracedMember {
  const { cluster, earlier, lastSeen } = sources;
  const last = lastKeyOf(name, earlier) ?? keptKey(name, lastSeen);
  const failsafeUrl = cluster?.failsafe?.get(name) ?? null;
  return {
    name,
    apiUrl: last?.key.apiUrl ?? failsafeUrl,
    host: last?.key.host ?? null,
    port: last?.key.port ?? null,
    trace: { sources: found, lastKey: last?.key ?? null, lastRevision: last?.revision ?? null },
  };
}

interface LastKey {
  readonly key: Member;
  readonly revision: number | null;
}

function lastKeyOf(name: string, earlier: readonly EarlierReading[]): LastKey | null {
  for (const { revision, cluster } of earlier) {
    const key = cluster.members.find((member) => member.name === name);
    if (key !== undefined) return { key, revision };
  }
  return null;
}

function keptKey(name: string, lastSeen: LastSeen | null): LastKey | null {
  const key = lastSeen?.members.find((member) => member.name === name);
  return key === undefined || lastSeen === null ? null : { key, revision: lastSeen.revision };
}
