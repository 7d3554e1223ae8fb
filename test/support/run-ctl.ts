import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assertPrinted } from './hints/assert-hints.js';
import { assertDocument } from './schemas.js';
import { assertNoSecret } from './secrets.js';

export const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CtlRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

export interface CtlOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/**
 * Runs the built ctl as a user would, in an environment that knows of no cluster; every JSON document is validated, no registered
 * secret may be printed, and every command that is told to paste has to do no more than what was typed.
 */
export async function runCtl(args: readonly string[], options: CtlOptions = {}): Promise<CtlRun> {
  const start = performance.now();
  const child = spawn(process.execPath, [BINARY, ...args], { env: cleanEnvironment(options.env ?? {}) });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.end(options.input ?? '');
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  assertNoSecret(stdout + stderr, `ctl ${args.join(' ')}`);
  if (args.includes('--json')) assertDocument(stdout);
  assertPrinted(args, stdout);
  assertPrinted(args, stderr);
  return { exit, stdout, stderr, elapsedMs: performance.now() - start };
}

/** On a machine that is busy etcd itself may be too slow for a command that is not about that: so often it may begin anew. */
const ATTEMPTS = 4;

/** Runs again while etcd could not even be read, so that nothing was done. */
export async function onceEtcdAnswers(run: () => Promise<CtlRun>): Promise<CtlRun> {
  let last = await run();
  for (let attempt = 1; attempt < ATTEMPTS && isWithoutEtcd(last); attempt += 1) last = await run();
  return last;
}

function isWithoutEtcd({ exit, stdout, stderr }: CtlRun): boolean {
  return exit === 4 && /no etcd endpoint answered|etcd has no quorum/.test(stdout + stderr);
}

/** Shows what a run has said if it did not end like this. */
export function expectExit(exit: number, run: CtlRun): void {
  if (run.exit !== exit) throw new Error(`exit ${run.exit} instead of ${exit}:\n${run.stderr}${run.stdout}`);
}

/** Nothing of the person who runs the tests gets in: no settings, no sandbox, no colours. */
export function cleanEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    CTL_SANDBOX_HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    ...env,
  };
}
