import { join } from 'node:path';
import type { SqlAddress, SqlLogin, SqlSettings } from '../../operations/ports.js';
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
  readonly systemUser: string;
}

const SETTINGS = 'postgresql.authentication.superuser of the settings';

/** User and database: what was typed, then libpq's sources, then the settings, then libpq's defaults. */
export function resolveUser(sources: LoginSources): Omit<Login, 'password'> {
  const { typed, libpq, settings, systemUser } = sources;
  const named = sourced(typed.username, '-U') ?? libpq.user ?? sourced(settings.username, SETTINGS);
  const user = named ?? { value: systemUser, from: "the system's user" };
  const fallback =
    user.from === SETTINGS
      ? // A superuser need not have a database of his name.
        { value: 'postgres', from: 'the default' }
      : { value: user.value, from: "the user's name" };
  return { user, database: sourced(typed.database, '-d') ?? libpq.dbname ?? fallback };
}

/** The password: what was typed, then libpq's sources, then the settings if it is their user. */
export function resolvePassword(
  { user, database }: Omit<Login, 'password'>,
  address: SqlAddress,
  { typed, libpq, settings }: LoginSources,
  passwordFile: { readonly path: string; readonly content: PasswordFile },
): Sourced | null {
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
  return isTheirUser ? sourced(settings.password, SETTINGS) : null;
}

export function passwordFilePath(libpq: LibpqParameters, home: string): string {
  return libpq.passfile?.value ?? join(home, '.pgpass');
}

/** Empty counts as not given, as in libpq. */
function sourced(value: string | null, from: string): Sourced | null {
  return value === null || value === '' ? null : { value, from };
}
