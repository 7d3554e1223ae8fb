import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readTail } from './log-files.js';
import { makeDirectories } from './own-files.js';

type Result = { readonly ok: true } | { readonly ok: false; readonly reason: string };

const TAIL_LINES = 15;

/** Runs a shell script as root, through sudo if need be; its output goes to a log that stays only if it fails. */
export async function runAsRoot(script: string, log: string): Promise<Result> {
  const isRoot = process.getuid?.() === 0;
  const [program, ...args] = isRoot ? ['/bin/sh', '-c', script] : ['sudo', '/bin/sh', '-c', script];
  await makeDirectories(dirname(log), 0o755);
  const output = openSync(log, 'w', 0o600);
  const ended = await run(program ?? '', args, output);
  closeSync(output);
  if (ended === 0) {
    await rm(log, { force: true });
    return { ok: true };
  }
  if (ended === 'missing') return { ok: false, reason: 'it takes root, and there is no sudo' };
  const lines = (await readTail(log, TAIL_LINES)).map((line) => `\n    ${line}`);
  return { ok: false, reason: `exit code ${ended}; the end of ${log}:${lines.join('')}` };
}

function run(program: string, args: readonly string[], output: number): Promise<number | 'missing'> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['inherit', output, output] });
    child.once('error', () => resolve('missing'));
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
