import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';

/** What an agent is asked to do: one request, which is never sent twice. */
export type AgentOrder =
  | {
      readonly verb: 'switchover';
      readonly leader: string;
      readonly candidate: string | null;
      /** ISO 8601 with offset; null for at once. */
      readonly scheduledAt: string | null;
    }
  | { readonly verb: 'failover'; readonly candidate: string }
  /** `DELETE /switchover`: a scheduled one. */
  | { readonly verb: 'cancel-switchover' }
  | ({ readonly verb: 'restart' } & RestartOrder)
  /** `DELETE /restart`: a scheduled one. */
  | { readonly verb: 'cancel-restart' }
  | { readonly verb: 'reload' }
  /** `force` cancels what is running; `fromLeader` since 4.1. */
  | { readonly verb: 'reinitialize'; readonly force: boolean; readonly fromLeader: boolean }
  /** `PATCH /config`: merged into the dynamic configuration; null removes a key. */
  | { readonly verb: 'patch-config'; readonly patch: ValueMap };

/** Conditions and time of a restart; null where nothing was said. */
export interface RestartOrder {
  /** ISO 8601 with offset; null for at once. */
  readonly schedule: string | null;
  /** Only if the running version is smaller. */
  readonly postgresVersion: string | null;
  /** Only if a restart is pending. */
  readonly onlyPending: boolean;
  /** As typed: seconds, or with a unit; how long PostgreSQL may take to start. */
  readonly timeout: string | null;
}

/** What came of the request, as far as can be told. The text is the agent's: shown, never trusted. */
export type AgentReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** 401 or 403: the agent has done nothing. */
  | { readonly kind: 'denied'; readonly problem: Problem }
  /** The agent may have received it, and its answer is missing. */
  | { readonly kind: 'doubtful'; readonly problem: Problem }
  /** The agent cannot have received it. */
  | { readonly kind: 'not-sent'; readonly problem: Problem };
