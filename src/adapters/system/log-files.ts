import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';
import type { Logs } from '../../operations/sandbox/ports.js';

const CHUNK = 64 * 1024;
const POLL_MS = 250;

export const logFiles: Logs = { tail: readTail, follow: followFiles };

/** The last lines of a file; none if there is no such file. */
export async function readTail(path: string, lines: number): Promise<readonly string[]> {
  const file = await openLog(path);
  if (file === null) return [];
  try {
    let position = (await file.stat()).size;
    let end = Buffer.alloc(0);
    while (position > 0 && countLines(end) <= lines) {
      const from = Math.max(0, position - CHUNK);
      end = Buffer.concat([await readRange(file, from, position), end]);
      position = from;
    }
    return lines === 0 ? [] : splitLines(end.toString()).slice(-lines);
  } finally {
    await file.close();
  }
}

interface Followed {
  readonly path: string;
  position: number;
  readonly decoder: StringDecoder;
  /** The beginning of a line that is not finished. */
  rest: string;
}

async function* followFiles(
  paths: readonly string[],
): AsyncIterable<{ readonly path: string; readonly line: string }> {
  const files: Followed[] = await Promise.all(
    paths.map(async (path) => ({
      path,
      position: await sizeOf(path),
      decoder: new StringDecoder(),
      rest: '',
    })),
  );
  for (;;) {
    for (const file of files) {
      for (const line of await readNew(file)) yield { path: file.path, line };
    }
    await setTimeout(POLL_MS);
  }
}

async function readNew(followed: Followed): Promise<readonly string[]> {
  const file = await openLog(followed.path);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    if (size < followed.position) followed.position = 0;
    const text = followed.decoder.write(await readRange(file, followed.position, size));
    followed.position = size;
    const lines = `${followed.rest}${text}`.split('\n');
    followed.rest = lines.pop() ?? '';
    return lines;
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  const file = await openLog(path);
  if (file === null) return 0;
  const { size } = await file.stat();
  await file.close();
  return size;
}

/** The servers own the directory: a symbolic link there is not followed. */
async function openLog(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch {
    return null;
  }
}

async function readRange(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}

function countLines(buffer: Buffer): number {
  let count = 0;
  for (const byte of buffer) if (byte === 10) count += 1;
  return count;
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
