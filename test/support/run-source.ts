import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface BundledSource {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles a few lines of TypeScript that import from `./src` into one file: for what only a process of its own shows. */
export async function bundleSource(contents: string): Promise<BundledSource> {
  const folder = await mkdtemp(join(tmpdir(), 'ctl-source-'));
  const path = join(folder, 'source.cjs');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  });
  await writeFile(path, outputFiles[0]?.contents ?? '');
  return { path, remove: () => rm(folder, { recursive: true }) };
}

export interface Started {
  readonly pid: number;
  /** What it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** Until it has written this to stdout or stderr, behind what was found before. */
  until(text: string): Promise<void>;
  write(text: string): void;
  endInput(): void;
  readonly ended: Promise<{ readonly exit: number | null; readonly signal: NodeJS.Signals | null }>;
}

const LIMIT_MS = 10_000;

/** A program with an open standard input; killed if it does not end in time. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(command, args, { env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...env } });
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const written = { stdout: '', stderr: '', all: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
      written.all += chunk;
    });
  }
  const ended: Started['ended'] = new Promise((resolve) => {
    child.on('close', (exit, signal) => {
      clearTimeout(timer);
      resolve({ exit, signal });
    });
  });
  let found = 0;
  return {
    pid: child.pid ?? 0,
    output: () => ({ stdout: written.stdout, stderr: written.stderr }),
    until: async (text) => {
      const end = Date.now() + LIMIT_MS;
      for (let at = -1; at === -1; at = written.all.indexOf(text, found)) {
        if (Date.now() > end) throw new Error(`no "${text}" behind ${JSON.stringify(written.all)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      found = written.all.indexOf(text, found) + text.length;
    },
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    ended,
  };
}
