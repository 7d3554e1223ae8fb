import { entryOf } from '../../formats/json.js';
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'your quota of the disk is used up',
  EISDIR: 'it is a directory',
  ELOOP: 'it is, or leads through, a symbolic link that is not followed',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such directory, and it cannot be made',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'something on the way is not a directory',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
};

/** Why the system did not do something to a file, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return entryOf(WORDS, code) ?? error.message;
}
