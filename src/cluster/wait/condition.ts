import type { Cluster } from '../model/cluster.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import type { DisplayedRole } from '../model/role.js';

/** Something that can be waited for, with the text it was given as. A name of null means the cluster as a whole. */
export type Condition = { readonly text: string } & (
  | { readonly kind: 'leader'; readonly name: string | null }
  /** The holder of the lock is not in recovery, as its agent tells. */
  | { readonly kind: 'primary'; readonly name: string | null }
  | { readonly kind: 'streaming'; readonly name: string | null }
  | { readonly kind: 'members'; readonly count: number }
  | { readonly kind: 'no-pending-restart' }
  | { readonly kind: 'paused'; readonly paused: boolean }
  | { readonly kind: 'role'; readonly name: string; readonly role: DisplayedRole }
  /** Bytes, at most. */
  | { readonly kind: 'lag'; readonly bytes: number }
  /** At least. */
  | { readonly kind: 'timeline'; readonly timeline: number }
  | { readonly kind: 'sync' }
);

/** What a cluster that is only coming into being will have one day; nobody waits for the others there. */
export function comesWithBootstrap({ kind }: Condition): boolean {
  return ['leader', 'primary', 'members', 'streaming', 'role'].includes(kind);
}

/** How a condition stands. */
export interface Observation {
  readonly holds: boolean;
  /** What was seen, in a few words. */
  readonly observed: string;
  readonly source: 'dcs' | 'agent';
}

export function seen(holds: boolean, observed: string, source: Observation['source'] = 'dcs'): Observation {
  return { holds, observed, source };
}

/** Whose agents know what etcd does not. */
export function askedAgents(conditions: readonly Condition[], cluster: Cluster): readonly string[] {
  const { leader, members } = cluster;
  if (leader === null) return [];
  const isOld = members.some(({ patroniVersion }) => !tellsReplicationState(patroniVersion));
  const needed = conditions.some(({ kind }) => kind === 'primary' || (kind === 'streaming' && isOld));
  return needed ? [leader.name] : [];
}
