import { setTimeout as sleep } from 'node:timers/promises';
import { assertDocument } from '../schemas.js';
import type { MeasuredRun } from './measured-run.js';

/** What a command was to do, as somebody sees it who looks at etcd and at the agents themselves. */
export interface Evidence {
  /** It is done. */
  readonly isDone: boolean;
  /** How often ctl has stored it, or asked for it, done or not. */
  readonly times: number;
}

export interface Expectation {
  /** Until it has to have ended. */
  readonly deadlineMs: number;
  /** What a start takes on this machine now, which counts for no deadline. */
  readonly startMs: number;
  readonly maxMib?: number;
  look(): Promise<Evidence>;
  /** Until what was held back has been applied. */
  settled(): Promise<void>;
}

/** Exit codes that promise that nothing was done and nothing will be. */
const NOTHING_DONE = [1, 2, 4, 7, 8, 130];
/** Codes that ctl may end with; all else is Node.js, a signal, or a bug. */
const KNOWN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 74, 130];
const STACK = /^\s+at .+[(:]\S+:\d+/m;
const MAX_MIB = 300;
/** For what happens behind the answer. */
const LATER_MS = 200;
/** To end. */
const GRACE_MS = 1000;

/** Everything in which a run broke the promise of its exit code; empty if it kept it. */
export async function judgeRun(run: MeasuredRun, expected: Expectation): Promise<readonly string[]> {
  const now = await expected.look();
  await expected.settled();
  await sleep(LATER_MS);
  const later = await expected.look();
  return [...faultsOfRun(run, expected), ...faultsOfCode(run.exit, now, later)];
}

/** The same without what it did. */
export function faultsOfRun(
  run: MeasuredRun,
  { deadlineMs, startMs, maxMib = MAX_MIB }: Pick<Expectation, 'deadlineMs' | 'startMs' | 'maxMib'>,
): readonly string[] {
  const { exit, signal, stdout, stderr, elapsedMs, peakMib, isStuck } = run;
  const faults: string[] = [];
  if (isStuck) faults.push('it did not end');
  else if (elapsedMs > startMs + deadlineMs + GRACE_MS) faults.push(`it took ${Math.round(elapsedMs)} ms`);
  if (signal !== null && !isStuck) faults.push(`it ended by ${signal}`);
  if (exit !== null && !KNOWN.includes(exit)) faults.push(`exit code ${exit}`);
  if (STACK.test(stderr) || STACK.test(stdout)) faults.push('it printed a stack');
  if (peakMib > maxMib) faults.push(`it took ${Math.round(peakMib)} MiB`);
  if (run.args.includes('--json') && !isStuck) faults.push(...faultsOfDocument(stdout, exit));
  return faults;
}

function faultsOfDocument(stdout: string, exit: number | null): readonly string[] {
  try {
    const document = assertDocument(stdout);
    return document.exit === exit ? [] : [`the document says exit ${document.exit}`];
  } catch (thrown) {
    return [`no document: ${thrown instanceof Error ? thrown.message.slice(0, 300) : thrown}`];
  }
}

function faultsOfCode(exit: number | null, now: Evidence, later: Evidence): readonly string[] {
  const faults: string[] = [];
  if (exit === 0 && !now.isDone) faults.push('exit 0, and nothing is to be seen of it');
  if (exit === 0 && !later.isDone) faults.push('exit 0, and later it is undone');
  if (exit !== null && NOTHING_DONE.includes(exit)) {
    if (now.isDone) faults.push(`exit ${exit}, and it was done`);
    else if (later.isDone) faults.push(`exit ${exit}, and it was done later`);
  }
  if (later.times > 1) faults.push(`it was asked for ${later.times} times`);
  return faults;
}
