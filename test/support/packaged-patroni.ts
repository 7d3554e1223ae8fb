import { access, chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from './execute.js';
import { unpackPackages } from './unpack-packages.js';

/** Kept between runs, and in a place where the unprivileged user that runs the servers gets to, too. */
const CACHE = join(tmpdir(), 'ctl-test-patroni');
// idna is needed for etcd over TLS, and depended upon by none of the others.
const PACKAGES = ['patroni', 'python3-ydiff', 'python3-idna'];

const MODULES = 'root/usr/lib/python3/dist-packages';

export interface PackagedPatroni {
  readonly version: string;
  /** Programs that run the unpacked Patroni with the Python of the system. */
  readonly patroni: string;
  readonly patronictl: string;
  /** The folder of its modules, for `PYTHONPATH`. */
  readonly modules: string;
}

/**
 * Patroni as another suite of this Debian packages it, unpacked beside the installed one; `sid` has the newest. The
 * package manager fetches it from the archive that it is configured with, with lists and caches of its own.
 */
export async function packagedPatroni(suite: 'sid' | 'trixie'): Promise<PackagedPatroni> {
  const folder = join(CACHE, suite);
  const found = {
    patroni: join(folder, 'bin', 'patroni'),
    patronictl: join(folder, 'bin', 'patronictl'),
    modules: join(folder, MODULES),
  };
  if (!(await isComplete(folder, found.patronictl))) await unpack(suite, folder);
  const output = await mustExecute(found.patronictl, ['version']);
  return { ...found, version: output.trim().replace('patronictl version ', '') };
}

/** The programs are written last. */
async function isComplete(folder: string, program: string): Promise<boolean> {
  try {
    await access(program);
    const files = await readdir(folder);
    return PACKAGES.every((name) => files.some((file) => file.startsWith(`${name}_`)));
  } catch {
    return false;
  }
}

async function unpack(suite: string, folder: string): Promise<void> {
  await unpackPackages(folder, suite, PACKAGES);
  await mkdir(join(folder, 'bin'));
  for (const program of ['patroni', 'patronictl']) await writeWrapper(folder, program);
}

async function writeWrapper(folder: string, program: string): Promise<void> {
  const path = join(folder, 'bin', program);
  const packages = join(folder, MODULES);
  const script = `#!/bin/sh\nPYTHONPATH=${packages} exec /usr/bin/python3 ${join(folder, 'root/usr/bin', program)} "$@"\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
}
