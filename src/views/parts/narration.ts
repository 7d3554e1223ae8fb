import type { Problem } from '../../errors.js';

/** What to show while something goes on. */
export interface Narration {
  /** Part of the result. */
  readonly result?: string;
  /** What the report has, too, and must be known before; shown once. */
  readonly warnings?: readonly Problem[];
  /** Beside the result, to stay. */
  readonly remark?: string;
  /** Beside the result, until something else is shown; without its line break. */
  readonly passing?: string;
}
