import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, type Program } from './pairs.js';

/** What one run of a program of Node.js has taken. */
export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Resident memory at its highest. */
  readonly peakMib: number;
}

const PEAK = fileURLToPath(new URL('./peak.cjs', import.meta.url));

export function usageOf(program: Program): Usage {
  const folder = mkdtempSync(join(tmpdir(), 'ctl-bench-'));
  try {
    const file = join(folder, 'usage.json');
    const env = { ...program.env, BENCH_USAGE: file };
    const wallMs = measure({ ...program, args: ['--require', PEAK, ...program.args], env });
    const { peakKb, cpuMs } = JSON.parse(readFileSync(file, 'utf8'));
    return { wallMs, cpuMs, peakMib: peakKb / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
