import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Distribution, FoundProgram, ProgramChoices } from '../../operations/sandbox/ports.js';
import type { ProgramName } from '../../operations/sandbox/sandbox.js';
import { findClosedDirectory, findServerUser } from './server-user.js';

const PROGRAMS: readonly ProgramName[] = ['etcd', 'patroni', 'postgres', 'haproxy'];
/** Where programs are besides PATH. */
const PLACES = ['/usr/sbin', '/usr/local/sbin'];
/** What Patroni calls. */
const POSTGRES_PROGRAMS = [
  'postgres',
  'initdb',
  'pg_ctl',
  'pg_basebackup',
  'pg_controldata',
  'pg_isready',
  'pg_rewind',
];

export function findPrograms(choices: ProgramChoices): Promise<readonly FoundProgram[]> {
  return Promise.all(PROGRAMS.map((program) => findProgram(program, choices[program])));
}

async function findProgram(program: ProgramName, choice: string | undefined): Promise<FoundProgram> {
  const absent = { program, path: null, version: null };
  const path = choice === undefined ? search(program) : resolve(choice);
  if (path === null) return { ...absent, trouble: 'not found' };
  const directory = program === 'postgres' ? postgresDirectory(path) : path;
  const trouble = program === 'postgres' ? postgresTrouble(directory) : programTrouble(path);
  if (trouble !== null) return { ...absent, trouble };
  const executable = program === 'postgres' ? join(directory, 'postgres') : path;
  const version = await readVersion(program, executable);
  if ('error' in version) return { ...absent, trouble: `${executable} does not run: ${version.error}` };
  return { program, path: directory, version: version.version, trouble: null };
}

function search(program: ProgramName): string | null {
  const directories = [...new Set([...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...PLACES])];
  if (program !== 'postgres') return directories.map((place) => join(place, program)).find(isUsable) ?? null;
  const ofPath = directories.map((place) => join(place, 'initdb')).filter(isExecutable);
  const candidates = [
    ...installedPostgres(),
    ...ofPath.map((path) => dirname(realpathSync(path))),
    '/usr/local/pgsql/bin',
  ];
  return candidates.find((place) => postgresTrouble(place) === null) ?? candidates.find(existsSync) ?? null;
}

/** The newest first. */
function installedPostgres(): readonly string[] {
  const debian = versionsIn('/usr/lib/postgresql').map(
    (name) => [name, `/usr/lib/postgresql/${name}/bin`] as const,
  );
  const redHat = versionsIn('/usr').flatMap((name) => {
    return name.startsWith('pgsql-') ? [[name.slice(6), `/usr/${name}/bin`] as const] : [];
  });
  return [...debian, ...redHat].sort((a, b) => Number(b[0]) - Number(a[0])).map(([, path]) => path);
}

function versionsIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** `--postgres` may name the server itself. */
function postgresDirectory(path: string): string {
  return basename(path) === 'postgres' && !isDirectory(path) ? dirname(path) : path;
}

function postgresTrouble(directory: string): string | null {
  const missing = POSTGRES_PROGRAMS.filter((name) => !isExecutable(join(directory, name)));
  if (missing.length === POSTGRES_PROGRAMS.length) return `no PostgreSQL server in ${directory}`;
  return missing.length > 0 ? `${missing.join(', ')} is missing in ${directory}` : closedTrouble(directory);
}

function programTrouble(path: string): string | null {
  if (!isExecutable(path)) return `${path} is not an executable file`;
  if (lacksEtcdModule(path)) return 'python3-etcd is missing';
  return closedTrouble(path);
}

/** Programs in root's home, for example, are of no use to the servers' user. */
function closedTrouble(path: string): string | null {
  const user = findServerUser();
  const closed = user === null ? null : findClosedDirectory(path, user);
  return closed === null ? null : `user ${user?.name} cannot pass through ${closed}`;
}

function isUsable(path: string): boolean {
  return isExecutable(path) && closedTrouble(path) === null;
}

/** Debian's package of Patroni only recommends the module it needs for etcd. */
function lacksEtcdModule(path: string): boolean {
  const modules = '/usr/lib/python3/dist-packages';
  return path === '/usr/bin/patroni' && existsSync(`${modules}/patroni`) && !existsSync(`${modules}/etcd`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function readVersion(
  program: ProgramName,
  path: string,
): Promise<{ version: string } | { error: string }> {
  try {
    const { stdout } = await promisify(execFile)(path, [program === 'haproxy' ? '-v' : '--version'], {
      timeout: 20_000,
    });
    return { version: decodeVersion(stdout) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { error: text.trim().split('\n').at(-1) ?? text };
  }
}

/** The first number with dots: `etcd Version: 3.4.23`, `HAProxy version 2.6.12-1+deb12u4 2026/10/17`. */
export function decodeVersion(text: string): string {
  return /\d+(?:\.\d+)+|\d+(?=beta|rc|devel)/.exec(text)?.[0] ?? 'unknown';
}

export async function readDistribution(): Promise<Distribution> {
  return decodeOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
}

/** See os-release(5). */
export function decodeOsRelease(text: string): Distribution {
  const readField = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { id: readField('ID'), like: readField('ID_LIKE').split(' ').filter(Boolean) };
}
