import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { findServerUser } from '../../src/adapters/system/server-user.js';

export const SERVER_USER = findServerUser();

/** A server that a test has started, as the unprivileged user if the tests run as root. */
export class ServerProcess {
  private readonly ended: Promise<void>;

  constructor(
    program: string,
    args: readonly string[],
    readonly folder: string,
    private readonly log: string,
  ) {
    const file = openSync(log, 'a');
    this.child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', file, file],
      // Nothing of the person who runs the tests gets in.
      env: { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8' },
      ...(SERVER_USER === null ? {} : { uid: SERVER_USER.uid, gid: SERVER_USER.gid }),
    });
    closeSync(file);
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve());
      this.child.once('exit', () => resolve());
    });
  }

  private readonly child: ChildProcess;

  /** Until the server is as wanted; its log if it ends before that, or does not get there. */
  async until(what: string, look: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
    const end = Date.now() + limitMs;
    while (!(await look().catch(() => false))) {
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error(`not ${what}:\n${await readFile(this.log, 'utf8')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Asks it to end, which an agent does together with its PostgreSQL. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
