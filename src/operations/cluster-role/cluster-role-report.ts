import type { RemoteLook } from '../../cluster/cluster-role/judge-remotes.js';
import type { RoleVerb } from '../../cluster/cluster-role/role-change.js';
import type { StandbySource } from '../../cluster/cluster-role/standby-section.js';
import type { Problem } from '../../errors.js';
import type { ClusterReport } from '../listing/list-members.js';
import type { Report } from '../report.js';

export interface ClusterRoleReport extends Report {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly verb: RoleVerb;
  readonly dryRun: boolean;
  /** ISO 8601; when the request was sent, or without one when the cluster was read. */
  readonly at: string;
  /** The servers on the other side, which a standby cluster follows. */
  readonly remotes: readonly RemoteLook[];
  /** It follows an archive, alone or beside them. */
  readonly followsArchive: boolean;
  /** Null if nothing was sent. */
  readonly request: RoleRequestReport | null;
  /** Who led before. */
  readonly formerLeader: string | null;
  /** Who led at the last look, and its role. */
  readonly leader: string | null;
  readonly role: string | null;
  readonly timeline: number | null;
  /** Whether the former leader runs again; null if it still leads, or was not looked for. */
  readonly formerLeaderBack: boolean | null;
  readonly elapsedMs: number;
}

interface RoleRequestReport {
  /** Whose agent was asked. */
  readonly member: string;
  /** Of its answer; null if none came. */
  readonly status: number | null;
  /** Its words if it has refused, which are shown and never trusted. */
  readonly text: string | null;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type ClusterRoleEvent =
  | { readonly kind: 'topology'; readonly at: string; readonly clusters: readonly ClusterReport[] }
  | {
      readonly kind: 'plan';
      readonly verb: RoleVerb;
      readonly scope: string;
      readonly source: StandbySource;
      readonly remotes: readonly RemoteLook[];
      readonly warnings: readonly Problem[];
    }
  /** How it stands, again and again; `isNew` if it has changed since it was last told. */
  | {
      readonly kind: 'standing';
      readonly at: string;
      readonly isUnlocked: boolean;
      readonly leaderRole: string | null;
      readonly leaderState: string | null;
      /** Null unless a demotion has moved the lock. */
      readonly formerLeaderState: string | null;
      readonly isNew: boolean;
      readonly sentence: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
    }
  | {
      readonly kind: 'changed';
      readonly verb: RoleVerb;
      readonly at: string;
      readonly clusters: readonly ClusterReport[];
    };

export type TellRole = (event: ClusterRoleEvent) => void;

/** The keys of the document beside the envelope. */
export const CLUSTER_ROLE_KEYS = [
  'scope',
  'group',
  'verb',
  'dryRun',
  'at',
  'remotes',
  'followsArchive',
  'request',
  'formerLeader',
  'leader',
  'role',
  'timeline',
  'formerLeaderBack',
  'elapsedMs',
] as const;
