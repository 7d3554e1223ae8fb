import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { NewFiles } from '../../operations/ports/ports.js';
import { writeNew } from './own-files.js';
import { hasCode, reasonOf } from './system-errors.js';

/** Files where the operator wants them. */
export const newFiles: NewFiles = {
  create: async (path, text, option) => {
    try {
      await writeNew(path, text);
    } catch (error) {
      if (NO_ROOM.some((code) => hasCode(error, code))) throw lost(path, option, error);
      const isThere = hasCode(error, 'EEXIST');
      const reason = isThere ? 'it is there already, and ctl does not overwrite it' : reasonOf(error);
      throw new Failure('usage', isThere ? 'file-exists' : 'bad-file', `${path}: ${reason}`, {
        subject: path,
        next: hint`name another file by ${option}`,
        cause: error,
      });
    }
  },
};

/** The place is right, and the disk does not take the text. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];

function lost(path: string, option: string, cause: unknown): Failure {
  return new Failure('output-lost', 'output-lost', `${path} cannot be written: ${reasonOf(cause)}`, {
    subject: path,
    next: hint`name a file on another disk by ${option}`,
    cause,
  });
}
