import { join } from 'node:path';
import type { SqlAddress, SqlLogin } from '../../operations/ports/sql-ports.js';
import type { SqlSettings } from '../../operations/settings.js';
import type { PasswordFile } from './libpq-files.js';
import type { LibpqParameters, Sourced } from './libpq-parameters.js';
import { findPassword } from './password-file.js';

/** Who connects to what, and where each part was found. */
export interface Login {
  readonly user: Sourced;
  readonly database: Sourced;
  readonly password: Sourced | null;
}

export interface LoginSources {
  readonly typed: SqlLogin;
  readonly libpq: LibpqParameters;
  readonly settings: SqlSettings;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  readonly systemUser: string;
  /** The database if none is named; null for libpq's choice. */
  readonly standardDatabase: string | null;
}

const SETTINGS = 'postgresql.authentication.superuser';

/** User and database: what was typed, then libpq's sources, then the settings, then libpq's defaults. */
export function resolveUser(sources: LoginSources): Omit<Login, 'password'> {
  const { typed, libpq, systemUser, standardDatabase } = sources;
  const known = sourced(typed.username, '-U') ?? libpq.user;
  const configured = fromSettings('username', sources);
  const user = known ?? configured ?? { value: systemUser, from: "the system's user" };
  // A superuser need not have a database of his name.
  const standard = standardDatabase ?? (user === configured ? 'postgres' : null);
  const fallback =
    standard === null
      ? { value: user.value, from: "the user's name" }
      : { value: standard, from: 'the default' };
  return { user, database: sourced(typed.database, '-d') ?? libpq.dbname ?? fallback };
}

/** The password: what was typed, then libpq's sources, then the settings if it is their user. */
export function resolvePassword(
  { user, database }: Omit<Login, 'password'>,
  address: SqlAddress,
  sources: LoginSources,
  passwordFile: { readonly path: string; readonly content: PasswordFile },
): Sourced | null {
  const { typed, libpq, settings } = sources;
  const known = sourced(typed.password, '--password') ?? libpq.password;
  if (known !== null) return known;
  const { path, content } = passwordFile;
  if (content !== null && 'text' in content) {
    const found = findPassword(content.text, { ...address, database: database.value, user: user.value });
    if (found?.password) return { value: found.password, from: `${path}, line ${found.line}` };
  }
  const isTheirUser =
    settings.username === null
      ? typed.username === null && libpq.user === null
      : settings.username === user.value;
  return isTheirUser ? fromSettings('password', sources) : null;
}

export function passwordFilePath(libpq: LibpqParameters, home: string): string {
  return libpq.passfile?.value ?? join(home, '.pgpass');
}

function fromSettings(key: 'username' | 'password', { settings, placeOf }: LoginSources): Sourced | null {
  const path = `${SETTINGS}.${key}`;
  return sourced(settings[key], `${path} (${placeOf(path)})`);
}

/** Empty counts as not given, as in libpq. */
function sourced(value: string | null, from: string): Sourced | null {
  return value === null || value === '' ? null : { value, from };
}
