import { execFile } from 'node:child_process';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cachedDataVersionTag } from 'node:v8';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadedPackages, loadedSources } from './support/loaded-packages.js';
import { BINARY } from './support/run-ctl.js';

/** Each costs tens of milliseconds at every start. */
const HEAVY = [
  'etcd3',
  '@grpc',
  'protobufjs',
  'cockatiel',
  'pg',
  'inquirer',
  '@inquirer',
  'yaml',
  'cli-table3',
  'chalk',
];

describe('a start that only informs', () => {
  it.each([
    [['--help']],
    [['list', '--help']],
    [['sandbox', '--help']],
    [['help', 'exit-codes']],
    [['lsit']],
  ])('loads no heavy module: ctl %s', async (args) => {
    const loaded = await loadedPackages(args);
    expect(loaded).toContain('@oclif/core');
    expect(
      HEAVY.filter((name) => loaded.some((each) => each === name || each.startsWith(`${name}/`))),
    ).toEqual([]);
  });

  it('loads no package at all for --version', async () => {
    expect(await loadedPackages(['--version'])).toEqual([]);
  });
});

describe('list', () => {
  it('loads neither a PostgreSQL client nor prompts', async () => {
    const loaded = await loadedPackages(['-d', '127.0.0.1:9', 'list', 'demo']);
    expect(loaded).toContain('etcd3');
    expect(
      loaded.filter((name) => ['pg', 'inquirer'].includes(name) || name.startsWith('@inquirer/')),
    ).toEqual([]);
  });
});

describe('the trace of --debug', () => {
  const tracing = async (...args: readonly string[]) =>
    (await loadedSources(['-d', '127.0.0.1:9', 'list', 'demo', ...args])).filter((file) =>
      /\btraced?\b/.test(file),
    );

  it('is loaded by nobody else', async () => {
    expect(await tracing()).toEqual([]);
    expect([...(await tracing('--debug'))].sort()).toEqual([
      'adapters/etcd/trace-calls.ts',
      'adapters/exchange/trace-http.ts',
      'adapters/exchange/traced.ts',
      'views/parts/trace-line.ts',
    ]);
  });
});

describe('code caches', () => {
  /** A ctl of its own, as it is installed, which has been started once. */
  async function install(): Promise<{ readonly root: string; readonly cache: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-installed-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const root = join(folder, 'ctl');
    for (const each of ['bin', 'dist', 'package.json', 'oclif.manifest.json'])
      await cp(join(dirname(dirname(BINARY)), each), join(root, each), { recursive: true });
    for (const name of await cachesIn(join(root, 'dist'))) await rm(join(root, 'dist', name));
    // For everybody to read, as below /usr/lib.
    await chmod(folder, 0o755);
    await help(root);
    const [cache = '', ...others] = await cachesIn(join(root, 'dist'));
    expect(others).toEqual([]);
    return { root, cache };
  }
  const help = (root: string, env: Record<string, string> = {}, uid?: number) =>
    promisify(execFile)(process.execPath, [join(root, 'bin', 'run.js'), 'list', '--help'], {
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
      uid,
    });
  const cachesIn = async (directory: string): Promise<string[]> =>
    (await readdir(directory)).filter((name) => name.endsWith('.cache'));
  const inode = async (path: string): Promise<number> => (await stat(path)).ino;

  it('are left by the first start, grow with the next four, and are only read then', async () => {
    const { root, cache } = await install();
    const path = join(root, 'dist', cache);
    const inodes = [await inode(path)];
    for (let start = 2; start <= 6; start += 1) {
      expect((await help(root)).stdout).toContain('USAGE');
      inodes.push(await inode(path));
    }
    expect(inodes[4]).not.toBe(inodes[3]);
    expect(inodes[5]).toBe(inodes[4]);
  });

  it('have what different commands ran', async () => {
    const { root, cache } = await install();
    const path = join(root, 'dist', cache);
    const before = (await stat(path)).size;
    await promisify(execFile)(process.execPath, [join(root, 'bin', 'run.js'), 'list', '--unknown']).catch(
      () => {},
    );
    expect((await stat(path)).size).toBeGreaterThan(before);
  });

  it.each<[string, (good: Buffer) => Buffer]>([
    ['cut off', (good) => good.subarray(0, good.length / 2)],
    ['never written to its end', (good) => Buffer.concat([good.subarray(0, good.length / 2)], good.length)],
    ['empty', () => Buffer.alloc(0)],
    ['of another program', (good) => Buffer.concat([Buffer.from('?'.repeat(99)), good.subarray(-13)])],
  ])('%s: a new one is made', async (_, damage) => {
    const { root, cache } = await install();
    const path = join(root, 'dist', cache);
    await writeFile(path, damage(await readFile(path)));
    const before = await inode(path);
    expect((await help(root)).stdout).toContain('USAGE');
    expect(await inode(path)).not.toBe(before);
    expect((await readFile(path)).length).toBeGreaterThan(100_000);
  });

  const NOBODY = 65_534;
  it.each<[string, (file: string, directory: string) => Promise<void>]>([
    ['belongs to another user', (file) => chown(file, NOBODY, NOBODY)],
    ['may be written by a group', (file) => chmod(file, 0o664)],
    ['may be written by everybody', (file) => chmod(file, 0o646)],
    ["is in another user's directory", (_, directory) => chown(directory, NOBODY, NOBODY)],
    ["is in a group's directory", (_, directory) => chmod(directory, 0o775)],
  ])('are code: one that %s is not read', async (_, expose) => {
    const { root, cache } = await install();
    const dist = join(root, 'dist');
    const good = join(dist, cache);
    // The place beside the bundle is nobody's to use, so that the user's counts.
    const home = join(dirname(root), 'cache');
    await mkdir(join(home, 'ctl'), { recursive: true, mode: 0o700 });
    const exposed = join(home, 'ctl', cache);
    await cp(good, exposed);
    await rm(good);
    await expose(exposed, join(home, 'ctl'));
    const before = await inode(exposed);
    expect((await help(root, { XDG_CACHE_HOME: home })).stdout).toContain('USAGE');
    // A new one has been made beside the bundle, and the other is as it was.
    expect(await cachesIn(dist)).toEqual([cache]);
    expect(await inode(exposed)).toBe(before);
  });

  it("the user's is found where there is none beside the bundle", async () => {
    const { root, cache } = await install();
    const home = join(dirname(root), 'cache');
    await mkdir(join(home, 'ctl'), { recursive: true, mode: 0o700 });
    // It grows no more, and is not written again.
    for (let start = 2; start <= 5; start += 1) await help(root);
    await rename(join(root, 'dist', cache), join(home, 'ctl', cache));
    await help(root, { XDG_CACHE_HOME: home });
    expect(await cachesIn(join(root, 'dist'))).toEqual([]);
  });

  it("a user's grows beside one that root has left, and is only read then", async () => {
    const { root, cache } = await install();
    const uid = process.getuid?.() === 0 ? 54_321 : undefined;
    const home = join(dirname(root), 'cache');
    await mkdir(join(home, 'ctl'), { recursive: true, mode: 0o700 });
    if (uid === undefined) await chmod(join(root, 'dist'), 0o555);
    else for (const each of [home, join(home, 'ctl')]) await chown(each, uid, uid);
    const before = await inode(join(root, 'dist', cache));
    const inodes: number[] = [];
    // The one that was left has seen a start.
    for (let start = 2; start <= 7; start += 1) {
      await help(root, { XDG_CACHE_HOME: home }, uid);
      inodes.push(await inode(join(home, 'ctl', cache)));
    }
    await chmod(join(root, 'dist'), 0o755);
    expect(inodes[3]).not.toBe(inodes[2]);
    expect(inodes.slice(3)).toEqual([inodes[3], inodes[3], inodes[3]]);
    expect(await inode(join(root, 'dist', cache))).toBe(before);
  });

  it('where neither place can be written, and whoever runs it has no name, all works', async () => {
    const { root, cache } = await install();
    await rm(join(root, 'dist', cache));
    const uid = process.getuid?.() === 0 ? 54_321 : undefined;
    const { stdout, stderr } = await help(root, {}, uid);
    expect(stdout).toContain('USAGE');
    expect(stderr).toBe('');
    if (uid !== undefined) expect(await cachesIn(join(root, 'dist'))).toEqual([]);
    expect((await readdir(join(root, 'dist'))).filter((name) => /\.cache\.\d+$/.test(name))).toEqual([]);
  });

  it('of another bundle have another name', async () => {
    const { root, cache } = await install();
    const { files } = JSON.parse(await readFile(join(root, 'dist', 'parts.json'), 'utf8'));
    expect(cache).toBe(`${files.start}.${process.version}-${cachedDataVersionTag()}.cache`);
  });

  it('are not in the package that npm makes', async () => {
    const { files } = JSON.parse(await readFile(join(dirname(dirname(BINARY)), 'package.json'), 'utf8'));
    expect(files).not.toContain('dist');
  });
});
