import type { Saturation } from './evidence.js';
import type { ServerFacts } from './server-facts.js';

/** How a server is, over SQL, at this moment. */
export interface ServerHealth {
  readonly facts: ServerFacts;
  /** Null if only the facts could be had. */
  readonly saturation: Saturation | null;
  /** Seconds of `recovery_min_apply_delay`; null before PostgreSQL 12, and as above. */
  readonly applyDelay: number | null;
  /** Seconds from a commit on the primary to its replay here; null on a primary, and as above. */
  readonly replayDelay: number | null;
  /** Milliseconds that its clock is ahead of this machine's; null as above. */
  readonly clockAheadMs: number | null;
}
