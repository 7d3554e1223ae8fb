import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';

/** The unprivileged user that the servers run as when ctl runs as root. */
interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/** Null if ctl does not run as root: then the servers run as the same user. */
export function findServerUser(): ServerUser | null {
  return candidates()[0] ?? null;
}

/** Everybody whose processes can belong to our sandboxes. */
export function possibleOwners(): ReadonlySet<number> {
  const users = candidates();
  return new Set(users.length > 0 ? users.map(({ uid }) => uid) : [process.getuid?.() ?? -1]);
}

function candidates(): readonly ServerUser[] {
  if (process.getuid?.() !== 0) return [];
  const users = CANDIDATES.map(findUser).filter((user) => user !== null);
  if (users.length > 0) return users;
  throw new Failure(
    'refused',
    'no-server-user',
    'PostgreSQL does not run as root, and there is no user postgres or nobody',
    {
      next: hint`run ctl as an ordinary user`,
    },
  );
}

function findUser(name: string): ServerUser | null {
  const line = readPasswd(name);
  const [, , uid, gid] = line.split(':');
  return uid === undefined || gid === undefined ? null : { name, uid: Number(uid), gid: Number(gid) };
}

function readPasswd(name: string): string {
  const isMeant = (line: string) => line.startsWith(`${name}:`);
  const local = readFileSync('/etc/passwd', 'utf8').split('\n').find(isMeant);
  if (local !== undefined) return local;
  try {
    return execFileSync('getent', ['passwd', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

/** Whether the user can reach a path: every directory above it lets him through. Null if so, else the one that does not. */
export function findClosedDirectory(path: string, user: ServerUser): string | null {
  const closed = isOpen(path, user) ? null : path;
  const above = dirname(path);
  return above === path ? closed : (findClosedDirectory(above, user) ?? closed);
}

function isOpen(path: string, { uid, gid }: ServerUser): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  return (stat.mode & (stat.gid === gid ? 0o010 : 0o001)) !== 0;
}
