import { access, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackPackages } from './unpack-packages.js';

/** Kept between runs. */
const FOLDER = join(tmpdir(), 'ctl-test-faketime', 'unpacked');
const LIBRARY = join(FOLDER, 'root/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1');

/** A time of day for single programs; the machine's clock, and their monotonic one, go on as they are. */
export interface FakeTime {
  /** For a program that lives by it. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets it so far from the machine's from now on, in seconds; what runs sees it at its next look. */
  set(offset: number): Promise<void>;
  remove(): Promise<void>;
}

/** The library `libfaketime` of this Debian, unpacked and preloaded. */
export async function fakeTime(): Promise<FakeTime> {
  const library = await unpacked();
  const folder = await mkdtemp(join(tmpdir(), 'ctl-time-'));
  const file = join(folder, 'offset');
  const set = async (offset: number): Promise<void> => {
    await writeFile(`${file}.new`, `${offset < 0 ? '' : '+'}${offset}\n`);
    await rename(`${file}.new`, file);
  };
  await set(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
  return { env, set, remove: () => rm(folder, { recursive: true }) };
}

async function unpacked(): Promise<string> {
  const isThere = await access(LIBRARY).then(
    () => true,
    () => false,
  );
  if (!isThere) await unpackPackages(FOLDER, await codename(), ['libfaketime']);
  return LIBRARY;
}

async function codename(): Promise<string> {
  const [, name] = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8')) ?? [];
  if (name === undefined) throw new Error('/etc/os-release has no VERSION_CODENAME');
  return name;
}
