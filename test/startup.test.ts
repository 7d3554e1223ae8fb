import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadedPackages } from './support/loaded-packages.js';
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

  // 6 ms, which Node.js takes for the stream of a pipe, too.
  it('does without the network of Node.js in a pipe', async () => {
    const tell =
      "process.on('exit', () => console.error(process.moduleLoadList.includes('NativeModule net')))";
    const folder = await mkdtemp(join(tmpdir(), 'ctl-startup-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const program = join(folder, 'tell.cjs');
    await writeFile(program, `${tell}; require(${JSON.stringify(BINARY)});`);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'list', '--help']);
    expect(stdout).toContain('USAGE');
    expect(stderr).toBe('false\n');
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

describe('code caches', () => {
  /** A ctl of its own, as it is installed. */
  async function install(): Promise<{ readonly root: string; readonly home: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-installed-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const root = join(folder, 'ctl');
    for (const each of ['bin', 'dist', 'package.json', 'oclif.manifest.json'])
      await cp(join(dirname(dirname(BINARY)), each), join(root, each), { recursive: true });
    // For everybody, as below /usr/lib.
    await chmod(folder, 0o755);
    const home = join(folder, 'cache');
    return { root, home };
  }
  const help = (root: string, env: Record<string, string> = {}, uid?: number) =>
    promisify(execFile)(process.execPath, [join(root, 'bin', 'run.js'), 'list', '--help'], {
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
      uid,
    });
  const cachesIn = async (directory: string): Promise<string[]> =>
    (await readdir(directory)).filter((name) => name.endsWith('-ctl.cache'));
  async function cacheOf(root: string): Promise<string> {
    const [name, ...others] = await cachesIn(join(root, 'dist'));
    expect(others).toEqual([]);
    return join(root, 'dist', name ?? '');
  }

  it('made by the build are used as they are', async () => {
    const { root } = await install();
    const path = await cacheOf(root);
    const { mtimeMs } = await stat(path);
    expect((await help(root)).stdout).toContain('USAGE');
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
  });

  it.each<[string, (good: Buffer) => Buffer]>([
    ['cut off', (good) => good.subarray(0, good.length / 2)],
    ['never written to its end', (good) => Buffer.concat([good.subarray(0, good.length / 2)], good.length)],
    ['empty', () => Buffer.alloc(0)],
    ['of another program', (good) => Buffer.concat([Buffer.from('?'.repeat(99)), good.subarray(-12)])],
  ])('%s: a new one is made', async (_, damage) => {
    const { root } = await install();
    const path = await cacheOf(root);
    await writeFile(path, damage(await readFile(path)));
    const damaged = await readFile(path);
    expect((await help(root)).stdout).toContain('USAGE');
    expect((await readFile(path)).equals(damaged)).toBe(false);
    expect((await readFile(path)).length).toBeGreaterThan(100_000);
  });

  it("the user's is found behind one that V8 does not take", async () => {
    const { root, home } = await install();
    const path = await cacheOf(root);
    const good = await readFile(path);
    const bad = Buffer.concat([Buffer.from('?'.repeat(99)), good.subarray(-12)]);
    await writeFile(path, bad);
    await mkdir(join(home, 'ctl'), { recursive: true });
    await writeFile(join(home, 'ctl', basename(path)), good);
    await help(root, { XDG_CACHE_HOME: home });
    expect((await readFile(path)).equals(bad)).toBe(true);
  });

  it('where neither place can be written, and whoever runs it has no name, all works', async () => {
    const { root } = await install();
    await rm(await cacheOf(root));
    const uid = process.getuid?.() === 0 ? 54_321 : undefined;
    const { stdout, stderr } = await help(root, {}, uid);
    expect(stdout).toContain('USAGE');
    expect(stderr).toBe('');
    if (uid !== undefined) expect(await cachesIn(join(root, 'dist'))).toEqual([]);
    expect((await readdir(join(root, 'dist'))).filter((name) => /\.cache\.\d+$/.test(name))).toEqual([]);
  });
});
