import { spawn } from 'node:child_process';
import { BINARY, type CtlOptions, cleanEnvironment } from './run-ctl.js';
import { assertDocument } from './schemas.js';
import { assertNoSecret } from './secrets.js';

/** A ctl that prints one JSON document on each line until it is stopped. */
export interface Watch {
  /** The documents so far, as soon as there are so many. */
  documents(count: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

export function watchCtl(args: readonly string[], { env = {} }: Pick<CtlOptions, 'env'> = {}): Watch {
  const child = spawn(process.execPath, [BINARY, ...args, '--json'], { env: cleanEnvironment(env) });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const documents: Watch['documents'] = async (count) => {
    for (;;) {
      const lines = stdout.split('\n').slice(0, -1);
      if (lines.length >= count) return lines.map(assertDocument);
      if (child.exitCode !== null) throw new Error(`the watch has ended:\n${stdout}${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
    assertNoSecret(stdout + stderr, `ctl ${args.join(' ')}`);
  };
  return { documents, stop };
}
