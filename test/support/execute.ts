import { execFile } from 'node:child_process';

export interface Execution {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function execute(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Execution> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ exit: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** The same for a program that must succeed. */
export async function mustExecute(...call: Parameters<typeof execute>): Promise<string> {
  const { exit, stdout, stderr } = await execute(...call);
  if (exit !== 0) throw new Error(`${call[0]} ${call[1].join(' ')} ended with ${exit}: ${stderr || stdout}`);
  return stdout;
}
