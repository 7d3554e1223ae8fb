import { readFile, rename, writeFile } from 'node:fs/promises';
import { Failure } from '../../errors.js';
import type { CheckMemory } from '../../operations/check/check-report.js';

/** Files that the operator names; other users may read them. */
export const checkMemory: CheckMemory = {
  read: async (path) => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw unusable(path, 'read', error);
    }
  },
  write: async (path, text) => {
    const draft = `${path}.${process.pid}`;
    try {
      await writeFile(draft, text, { mode: 0o644 });
      await rename(draft, path);
    } catch (error) {
      throw unusable(path, 'written', error);
    }
  },
};

function unusable(path: string, verb: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure('usage', 'state-file', `${path} cannot be ${verb}: ${reason}`, {
    subject: '--state-file',
    cause,
  });
}
