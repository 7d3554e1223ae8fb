import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Failure } from '../../errors.js';
import type { FileName, WorkFiles } from '../../operations/ports/ports.js';
import { digestOf, fileNameOf, isOwnDirectory, readOwn, replaceFile, writeNew } from './own-files.js';
import { makeStateDirectory, openStateFiles, stateDirectory, unwritable } from './state-files.js';
import { reasonOf } from './system-errors.js';

const WORK_FILE = /-config-(\d+)-[0-9a-f]{8}\.yaml$/;

/** Beside the state files; the names of those that are edited tell which process works on them. */
export function openWorkFiles(env: Readonly<Record<string, string | undefined>>): WorkFiles {
  const directory = stateDirectory(env);
  return {
    create: (subject, text) => {
      const after = `-config-${process.pid}-${randomBytes(4).toString('hex')}.yaml`;
      return openStateFiles(env).save({ before: '', subject, after }, text);
    },
    read: (path) =>
      readFile(path, 'utf8').catch((error: unknown) => {
        const message = `${path} cannot be read: ${reasonOf(error)}`;
        throw new Failure('usage', 'bad-file', message, { subject: path, cause: error });
      }),
    write: (path, text) =>
      replaceFile(path, text).catch((error: unknown) => {
        throw unwritable(path, error);
      }),
    remove: (path) => unlink(path).catch(() => undefined),
    keep: (subject, text) => keep(env, subject, text),
    keepEdited: async (subject, path) => {
      const kept = join(
        directory,
        fileNameOf(keptName(subject, await readFile(path, 'utf8').catch(() => path))),
      );
      // Wherever it is, it is not lost.
      return rename(path, kept).then(
        () => kept,
        () => path,
      );
    },
    findLeftOvers: async () => {
      if (!(await isOwnDirectory(directory))) return [];
      const names = await readdir(directory).catch((): string[] => []);
      return names
        .filter((name) => {
          const pid = Number(WORK_FILE.exec(name)?.[1]);
          return pid > 0 && !isRunning(pid);
        })
        .map((name) => join(directory, name));
    },
  };
}

/** The same text is kept once, however often it fails. */
function keptName(subject: string, text: string): FileName {
  return { before: '', subject, after: `-kept-${digestOf(text)}.yaml` };
}

async function keep(
  env: Readonly<Record<string, string | undefined>>,
  subject: string,
  text: string,
): Promise<string> {
  const name = fileNameOf(keptName(subject, text));
  const path = join(stateDirectory(env), name);
  try {
    await makeStateDirectory(env);
    if ((await readOwn(path, Buffer.byteLength(text))) !== text) await writeNew(path, text);
    return path;
  } catch (error) {
    return keepElsewhere(`ctl-${randomBytes(4).toString('hex')}-${name}`, text).catch(() => {
      throw unwritable(path, error);
    });
  }
}

/** Better there than lost. */
async function keepElsewhere(name: string, text: string): Promise<string> {
  const path = join(isAbsolute(tmpdir()) ? tmpdir() : '/tmp', name);
  await writeNew(path, text);
  return path;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
