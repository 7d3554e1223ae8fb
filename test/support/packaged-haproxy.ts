import { access, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from './execute.js';
import { unpackPackages } from './unpack-packages.js';

/** Kept between runs. */
const CACHE = join(tmpdir(), 'ctl-test-haproxy');

/** HAProxy with all that it is linked with, because the libraries of another suite do not fit those of this one. */
const PACKAGES = [
  'haproxy',
  ...['libc6', 'libcrypt1', 'libgcc-s1', 'libjemalloc2', 'liblua5.4-0', 'libopentracing-c-wrapper0t64'],
  ...['libopentracing1', 'libpcre2-8-0', 'libssl3t64', 'libstdc++6', 'libzstd1', 'zlib1g'],
];

/** How a HAProxy is started: a program and the first of its arguments. */
export interface HaproxyProgram {
  readonly version: string;
  readonly command: readonly [string, ...string[]];
}

/** The one of this machine. */
export async function installedHaproxy(): Promise<HaproxyProgram> {
  return programOf(['haproxy']);
}

/** The newest that Debian has packaged (in `sid`), unpacked beside the installed one and run with its own libraries. */
export async function newestHaproxy(): Promise<HaproxyProgram> {
  const folder = join(CACHE, 'sid');
  const root = join(folder, 'root');
  if (!(await exists(join(folder, 'complete')))) await unpack(folder);
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const loader = join(root, 'usr/lib64/ld-linux-x86-64.so.2');
  return programOf([loader, '--library-path', libraries, join(root, 'usr/sbin/haproxy')]);
}

async function programOf(command: [string, ...string[]]): Promise<HaproxyProgram> {
  const [program, ...args] = command;
  const output = await mustExecute(program, [...args, '-v']);
  const version = /version (\d+\.\d+\.\d+)/.exec(output)?.[1];
  if (version === undefined) throw new Error(`no HAProxy: ${output}`);
  return { version, command };
}

async function unpack(folder: string): Promise<void> {
  await unpackPackages(folder, 'sid', PACKAGES);
  await writeFile(join(folder, 'complete'), '');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
