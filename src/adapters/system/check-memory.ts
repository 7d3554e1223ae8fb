import { lstat } from 'node:fs/promises';
import { Failure } from '../../errors.js';
import type { CheckMemory } from '../../operations/check/check-report.js';
import { readPlain, replaceFile } from './own-files.js';
import { hasCode, reasonOf } from './system-errors.js';

/** Bytes; a thousand clusters take a tenth of it. */
const LONGEST = 1024 * 1024;

/** Files that the operator names; other users may read them. */
export const checkMemory: CheckMemory = {
  read: async (path) => {
    const text = await readPlain(path, LONGEST).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return '';
      throw unusable(path, 'read', error);
    });
    if (text === null) throw unusable(path, 'read', NOT_PLAIN);
    return text === '' ? null : text;
  },
  write: async (path, text) => {
    try {
      // A device or a link that is named by mistake is not put aside.
      if (!(await isPlainOrMissing(path))) throw NOT_PLAIN;
      await replaceFile(path, text, 0o644);
    } catch (error) {
      throw unusable(path, 'written', error);
    }
  },
};

const NOT_PLAIN = new Error('it is no plain file, or too large');

async function isPlainOrMissing(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isFile(),
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return true;
      throw error;
    },
  );
}

function unusable(path: string, verb: string, cause: unknown): Failure {
  return new Failure('usage', 'state-file', `${path} cannot be ${verb}: ${reasonOf(cause)}`, {
    subject: '--state-file',
    cause,
  });
}
