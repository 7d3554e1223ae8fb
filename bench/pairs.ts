import { spawnSync } from 'node:child_process';
import { quantile } from './quantile.js';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How long one program took in relation to another, run in turns. */
export interface Comparison {
  readonly name: string;
  /** Milliseconds, medians. */
  readonly oursMs: number;
  readonly theirsMs: number;
  /** Of the ratios of the pairs: median, first and third quartile. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

interface Options {
  readonly pairs: number;
  /** Exit codes that are as good as 0. */
  readonly accepts?: readonly number[];
  /** Done before each run, its time not counted. */
  readonly before?: () => void;
}

/** Runs both in turns, whole processes; each pair gives one ratio, so that a slow moment of the machine hits both. */
export function comparePairs(ours: Program, theirs: Program, options: Options): Comparison {
  measure(ours, options);
  measure(theirs, options);
  const times = Array.from({ length: options.pairs }, (_, index) => {
    // Who goes first changes from pair to pair.
    if (index % 2 === 0) return { ours: measure(ours, options), theirs: measure(theirs, options) };
    const second = measure(theirs, options);
    return { ours: measure(ours, options), theirs: second };
  });
  return compare(`${ours.name} against ${theirs.name}`, times);
}

export function compare(
  name: string,
  times: readonly { readonly ours: number; readonly theirs: number }[],
): Comparison {
  const ratios = times.map(({ ours, theirs }) => ours / theirs);
  return {
    name,
    oursMs: quantile(
      times.map(({ ours }) => ours),
      0.5,
    ),
    theirsMs: quantile(
      times.map(({ theirs }) => theirs),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    pairs: times.length,
  };
}

/** Wall time of one run in milliseconds. */
export function measure(
  { name, command, args, env }: Program,
  { accepts = [], before }: Omit<Options, 'pairs'> = {},
): number {
  before?.();
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1024 ** 3 });
  const elapsed = performance.now() - start;
  if (status !== 0 && !accepts.includes(status ?? -1))
    throw new Error(`${name} ended with ${status}: ${stderr}`);
  return elapsed;
}
