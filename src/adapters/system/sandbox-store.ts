import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chown, lstat, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { PlannedFile } from '../../operations/sandbox/planned-files.js';
import type { SandboxStore } from '../../operations/sandbox/ports.js';
import type { Sandbox } from '../../operations/sandbox/sandbox.js';
import { decodeSandbox } from './decode-sandbox.js';
import { makeDirectories } from './own-files.js';
import { whenUnlocked, whileLocked } from './sandbox-lock.js';
import { findClosedDirectory, findServerUser } from './server-user.js';
import { removeLeftSegment } from './shared-memory.js';
import { hasCode, reasonOf } from './system-errors.js';

const RECORD = 'sandbox.json';
/** HAProxy's own limit for the path of a socket. */
const LONGEST_SOCKET = 97;

/** Sandboxes as directories on this machine. */
export class DirectoryStore implements SandboxStore {
  constructor(readonly home: string) {}

  async names(): Promise<readonly string[]> {
    return (await listDirectories(this.home)).filter((name) => !name.startsWith('.'));
  }

  directoryOf(name: string): string {
    return join(this.home, name);
  }

  async read(name: string): Promise<Sandbox | 'damaged' | null> {
    const directory = this.directoryOf(name);
    try {
      return decodeSandbox(await readFile(join(directory, RECORD), 'utf8'), directory) ?? 'damaged';
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) return 'damaged';
      // An `up` that was killed at its very beginning leaves a directory with nothing in it.
      return (await listDirectories(directory)).length === 0 ? null : 'damaged';
    }
  }

  async write(sandbox: Sandbox): Promise<void> {
    await this.requireReachable();
    await this.requireRoom(sandbox);
    await makeDirectories(sandbox.directory, this.privateMode);
    await this.put(sandbox, join(sandbox.directory, RECORD), `${JSON.stringify(sandbox, null, 2)}\n`, 'user');
  }

  async makeDirectories(sandbox: Sandbox, directories: readonly string[]): Promise<void> {
    const user = findServerUser();
    for (const directory of directories) {
      await mkdir(directory, { mode: 0o700 }).catch(ignoreExisting);
      const found = await lstat(directory);
      const isOurs = found.isDirectory() && [0, user?.uid ?? process.getuid?.()].includes(found.uid);
      if (!isOurs) throw foreignDirectory(directory, sandbox.name);
      if (user !== null && found.uid === 0) await chown(directory, user.uid, user.gid);
    }
  }

  async writeFile(
    sandbox: Sandbox,
    file: PlannedFile,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<void> {
    if (!overwrite && (await exists(file.path))) return;
    await this.put(sandbox, file.path, file.text, file.owner);
  }

  async remove(name: string): Promise<void> {
    const directory = this.directoryOf(name);
    for (const component of await listDirectories(directory))
      await removeLeftSegment(join(directory, component, 'data'));
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    const socketDirectory = shortSocketDirectory(directory);
    if (await exists(socketDirectory)) await rm(socketDirectory, { recursive: true, force: true });
  }

  async locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.makeHome();
    return whileLocked(join(this.home, `.${name}.lock`), `sandbox ${name}`, work);
  }

  async whileChoosingPorts<T>(work: () => Promise<T>): Promise<T> {
    await this.makeHome();
    return whenUnlocked(join(this.home, '.ports.lock'), 'choosing ports', work);
  }

  async socketDirectoryFor(name: string): Promise<string> {
    const directory = this.directoryOf(name);
    const inside = join(directory, 'haproxy');
    return Buffer.byteLength(join(inside, 'stats.sock')) <= LONGEST_SOCKET
      ? inside
      : shortSocketDirectory(directory);
  }

  newSecret(): string {
    return randomBytes(18).toString('base64url');
  }

  /** As root the servers' user has to pass through. */
  private get privateMode(): number {
    return findServerUser() === null ? 0o700 : 0o711;
  }

  private async makeHome(): Promise<void> {
    try {
      await makeDirectories(this.home, this.privateMode);
    } catch (error) {
      throw cannotWrite(this.home, error);
    }
  }

  private async requireReachable(): Promise<void> {
    const user = findServerUser();
    const closed = user === null ? null : findClosedDirectory(this.home, user);
    if (user === null || closed === null) return;
    const message = `The servers run as user ${user.name}, who cannot pass through ${closed}`;
    throw new Failure('refused', 'home-not-reachable', message, {
      subject: this.home,
      next: hint`chmod o+x ${closed}, or set CTL_SANDBOX_HOME to another directory`,
    });
  }

  /** A full disk in the middle is hard to tell from other trouble. */
  private async requireRoom(sandbox: Sandbox): Promise<void> {
    const { bavail, bsize } = await statfs(this.home);
    const needed = (sandbox.etcd.length * 130 + sandbox.members.length * 150) * 1024 * 1024;
    if (bavail * bsize >= needed) return;
    const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
    const message = `${megabytes(bavail * bsize)} are free in ${this.home}, about ${megabytes(needed)} are needed`;
    throw new Failure('refused', 'disk-full', message, {
      next: hint`fewer --members, or set CTL_SANDBOX_HOME`,
    });
  }

  /**
   * Writes to a new file that is then renamed. It is made in the sandbox's own directory, which the servers cannot write
   * to, so that they cannot make root write elsewhere by a symbolic link.
   */
  private async put(
    sandbox: Sandbox,
    path: string,
    text: string,
    owner: PlannedFile['owner'],
  ): Promise<void> {
    const temporary = join(sandbox.directory, `.new-${process.pid}`);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    try {
      const file = await open(temporary, flags, 0o600);
      try {
        await file.writeFile(text);
        const user = findServerUser();
        if (owner === 'servers' && user !== null) await file.chown(user.uid, user.gid);
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw cannotWrite(path, error);
    }
  }
}

/** For directories with a long path; its name tells nothing, and only its owner can enter it. */
function shortSocketDirectory(directory: string): string {
  return join(tmpdir(), `ctl-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`);
}

async function listDirectories(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function cannotWrite(path: string, error: unknown): Failure {
  return new Failure('refused', 'cannot-write', `${path} cannot be written: ${reasonOf(error)}`, {
    subject: path,
    cause: error,
  });
}

function foreignDirectory(directory: string, name: string): Failure {
  return new Failure('refused', 'foreign-directory', `${directory} belongs to another user`, {
    subject: directory,
    next: hint`${ctl('sandbox down', null, [name], { destroy: true })}, or set CTL_SANDBOX_HOME`,
  });
}

function ignoreExisting(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}
