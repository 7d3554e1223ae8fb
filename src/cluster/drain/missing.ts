import type { DrainTag } from './drain-tags.js';

/** What has to come true before a member is drained, or back. */
export type DrainStep =
  | 'registered'
  | 'tags'
  | 'out-of-sync-set'
  | 'streaming'
  | 'voting'
  | 'sync-set'
  | 'sessions';

export type MissingCode =
  | 'member-is-leader'
  | 'not-registered'
  | 'tags-missing'
  | 'tags-left'
  | 'still-in-sync-set'
  | 'not-streaming'
  | 'not-in-sync-set'
  | 'sync-set-not-whole'
  | 'sessions-left';

/** One thing that has not come true yet. */
export interface Missing {
  /** Null for what will not happen by itself. */
  readonly step: DrainStep | null;
  readonly code: MissingCode;
  readonly message: string;
  /** Those that are to be set or removed, if it is about tags. */
  readonly tags: readonly DrainTag[];
}

export function notRegistered(name: string): Missing {
  return { step: 'registered', code: 'not-registered', message: `${name} has no key in etcd`, tags: [] };
}

/** As many as there can be. */
export function syncSetMissing(standbys: readonly string[], wanted: number): Missing[] {
  if (standbys.length >= wanted) return [];
  const set = standbys.length === 0 ? 'nobody is' : `only ${standbys.join(', ')}`;
  const message = `${set} in the sync set, which is to have ${wanted}`;
  return [{ step: 'sync-set', code: 'sync-set-not-whole', message, tags: [] }];
}
