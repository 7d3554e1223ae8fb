import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The agent that the sandbox has recorded in the member's directory, if it still is that one. */
export async function agentPid(memberDirectory: string): Promise<number> {
  const pid = Number.parseInt(await readFile(join(memberDirectory, 'pid'), 'utf8'), 10);
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!commandLine.includes(join(memberDirectory, 'patroni.yml')))
    throw new Error(`process ${pid} is not the agent of ${memberDirectory}`);
  return pid;
}

/** Processes that a test has stopped where they were. */
export class StoppedProcesses {
  private readonly pids = new Set<number>();

  async stop(pid: number): Promise<void> {
    process.kill(pid, 'SIGSTOP');
    this.pids.add(pid);
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      if ((await stateOf(pid)) === 'T') return;
      await setTimeout(5);
    }
    throw new Error(`process ${pid} does not stop`);
  }

  /** Does nothing for one that has ended. */
  continue(pid: number): void {
    if (!this.pids.delete(pid)) return;
    try {
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  continueAll(): void {
    for (const pid of this.pids) this.continue(pid);
  }
}

/** The letter in /proc/PID/stat; the name before it may hold anything. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}
