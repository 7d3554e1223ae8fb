import type { Problem } from '../errors.js';

/** What an agent is asked to do: one request, which is never sent twice. */
export type AgentOrder =
  | {
      readonly verb: 'switchover';
      readonly leader: string;
      readonly candidate: string | null;
      /** ISO 8601 with offset; null for at once. */
      readonly scheduledAt: string | null;
    }
  | { readonly verb: 'failover'; readonly candidate: string };

/** What came of the request, as far as can be told. The text is the agent's: shown, never trusted. */
export type AgentReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** 401 or 403: the agent has done nothing. */
  | { readonly kind: 'denied'; readonly problem: Problem }
  /** The agent may have received it, and its answer is missing. */
  | { readonly kind: 'doubtful'; readonly problem: Problem }
  /** The agent cannot have received it. */
  | { readonly kind: 'not-sent'; readonly problem: Problem };
