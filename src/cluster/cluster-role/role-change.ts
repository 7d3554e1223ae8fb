import type { ValueMap } from '../model/value.js';

/** What is done to a whole cluster: a primary cluster begins to follow, or a standby cluster begins to lead. */
export type RoleVerb = 'demote-cluster' | 'promote-cluster';

/** A change of a cluster's role as it was asked for. */
export interface RoleChange {
  readonly verb: RoleVerb;
  readonly scope: string;
  /** Citus group. */
  readonly group: number | null;
  /** What is merged into `standby_cluster`; null takes the section away. */
  readonly section: ValueMap | null;
}

/** The words for sentences. */
export const ROLE_WORDS = {
  'demote-cluster': { verb: 'demote', done: 'demoted', noun: 'demotion' },
  'promote-cluster': { verb: 'promote', done: 'promoted', noun: 'promotion' },
} as const;
