import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { CommandCall, CommandResult, Commands } from '../../operations/ports/ports.js';

const KEPT_CHARACTERS = 4000;
const KILL_AFTER_MS = 5000;
const OUTPUT_MS = 500;

/** `/bin/sh -c`, without standard input; both outputs together. */
export const shellCommands: Commands = {
  run: (call) =>
    new Promise((resolve) => {
      // A group of its own, so that what the shell has started ends with it.
      const child = spawn('/bin/sh', ['-c', call.command], {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      follow(child, call, resolve);
    }),
};

function follow(child: ChildProcess, call: CommandCall, resolve: (result: CommandResult) => void): void {
  let output = '';
  let stopped: CommandResult['stopped'] = null;
  const stop = (why: 'limit' | 'interruption'): void => {
    if (stopped !== null || child.exitCode !== null || child.signalCode !== null) return;
    stopped = why;
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  const limit = setTimeout(() => stop('limit'), call.limitMs);
  void call.until.then(() => stop('interruption'));
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream?.on('data', (chunk: Buffer) => {
      const text = decoder.write(chunk);
      output = `${output}${text}`.slice(-KEPT_CHARACTERS);
      call.onOutput(text);
    });
  }
  const end = (exit: number | null, last: string): void => {
    clearTimeout(limit);
    resolve({ exit, output: `${output}${last}`, stopped });
  };
  child.on('error', (error) => end(null, error.message));
  child.on('close', (exit) => end(exit, ''));
  // What it has left running may hold its outputs open: its own end counts.
  child.on('exit', (exit) => setTimeout(() => end(exit, ''), OUTPUT_MS));
}

function killGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
