import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { StateFiles } from '../../operations/ports/ports.js';
import { homeDirectory } from './home-directory.js';
import { fileNameOf, makeOwnDirectory, writeBeside } from './own-files.js';
import { reasonOf } from './system-errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** `$XDG_STATE_HOME/ctl`, or `~/.local/state/ctl`. */
export function stateDirectory(env: Environment): string {
  return join(givenDirectory(env) ?? join(homeDirectory(), '.local', 'state'), 'ctl');
}

/** By the rules of XDG only an absolute path counts. */
function givenDirectory({ XDG_STATE_HOME }: Environment): string | null {
  return XDG_STATE_HOME !== undefined && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : null;
}

/** The same, made if it is missing; who has no home gets none. Throws an Error if it cannot be trusted. */
export async function makeStateDirectory(env: Environment): Promise<string> {
  if (givenDirectory(env) === null) await access(homeDirectory());
  const directory = stateDirectory(env);
  await makeOwnDirectory(directory);
  return directory;
}

export function openStateFiles(env: Environment): StateFiles {
  return {
    save: async (name, text) => {
      const fileName = fileNameOf(name);
      try {
        return await writeBeside(await makeStateDirectory(env), fileName, text);
      } catch (error) {
        throw unwritable(join(stateDirectory(env), fileName), error);
      }
    },
  };
}

export function unwritable(path: string, cause: unknown): Failure {
  return new Failure('usage', 'state-files', `${path} cannot be written: ${reasonOf(cause)}`, {
    subject: path,
    next: hint`name another directory by XDG_STATE_HOME`,
    cause,
  });
}
