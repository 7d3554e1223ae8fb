import { randomBytes } from 'node:crypto';
import { readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkFiles } from '../../operations/ports.js';
import { openStateFiles, stateDirectory } from './state-files.js';

const WORK_FILE = /-config-(\d+)-[0-9a-f]{8}\.yaml$/;

/** Beside the state files; their names tell which process works on them. */
export function openWorkFiles(env: Readonly<Record<string, string | undefined>>): WorkFiles {
  const directory = stateDirectory(env);
  return {
    create: (name, text) =>
      openStateFiles(env).save(`${name}-${process.pid}-${randomBytes(4).toString('hex')}.yaml`, text),
    read: (path) => readFile(path, 'utf8'),
    write: (path, text) => writeFile(path, text, { mode: 0o600 }),
    remove: (path) => unlink(path).catch(() => undefined),
    findLeftOvers: async () => {
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
