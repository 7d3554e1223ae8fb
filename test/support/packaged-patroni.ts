import { access, chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from './execute.js';

/** Kept between runs, and in a place where the unprivileged user that runs the servers gets to, too. */
const CACHE = join(tmpdir(), 'ctl-test-patroni');
// idna is needed for etcd over TLS, and depended upon by none of the others.
const PACKAGES = ['patroni', 'python3-ydiff', 'python3-idna'];

export interface PackagedPatroni {
  readonly version: string;
  /** Programs that run the unpacked Patroni with the Python of the system. */
  readonly patroni: string;
  readonly patronictl: string;
}

/**
 * Patroni as another suite of this Debian packages it, unpacked beside the installed one; `sid` has the newest. The
 * package manager fetches it from the archive that it is configured with, with lists and caches of its own.
 */
export async function packagedPatroni(suite: 'sid' | 'trixie'): Promise<PackagedPatroni> {
  const folder = join(CACHE, suite);
  const found = { patroni: join(folder, 'bin', 'patroni'), patronictl: join(folder, 'bin', 'patronictl') };
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
  await mkdir(CACHE, { recursive: true, mode: 0o755 });
  // Programs are run from here: nobody else may have made the folder.
  if ((await stat(CACHE)).uid !== process.getuid?.()) throw new Error(`${CACHE} belongs to somebody else`);
  await rm(folder, { recursive: true, force: true });
  for (const path of ['state/lists/partial', 'cache/archives/partial', 'bin']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const archive = await configuredArchive();
  const sources = join(folder, 'sources.list');
  await writeFile(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${archive} ${suite} main\n`,
  );
  const apt = (...command: string[]): Promise<string> =>
    mustExecute('apt-get', [...privateApt(folder, sources), ...command], { cwd: folder });
  await apt('update');
  await apt('download', ...PACKAGES);
  const packages = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const name of packages) await mustExecute('dpkg', ['-x', join(folder, name), join(folder, 'root')]);
  for (const program of ['patroni', 'patronictl']) await writeWrapper(folder, program);
}

/** Options with which the package manager leaves the system's own lists and caches alone. */
export function privateApt(folder: string, sources: string): string[] {
  const options = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::SourceList': sources,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': '/dev/null',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The archive of the main component that this machine installs from. */
export async function configuredArchive(): Promise<string> {
  const format = '$(CREATED_BY) $(COMPONENT) $(CODENAME) $(REPO_URI)';
  const targets = await mustExecute('apt-get', ['indextargets', '--format', format]);
  const rows = targets.split('\n').map((line) => line.split(' '));
  const row = rows.find(
    ([by, component, codename = '']) => by === 'Packages' && component === 'main' && !codename.includes('-'),
  );
  const archive = row?.[3];
  if (archive === undefined) throw new Error(`no archive is configured:\n${targets}`);
  return archive;
}

async function writeWrapper(folder: string, program: string): Promise<void> {
  const path = join(folder, 'bin', program);
  const packages = join(folder, 'root/usr/lib/python3/dist-packages');
  const script = `#!/bin/sh\nPYTHONPATH=${packages} exec /usr/bin/python3 ${join(folder, 'root/usr/bin', program)} "$@"\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
}
