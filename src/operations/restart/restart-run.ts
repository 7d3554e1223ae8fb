import type { Problem } from '../../errors.js';
import type { StepReport } from './restart-report.js';

/** What came of the turns that were planned. */
export interface RestartRun {
  /** In the order of the plan; those that did not come have no outcome. */
  readonly steps: readonly StepReport[];
  /** Why it ended before its end; null if it did not. */
  readonly stop: Problem | null;
}
