import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRuntime } from '../../src/adapters/haproxy/ask-runtime.js';
import { execute } from './execute.js';
import { type HaproxyProgram, installedHaproxy } from './packaged-haproxy.js';
import { ServerProcess } from './server-process.js';

/** A HAProxy of a test. */
export interface HaproxyServer {
  /** Its stats socket, which the configuration has to name: `{folder}/stats.sock`. */
  readonly socket: string;
  readonly folder: string;
  /** The answer to a command of the runtime API. */
  ask(command: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it with a configuration in which `{folder}` stands for a folder of its own; waits until it answers. */
export async function startHaproxy(config: string, program?: HaproxyProgram): Promise<HaproxyServer> {
  const { command } = program ?? (await installedHaproxy());
  const folder = await mkdtemp(join(tmpdir(), 'ctl-haproxy-'));
  await chmod(folder, 0o777);
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, config.replaceAll('{folder}', folder));
  const [path, ...args] = command;
  const server = new ServerProcess(path, [...args, '-db', '-f', file], folder, join(folder, 'log'));
  const socket = join(folder, 'stats.sock');
  const ask = async (line: string): Promise<string> => {
    const answer = await askRuntime({ path: socket }, line, 2000);
    if ('text' in answer) return answer.text;
    throw answer.error;
  };
  await server.until('answering', async () => (await ask('show info')).includes('Version'), 10_000);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { socket, folder, ask, stop };
}

/** What `haproxy -c` says against a configuration; null if it is content. */
export async function rejection(config: string, program?: HaproxyProgram): Promise<string | null> {
  const { command } = program ?? (await installedHaproxy());
  const folder = await mkdtemp(join(tmpdir(), 'ctl-haproxy-'));
  try {
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, config);
    const [path, ...args] = command;
    const { exit, stdout, stderr } = await execute(path, [...args, '-c', '-f', file]);
    const output = stdout + stderr;
    return exit === 0 && !/\[(WARNING|ALERT)\]/.test(output) ? null : output;
  } finally {
    await rm(folder, { recursive: true });
  }
}
