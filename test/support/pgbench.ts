import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, mustExecute } from './execute.js';

export interface PgbenchReport {
  /** How often it had to begin anew, because a connection broke. */
  readonly restarts: number;
  /** What it said when it did. */
  readonly complaints: string;
  /** Rows of its history that are there in the end. */
  readonly transactions: number;
}

export interface Pgbench {
  /** May be called more than once. */
  stop(): Promise<PgbenchReport>;
}

const CLIENTS = 2;
const TRANSACTIONS_PER_SECOND = 200;
/** Before it is started again: on few processors its starts would take the time of what is measured. */
const PAUSE_MS = 300;

/** Runs PostgreSQL's own load through a port, again and again as it breaks off. `env` is for libpq, `bin` has the programs. */
export async function startPgbench(port: number, env: NodeJS.ProcessEnv, bin: string): Promise<Pgbench> {
  const target = { env: { ...env, PGPORT: `${port}` } };
  const program = join(bin, 'pgbench');
  await mustExecute(program, ['--initialize', '--scale', '1', '--quiet'], target);
  const rate = ['--client', `${CLIENTS}`, '--rate', `${TRANSACTIONS_PER_SECOND}`];
  let complaints = '';
  let restarts = -1;
  let child: ChildProcess | null = null;
  let isStopping = false;

  const runOnce = (): Promise<void> =>
    new Promise((resolve) => {
      restarts += 1;
      child = spawn(program, ['--no-vacuum', '--time', '3600', ...rate], {
        ...target,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr?.on('data', (chunk) => {
        complaints += chunk;
      });
      child.on('error', (error) => {
        complaints += error;
        resolve();
      });
      child.on('close', () => resolve());
    });
  const run = async (): Promise<void> => {
    while (!isStopping) {
      await runOnce();
      await sleep(PAUSE_MS);
    }
  };
  const running = run();

  const countRows = async (): Promise<number> => {
    const args = ['-AtqX', '-c', 'SELECT count(*) FROM pgbench_history'];
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { exit, stdout } = await execute(join(bin, 'psql'), args, target);
      if (exit === 0) return Number(stdout);
      await sleep(200);
    }
    throw new Error('pgbench_history cannot be read');
  };
  const end = async (): Promise<PgbenchReport> => {
    isStopping = true;
    child?.kill('SIGTERM');
    await running;
    return { restarts, complaints, transactions: await countRows() };
  };
  let ended: Promise<PgbenchReport> | null = null;
  const stop = (): Promise<PgbenchReport> => {
    ended ??= end();
    return ended;
  };
  return { stop };
}
