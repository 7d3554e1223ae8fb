import type { DrainTag } from '../../cluster/drain/drain-tags.js';
import type { ChangePorts } from '../change-leader/change-request.js';
import type { BalancedRequest } from '../haproxy/balanced-member.js';
import type { TypedWords } from '../typed-words.js';

export { DRAIN_TAGS } from '../../cluster/drain/drain-tags.js';

/** An operator edits a file meanwhile. */
export const DEADLINE_MS = 300_000;

/** A switchover may be part of it. */
export type DrainPorts = ChangePorts;

/** A drain, or its end, as it was typed. */
export interface DrainRequest {
  /** `[CLUSTER] MEMBER`. */
  readonly words: readonly string[];
  /** Of the settings: the cluster if only a member is named. */
  readonly scope: string | null;
  /** Citus group; without it all groups are searched for the member. */
  readonly group: number | null;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  readonly typed: TypedWords;
  /** The member comes back. */
  readonly undo: boolean;
  /** Tags that it always has, for `undo`. */
  readonly keep: readonly DrainTag[];
  /** Leadership may be moved away from it. */
  readonly switchover: boolean;
  readonly allowsStop: boolean;
  /** Somebody who has diverged may lead instead, if there is nobody else. */
  readonly allowsDataLoss: boolean;
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
  readonly dryRun: boolean;
  /** HAProxies that it is taken out of, or put back into; null to leave them alone. */
  readonly haproxy: BalancedRequest | null;
  /** For all of it, a switchover included; null for 5 min beside the switchover, which has a time of its own. */
  readonly deadlineMs: number | null;
}
