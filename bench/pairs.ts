import { spawnSync } from 'node:child_process';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How long one program took in relation to another, run in turns. */
export interface Comparison {
  readonly ours: Program;
  readonly theirs: Program;
  /** Milliseconds, medians. */
  readonly oursMs: number;
  readonly theirsMs: number;
  /** Of the ratios of the pairs: median, first and third quartile. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** Runs both in turns, whole processes; each pair gives one ratio, so that a slow moment of the machine hits both. */
export function comparePairs(ours: Program, theirs: Program, pairs: number): Comparison {
  measure(ours);
  measure(theirs);
  const times = Array.from({ length: pairs }, (_, index) => {
    // Who goes first changes from pair to pair.
    if (index % 2 === 0) return { ours: measure(ours), theirs: measure(theirs) };
    const second = measure(theirs);
    return { ours: measure(ours), theirs: second };
  });
  const ratios = times.map((time) => time.ours / time.theirs);
  return {
    ours,
    theirs,
    oursMs: quantile(
      times.map((time) => time.ours),
      0.5,
    ),
    theirsMs: quantile(
      times.map((time) => time.theirs),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    pairs,
  };
}

/** Wall time of one run in milliseconds. */
function measure({ name, command, args, env }: Program): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  const elapsed = performance.now() - start;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return elapsed;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
