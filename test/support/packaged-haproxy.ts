import { access, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from './execute.js';
import { configuredArchive, privateApt } from './packaged-patroni.js';

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
  await mkdir(CACHE, { recursive: true, mode: 0o755 });
  // Programs are run from here: nobody else may have made the folder.
  if ((await stat(CACHE)).uid !== process.getuid?.()) throw new Error(`${CACHE} belongs to somebody else`);
  await rm(folder, { recursive: true, force: true });
  for (const path of ['state/lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const sources = join(folder, 'sources.list');
  const signed = 'signed-by=/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(sources, `deb [${signed}] ${await configuredArchive()} sid main\n`);
  const apt = (...command: string[]): Promise<string> =>
    mustExecute('apt-get', [...privateApt(folder, sources), ...command], { cwd: folder });
  await apt('update');
  await apt('download', ...PACKAGES);
  const packages = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const name of packages) await mustExecute('dpkg', ['-x', join(folder, name), join(folder, 'root')]);
  await writeFile(join(folder, 'complete'), '');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
