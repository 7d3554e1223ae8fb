import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkMemory } from '../../../src/adapters/system/check-memory.js';
import { openLastSeenFiles } from '../../../src/adapters/system/last-seen-files.js';
import { newFiles } from '../../../src/adapters/system/new-files.js';
import { openStateFiles } from '../../../src/adapters/system/state-files.js';
import { openWorkFiles } from '../../../src/adapters/system/work-files.js';

const DEMO = { scope: 'demo', group: null };
const ETCD = { endpoints: ['http://a:2379'], namespace: '/service/' };
const NAME = { before: 'removed-', subject: 'demo', after: '.json' };
const NOBODY = 65534;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ctl-own-'));
});
afterEach(() => rm(home, { recursive: true }));

const env = () => ({ XDG_STATE_HOME: home });
const state = (...names: string[]) => join(home, 'ctl', ...names);

/** Everything below a directory, by path. */
async function contents(path: string): Promise<string[]> {
  return (await readdir(path, { recursive: true })).sort();
}

/** What may lie where `ctl` wants its directory. */
const WRONG_DIRECTORIES: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['a file', () => writeFile(state(), ''), 'is not a directory'],
  [
    'a symbolic link',
    async () => {
      await mkdir(join(home, 'elsewhere'));
      await symlink(join(home, 'elsewhere'), state());
    },
    'is a symbolic link',
  ],
  [
    "somebody else's",
    () => mkdir(state()).then(() => chown(state(), NOBODY, NOBODY)),
    'belongs to another user',
  ],
  ['open to others', () => mkdir(state()).then(() => chmod(state(), 0o777)), 'others may write to'],
  ["within somebody else's", () => chown(home, NOBODY, NOBODY), 'belongs to another user'],
];

describe.each(WRONG_DIRECTORIES)('a state directory that is %s', (_, make, reason) => {
  beforeEach(async () => {
    await make();
  });

  it('takes no dump, and says why', async () => {
    const before = await contents(home);
    await expect(openStateFiles(env()).save(NAME, 'text')).rejects.toMatchObject({
      outcome: 'usage',
      problem: { code: 'state-files', message: expect.stringContaining(reason) },
    });
    expect(await contents(home)).toEqual(before);
  });

  it('takes no memory of members, nor gives one', async () => {
    const before = await contents(home);
    await openLastSeenFiles(env(), ETCD).write(DEMO, 'text');
    expect(await openLastSeenFiles(env(), ETCD).read(DEMO)).toBeNull();
    expect(await contents(home)).toEqual(before);
  });

  it('has no text of an editor that is taken for its own, and a text is kept elsewhere', async () => {
    const files = openWorkFiles(env());
    expect(await files.findLeftOvers()).toEqual([]);
    const path = await files.keep('demo', 'ttl: 40\n');
    expect(path.startsWith(tmpdir())).toBe(true);
    expect(path.startsWith(state())).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('ttl: 40\n');
    expect((await lstat(path)).mode & 0o777).toBe(0o600);
    await rm(path);
  });
});

describe('a home that is none', () => {
  it.each([
    ['/proc', { HOME: '/proc' }],
    ['missing', { HOME: '/nonexistent/here' }],
    ['a device', { HOME: '/dev/null' }],
    ['a state home in /proc', { XDG_STATE_HOME: '/proc/self/x/y' }],
    ['a state home in a file', { XDG_STATE_HOME: '/etc/passwd' }],
    ['a state home whose name is too long', { XDG_STATE_HOME: `/tmp/${'x'.repeat(300)}` }],
  ])('costs the state files and nothing else: %s', async (_, given) => {
    const before = process.env.HOME;
    if ('HOME' in given) process.env.HOME = given.HOME;
    try {
      await expect(openStateFiles(given).save(NAME, 'text')).rejects.toMatchObject({ outcome: 'usage' });
      await openLastSeenFiles(given, ETCD).write(DEMO, 'text');
      expect(await openLastSeenFiles(given, ETCD).read(DEMO)).toBeNull();
      const path = await openWorkFiles(given).keep('demo', 'text');
      expect(path.startsWith(tmpdir())).toBe(true);
      await rm(path);
    } finally {
      process.env.HOME = before;
    }
  });
});

describe('a file of what was last seen', () => {
  const open = () => openLastSeenFiles(env(), ETCD);

  it.each<[string, (path: string) => Promise<unknown> | unknown]>([
    ['a symbolic link', (path) => symlink('/etc/passwd', path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['a directory', (path) => mkdir(path)],
    ["somebody else's", (path) => writeFile(path, 'text').then(() => chown(path, NOBODY, NOBODY))],
    ['too long', (path) => writeFile(path, 'x'.repeat(300_000))],
  ])('that is %s is not read', async (_, make) => {
    await open().write(DEMO, 'text');
    const [name = ''] = await readdir(state('last-seen'));
    await rm(state('last-seen', name));
    await make(state('last-seen', name));
    expect(await open().read(DEMO)).toBeNull();
  });

  it('is replaced where a link is, and what it led to stays as it was', async () => {
    await open().write(DEMO, 'first');
    const [name = ''] = await readdir(state('last-seen'));
    await writeFile(join(home, 'other'), 'other');
    await rm(state('last-seen', name));
    await symlink(join(home, 'other'), state('last-seen', name));
    await open().write(DEMO, 'second');
    expect(await open().read(DEMO)).toBe('second');
    expect(await readFile(join(home, 'other'), 'utf8')).toBe('other');
    expect(await readdir(state('last-seen'))).toEqual([name]);
  });
});

describe('a text that is kept', () => {
  it('is kept once, for nobody else to read, whatever the name', async () => {
    const files = openWorkFiles(env());
    const paths = [
      await files.keep('a/b', 'text'),
      await files.keep('a/b', 'text'),
      await files.keep('a/b', 'other'),
    ];
    expect(paths[0]).toBe(paths[1]);
    expect(paths[0]).not.toBe(paths[2]);
    expect(await readdir(state())).toHaveLength(2);
    expect((await lstat(paths[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(await files.keep('x'.repeat(300), 'text')).toContain(`/${'x'.repeat(80)}-`);
  });

  it('is the file that was edited, which takes no room', async () => {
    const files = openWorkFiles(env());
    const path = await files.create('demo', 'ttl: 30\n');
    await files.write(path, 'ttl: 40\n');
    const kept = await files.keepEdited('demo', path);
    expect(await contents(state())).toEqual([kept.slice(state().length + 1)]);
    expect(kept).toMatch(/\/demo-kept-[0-9a-f]{16}\.yaml$/);
    expect(await readFile(kept, 'utf8')).toBe('ttl: 40\n');
  });
});

describe('the memory of check', () => {
  it.each<[string, (path: string) => Promise<unknown> | unknown]>([
    ['a symbolic link', (path) => symlink('/etc/passwd', path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['a device', (path) => execFileSync('mknod', [path, 'c', '1', '3'])],
    ['a directory', (path) => mkdir(path)],
  ])('is not in %s, which stays what it is', async (_, make) => {
    const path = join(home, 'memory');
    await make(path);
    const before = (await lstat(path)).mode;
    await expect(checkMemory.read(path)).rejects.toMatchObject({ problem: { code: 'state-file' } });
    await expect(checkMemory.write(path, '{}')).rejects.toMatchObject({ problem: { code: 'state-file' } });
    expect((await lstat(path)).mode).toBe(before);
    expect(await readdir(home)).toEqual(['memory']);
  });
});

describe('on a full disk', () => {
  /** Of two pages, of which one is taken. */
  let disk: string;

  beforeEach(async () => {
    disk = join(home, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'ctl-test', disk]);
    await openLastSeenFiles({ XDG_STATE_HOME: disk }, ETCD).write(DEMO, 'first');
    await writeFile(join(disk, 'full'), 'x'.repeat(4096)).catch(() => undefined);
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
  });

  const LONG = 'x'.repeat(10_000);

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a dump',
      () => openStateFiles({ XDG_STATE_HOME: disk }).save(NAME, LONG),
      /no space is left on the disk/,
    ],
    [
      'a bundle',
      () => newFiles.create(join(disk, 'bundle'), LONG, '--bundle'),
      /no space is left on the disk/,
    ],
    [
      'the memory of check',
      () => checkMemory.write(join(disk, 'memory'), LONG),
      /no space is left on the disk/,
    ],
    ['the text of an editor', () => openWorkFiles({ XDG_STATE_HOME: disk }).create('demo', LONG), /no space/],
  ])('%s leaves nothing behind, and the message is clear', async (what, write, message) => {
    const before = await contents(disk);
    await expect(write()).rejects.toMatchObject({
      // It is all that the command was to bring.
      outcome: what === 'a bundle' ? 'output-lost' : 'usage',
      message: expect.stringMatching(message),
    });
    expect(await contents(disk)).toEqual(before);
  });

  it('what was last seen stays as it was', async () => {
    const before = await contents(disk);
    const files = openLastSeenFiles({ XDG_STATE_HOME: disk }, ETCD);
    await files.write(DEMO, LONG);
    expect(await contents(disk)).toEqual(before);
    expect(await files.read(DEMO)).toBe('first');
  });

  it('a text that is being edited is not cut off, and is kept where it is', async () => {
    const files = openWorkFiles({ XDG_STATE_HOME: disk });
    await rm(join(disk, 'full'));
    const path = await files.create('demo', 'ttl: 30\n');
    await writeFile(join(disk, 'full'), LONG).catch(() => undefined);
    await expect(files.write(path, LONG)).rejects.toMatchObject({ problem: { code: 'state-files' } });
    expect(await readFile(path, 'utf8')).toBe('ttl: 30\n');
    const kept = await files.keepEdited('demo', path);
    expect(await readFile(kept, 'utf8')).toBe('ttl: 30\n');
  });

  it('a typed text is kept elsewhere', async () => {
    const path = await openWorkFiles({ XDG_STATE_HOME: disk }).keep('demo', LONG);
    expect(path.startsWith(disk)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(LONG);
    await rm(path);
  });
});
