import type { Outcome, Problem } from '../errors.js';

/** What every operation returns; the fields of one operation are added beside these. */
export interface Report {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly warnings: readonly Problem[];
  readonly errors: readonly Problem[];
}

/** The envelope of a report that ended well. */
export function done(warnings: readonly Problem[] = []): Report {
  return { outcome: 'done', code: null, warnings, errors: [] };
}
