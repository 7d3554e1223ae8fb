import { mkdir, open } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { StateFiles } from '../../operations/ports.js';
import { homeDirectory } from './home-directory.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/ctl`, or `~/.local/state/ctl`. */
export function stateDirectory(env: Environment): string {
  const given = env.XDG_STATE_HOME;
  const base = given !== undefined && isAbsolute(given) ? given : join(homeDirectory(), '.local', 'state');
  return join(base, 'ctl');
}

export function openStateFiles(env: Environment): StateFiles {
  const directory = stateDirectory(env);
  return {
    save: async (name, text) => {
      const path = join(directory, name.replace(/[^\w.-]+/g, '_'));
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeNew(path, text);
        return path;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Failure('usage', 'state-files', `${path} cannot be written: ${reason}`, {
          subject: path,
          next: hint`name another directory by XDG_STATE_HOME`,
          cause: error,
        });
      }
    },
  };
}

/** For nobody else to read, never over another file, and on the disk before anybody relies on it. */
export async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
