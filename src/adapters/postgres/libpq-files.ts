import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../errors.js';
import type { Environment, Service } from './libpq-parameters.js';

export function homeOf(env: Environment): string {
  try {
    return env.HOME || homedir();
  } catch {
    // A number without a name, as in a container.
    return '/nonexistent';
  }
}

/** The service that PGSERVICE names: of PGSERVICEFILE or the user's file, else of the system's. */
export async function readService(env: Environment): Promise<Service | null> {
  const name = env.PGSERVICE;
  if (!name) return null;
  const own = env.PGSERVICEFILE || join(homeOf(env), '.pg_service.conf');
  const system = env.PGSYSCONFDIR ? [env.PGSYSCONFDIR] : ['/etc/postgresql-common', '/etc/sysconfig/pgsql'];
  for (const path of [own, ...system.map((folder) => join(folder, 'pg_service.conf'))]) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null && path === env.PGSERVICEFILE) {
      throw new Failure('usage', 'bad-service-file', `service file "${path}" not found`, {
        subject: 'PGSERVICEFILE',
      });
    }
    const settings = text === null ? null : findService(text, name, path);
    if (settings !== null) return { name, path, settings };
  }
  throw new Failure('usage', 'unknown-service', `definition of service "${name}" not found`, {
    subject: 'PGSERVICE',
  });
}

export type PasswordFile = { readonly text: string } | { readonly ignored: string } | null;

/** The password file, if others cannot read it (fe-connect.c, passwordFromFile). */
export async function readPasswordFile(path: string): Promise<PasswordFile> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isFile()) return { ignored: `password file "${path}" is not a plain file` };
  if ((found.mode & 0o077) !== 0) {
    return {
      ignored: `password file "${path}" has group or world access; permissions should be u=rw (0600) or less`,
    };
  }
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? { ignored: `password file "${path}" cannot be read` } : { text };
}

/** The settings of one service in a file of libpq (fe-connect.c, parseServiceFile); null if it is not in there. */
export function findService(text: string, service: string, path: string): ReadonlyMap<string, string> | null {
  const lines = text.split('\n').map((line) => line.trim());
  const start = lines.findIndex(
    (line) => line.startsWith('[') && line.slice(1, line.indexOf(']')) === service,
  );
  if (start === -1) return null;
  const settings = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (index <= start || line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) break;
    const equals = line.indexOf('=');
    if (equals === -1) {
      const message = `syntax error in service file "${path}", line ${index + 1}`;
      throw new Failure('usage', 'bad-service-file', message, { subject: path });
    }
    const key = line.slice(0, equals);
    // As in libpq the first one counts.
    if (!settings.has(key)) settings.set(key, line.slice(equals + 1));
  }
  return settings;
}
