import type { Hint } from '../../formats/hint.js';

/** What came of asking somebody. That nobody answers is an answer, too. */
export type Look<T> =
  | { readonly ok: true; readonly value: T; readonly tookMs: number }
  | {
      readonly ok: false;
      /** Such as `agent-unreachable`, `agent-auth`, `agent-tls`, `agent-is-someone-else`, `sql-auth`, `sql-unreachable`. */
      readonly code: string;
      readonly message: string;
      /** The configuration key and its file, where that is the remedy. */
      readonly next: Hint | null;
      readonly tookMs: number;
    };
