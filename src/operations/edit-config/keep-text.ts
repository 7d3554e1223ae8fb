import { Failure, type Problem } from '../../errors.js';
import type { WorkFiles } from '../ports/ports.js';
import type { ConfigChangeReport } from './config-change-report.js';

/** Where a text is kept, or why it is not; null if there is none. */
export type Kept = { readonly path: string } | { readonly problem: Problem } | null;

/** Nothing that somebody has typed gets lost: a file for what could not be written. */
export async function keepText(
  { workFiles }: { readonly workFiles: WorkFiles },
  scope: string,
  text: string,
): Promise<Kept> {
  try {
    return { path: await workFiles.keep(scope, text) };
  } catch (thrown) {
    if (thrown instanceof Failure) return { problem: thrown.problem };
    throw thrown;
  }
}

/** The operator has said no: what he has typed is not wanted any more. */
export class Declined extends Failure {
  constructor(message: string) {
    super('cancelled', 'cancelled', message);
  }
}

/** However a change ends without being stored, what was typed for it is kept. */
export async function keepIfLost(
  keep: () => Promise<Kept>,
  change: () => Promise<ConfigChangeReport>,
): Promise<ConfigChangeReport> {
  let report: ConfigChangeReport;
  try {
    report = await change();
  } catch (thrown) {
    throw thrown instanceof Declined ? thrown : tellKept(thrown, await keep());
  }
  const isLost = report.outcome !== 'done' && report.writtenRevision === null && report.kept === null;
  return isLost ? withKept(report, await keep()) : report;
}

export function withKept(report: ConfigChangeReport, kept: Kept): ConfigChangeReport {
  if (kept === null) return report;
  if ('path' in kept) return { ...report, kept: kept.path };
  return { ...report, warnings: [...report.warnings, kept.problem] };
}

function tellKept(thrown: unknown, kept: Kept): unknown {
  if (kept === null) return thrown;
  const part = 'path' in kept ? keptPart(kept.path) : kept.problem;
  if (thrown instanceof Failure) {
    const { outcome, parts, problem, cause } = thrown;
    const { code, message, subject, next } = problem;
    return new Failure(outcome, code, message, {
      ...(subject === null ? {} : { subject }),
      ...(next === null ? {} : { next }),
      parts: [...parts, part],
      cause,
    });
  }
  const message = `unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return new Failure('bug', 'bug', message, { parts: [part], cause: thrown });
}

function keptPart(path: string): Problem {
  return { code: 'text-kept', message: `Your text is kept in ${path}`, subject: null, next: null };
}
