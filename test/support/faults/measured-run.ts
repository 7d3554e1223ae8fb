import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BINARY, cleanEnvironment } from '../run-ctl.js';

export interface MeasuredRun {
  readonly args: readonly string[];
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
  /** Of the resident memory. */
  readonly peakMib: number;
  /** It had to be killed because it did not end. */
  readonly isStuck: boolean;
}

export interface MeasureOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** After this time it is killed. */
  readonly limitMs?: number;
}

const SAMPLE_MS = 20;
/** Of what it says; the rest is counted and thrown away. */
const KEPT_CHARACTERS = 4_000_000;

/** Runs the built ctl, and watches how much memory it takes. */
export async function measureCtl(
  args: readonly string[],
  options: MeasureOptions = {},
): Promise<MeasuredRun> {
  const start = performance.now();
  const child = spawn(process.execPath, [BINARY, ...args], { env: cleanEnvironment(options.env ?? {}) });
  let peakMib = 0;
  const sampling = setInterval(() => {
    peakMib = Math.max(peakMib, peakOf(child.pid ?? 0));
  }, SAMPLE_MS);
  let isStuck = false;
  const limit = setTimeout(() => {
    isStuck = true;
    child.kill('SIGKILL');
  }, options.limitMs ?? 60_000);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      if (said[name].length < KEPT_CHARACTERS) said[name] += chunk;
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end();
  const ended = await new Promise<{ exit: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on('close', (exit, signal) => resolve({ exit, signal })),
  );
  clearInterval(sampling);
  clearTimeout(limit);
  return { args, ...ended, ...said, elapsedMs: performance.now() - start, peakMib, isStuck };
}

/** How long ctl takes to start and to end while nothing is asked, on this machine as it is now. */
export async function measureStart(): Promise<number> {
  const { elapsedMs } = await measureCtl(['list', '--help']);
  return elapsedMs;
}

/** What the kernel has noted as the most so far. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
