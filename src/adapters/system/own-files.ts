import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { FileName } from '../../operations/ports/ports.js';
import { hasCode } from './system-errors.js';

/** Bytes; of a file's name most systems take 255. */
const LONGEST_SUBJECT = 80;

/** What is no plain word in a name, or too long, is told apart from others like it by a digest. */
export function fileNameOf({ before, subject, after }: FileName): string {
  const plain = subject.replace(/[^\w.-]+/g, '_').slice(0, LONGEST_SUBJECT);
  return `${before}${plain === subject ? plain : `${plain}-${digestOf(subject)}`}${after}`;
}

/** Short, and the same for the same text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Makes a directory for nobody else and all that is missing above it, and throws an Error unless it is one that nobody else can put
 * anything into. Its own steps, because those of Node.js (`recursive`) never end below /proc, where everything is missing and nothing can
 * be made.
 */
export async function makeOwnDirectory(path: string): Promise<void> {
  if (await exists(path)) return requireOwn(path);
  await requireOwnOrRoots(await nearestAbove(path));
  await makeDirectories(path, 0o700);
  await requireOwn(path);
}

export async function makeDirectories(path: string, mode: number): Promise<void> {
  try {
    await makeOne(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (!hasCode(error, 'ENOENT') || above === path) throw error;
    await makeDirectories(above, mode);
    await makeOne(path, mode);
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  await mkdir(path, { mode }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
}

/** Whether nobody else can put anything there; a symbolic link is none. */
export async function isOwnDirectory(path: string): Promise<boolean> {
  return requireOwn(path).then(
    () => true,
    () => false,
  );
}

async function requireOwn(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isSymbolicLink()) throw new Error(`${path} is a symbolic link`);
  if (!found.isDirectory()) throw new Error(`${path} is not a directory`);
  if (found.uid !== me()) throw new Error(`${path} belongs to another user`);
  if ((found.mode & 0o022) !== 0) throw new Error(`others may write to ${path}`);
}

async function requireOwnOrRoots(path: string): Promise<void> {
  const { uid } = await stat(path);
  if (uid !== me() && uid !== 0) throw new Error(`${path} belongs to another user`);
}

async function nearestAbove(path: string): Promise<string> {
  const above = dirname(path);
  return above === path || (await exists(above)) ? above : nearestAbove(above);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

function me(): number | undefined {
  return process.geteuid?.();
}

/**
 * The text of a file of one's own, or of root's; null for whatever else is there, such as a symbolic link, something that would be
 * waited for, or more than it may be.
 */
export async function readOwn(path: string, longest: number): Promise<string | null> {
  return readPlain(path, longest, ({ uid }) => uid === me() || uid === 0).catch(() => null);
}

/** The same without a look at its owner. Null if it is not as it should be; whatever the system says is thrown. */
export async function readPlain(
  path: string,
  longest: number,
  isTrusted: (found: { readonly uid: number }) => boolean = () => true,
): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > longest || !isTrusted(found)) return null;
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** Never over another file, and on the disk before anybody relies on it; what cannot be written whole leaves nothing. */
export async function writeNew(path: string, text: string, mode = 0o600): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** Writes a new file; where one of its name is, beside it: `NAME-2.json`. */
export async function writeBeside(directory: string, name: string, text: string): Promise<string> {
  const extension = extname(name);
  for (let count = 1; ; count += 1) {
    const numbered = count === 1 ? name : `${name.slice(0, -extension.length)}-${count}${extension}`;
    const path = join(directory, numbered);
    try {
      await writeNew(path, text);
      return path;
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || count === MOST_BESIDE) throw error;
    }
  }
}

const MOST_BESIDE = 100;

/** A file as it was, or with the new text, and nothing in between. */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeNew(draft, text, mode);
  try {
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}
