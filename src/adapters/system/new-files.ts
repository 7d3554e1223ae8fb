import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { NewFiles } from '../../operations/ports.js';
import { writeNew } from './state-files.js';

/** Files where the operator wants them. */
export const newFiles: NewFiles = {
  create: async (path, text, option) => {
    try {
      await writeNew(path, text);
    } catch (error) {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      const reason = isThere ? 'it is there already, and ctl does not overwrite it' : reasonOf(error);
      throw new Failure('usage', isThere ? 'file-exists' : 'bad-file', `${path}: ${reason}`, {
        subject: path,
        next: hint`name another file by ${option}`,
        cause: error,
      });
    }
  },
};

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
