import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mustExecute } from './execute.js';

/**
 * Packages of a suite of this Debian, unpacked below `root` of a folder that is made anew, beside the installed ones. The package
 * manager fetches them from the archive that it is configured with, with lists and caches of its own.
 */
export async function unpackPackages(
  folder: string,
  suite: string,
  packages: readonly string[],
): Promise<void> {
  const cache = dirname(folder);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  // Programs are run from here: nobody else may have made the folder.
  if ((await stat(cache)).uid !== process.getuid?.()) throw new Error(`${cache} belongs to somebody else`);
  await rm(folder, { recursive: true, force: true });
  for (const path of ['state/lists/partial', 'cache/archives/partial']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  const sources = join(folder, 'sources.list');
  const signed = 'signed-by=/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(sources, `deb [${signed}] ${await configuredArchive()} ${suite} main\n`);
  const apt = (...command: string[]): Promise<string> =>
    mustExecute('apt-get', [...privateApt(folder, sources), ...command], { cwd: folder });
  await apt('update');
  await apt('download', ...packages);
  const fetched = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const name of fetched) await mustExecute('dpkg', ['-x', join(folder, name), join(folder, 'root')]);
}

/** Options with which the package manager leaves the system's own lists and caches alone. */
function privateApt(folder: string, sources: string): string[] {
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
async function configuredArchive(): Promise<string> {
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
