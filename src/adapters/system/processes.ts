import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Processes, Signal } from '../../operations/sandbox/ports.js';
import type { SandboxProcess } from '../../operations/sandbox/processes.js';
import type { ServerCommand } from '../../operations/sandbox/server-commands.js';
import { attributeProcesses, MARKER, type RecordedServer } from './attribute-processes.js';
import { CANNOT_RECORD, PID_FILE, RECORD_AND_BECOME, readLiving } from './pid-file.js';
import { readOwner, readProcesses, readStat } from './proc.js';
import { possibleOwners } from './server-user.js';

const POLL_MS = 5;

/** The processes of Linux, through /proc. */
export class SystemProcesses implements Processes {
  async below(directory: string): Promise<readonly SandboxProcess[]> {
    const directories = subdirectoriesOf(directory);
    const owners = new Set([...possibleOwners(), ...directories.map(({ uid }) => uid)]);
    owners.delete(0);
    const recorded = directories.flatMap(({ name }): RecordedServer[] => {
      const living = readLiving(join(directory, name, PID_FILE));
      return living === null ? [] : [{ component: name, ...living }];
    });
    return attributeProcesses(directory, recorded, readProcesses(owners));
  }

  async lives(directory: string, component: string): Promise<boolean> {
    return readLiving(join(directory, component, PID_FILE)) !== null;
  }

  async start({ component, directory, log, program, args }: ServerCommand): Promise<void> {
    const pidFile = join(directory, PID_FILE);
    const { uid, gid } = statSync(directory);
    if (uid === 0)
      throw new Failure(
        'refused',
        'runs-as-root',
        `${directory} belongs to root, and servers do not run as root`,
      );
    const child = spawn('/bin/sh', ['-c', RECORD_AND_BECOME, 'sh', pidFile, log, program, ...args], {
      cwd: directory,
      env: environmentOf(directory),
      detached: true,
      stdio: 'ignore',
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    });
    const ended: { code?: number | null } = {};
    child.once('error', () => {
      ended.code = CANNOT_RECORD;
    });
    child.once('exit', (code) => {
      ended.code = code;
    });
    while (ended.code === undefined && readLiving(pidFile)?.pid !== child.pid) await setTimeout(POLL_MS);
    child.unref();
    if (ended.code !== CANNOT_RECORD) return;
    throw new Failure(
      'refused',
      'cannot-start',
      `${component} cannot be started: nothing can be written to ${directory}`,
      {
        subject: component,
        next: hint`is the disk full?`,
      },
    );
  }

  async signal(processes: readonly SandboxProcess[], signal: Signal): Promise<void> {
    for (const { pid, startTime } of processes) {
      if (readOwner(pid) !== 0 && readStat(pid)?.startTime === startTime) send(pid, signal);
    }
  }
}

function send(pid: number, signal: Signal): void {
  try {
    process.kill(pid, `SIG${signal}`);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code === 'ESRCH') return;
    throw new Failure('refused', 'not-permitted', `Process ${pid} cannot be signalled: ${error.message}`, {
      next: hint`run ctl as the user who started the sandbox`,
      cause: error,
    });
  }
}

/** What servers may need of our environment; PATRONI_…, ETCD_… and PG… would change their configuration. */
const INHERITED = ['PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'TZ'];

function environmentOf(directory: string): NodeJS.ProcessEnv {
  const inherited = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(inherited), HOME: directory, LANG: 'C.UTF-8', [MARKER]: directory };
}

function subdirectoriesOf(directory: string): readonly { readonly name: string; readonly uid: number }[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, uid: statSync(join(directory, name)).uid }));
  } catch {
    return [];
  }
}
