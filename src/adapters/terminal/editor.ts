import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Editor } from '../../operations/ports/operator-ports.js';

/** `EDITOR`, else `editor`, else `vi`, as patronictl chooses. */
export const terminalEditor: Editor = {
  edit: async (path) => {
    const { command, args } = chooseEditor(process.env);
    // The editor gets the keys of a terminal; what it makes of Ctrl-C is its own affair.
    const ignore = (): void => {};
    process.on('SIGINT', ignore).on('SIGQUIT', ignore);
    try {
      const ended = await run(command, [...args, path]);
      if (ended === 0) return;
      const message = `Editor exited with return code ${ended}`;
      throw new Failure('cancelled', 'editor-failed', message, { subject: command });
    } finally {
      process.off('SIGINT', ignore).off('SIGQUIT', ignore);
    }
  },
};

interface Chosen {
  readonly command: string;
  readonly args: readonly string[];
}

/** Other than for patronictl, `EDITOR` may have options. */
function chooseEditor({ EDITOR, PATH = '' }: NodeJS.ProcessEnv): Chosen {
  if (EDITOR) {
    return /\s/.test(EDITOR) && !isProgram(EDITOR)
      ? { command: '/bin/sh', args: ['-c', `${EDITOR} "$@"`, EDITOR] }
      : { command: EDITOR, args: [] };
  }
  const places = PATH.split(delimiter).filter((place) => place !== '');
  const found = ['editor', 'vi'].flatMap((name) => places.map((place) => join(place, name))).find(isProgram);
  if (found !== undefined) return { command: found, args: [] };
  const message = 'EDITOR environment variable is not set. editor or vi are not available';
  throw new Failure('usage', 'no-editor', message, {
    subject: 'EDITOR',
    next: hint`give the changes by -s KEY=VALUE, -p KEY=VALUE or --apply FILE`,
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Standard output is for the result: an editor that is not on a terminal draws on stderr. */
function run(command: string, args: readonly string[]): Promise<number | string> {
  const output = process.stdout.isTTY ? 'inherit' : 2;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['inherit', output, 'inherit'] });
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
    child.on('error', (error) => {
      const message = `the editor ${command} cannot be started: ${error.message}`;
      reject(new Failure('usage', 'no-editor', message, { subject: 'EDITOR', cause: error }));
    });
  });
}
