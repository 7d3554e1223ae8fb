import { join } from 'node:path';
import type { SqlAddress, SqlLogin } from '../../operations/ports/sql-ports.js';
import type { SqlSettings } from '../../operations/settings.js';
import type { PasswordFile } from './libpq-files.js';
import type { LibpqParameters, Sourced } from './libpq-parameters.js';

/** Who connects to what, and where each part was found. */
export interface Login {
  readonly user: Sourced;
  readonly database: Sourced;
  readonly password: Sourced | null;
}

interface LoginSources {
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

/** What a line of the password file is looked up by. */
interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

interface FoundPassword {
  readonly password: string;
  /** Counted from 1. */
  readonly line: number;
}

interface Field {
  readonly raw: string;
  readonly text: string;
  /** What follows the colon; null without one. */
  readonly rest: string | null;
}

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

/** The password of the first line that matches, by the rules of libpq (fe-connect.c, passwordFromFile). */
export function findPassword(text: string, key: PasswordKey): FoundPassword | null {
  const wanted = [key.host, String(key.port), key.database, key.user];
  for (const [index, line] of text.split('\n').entries()) {
    const password = line.startsWith('#') ? null : matchLine(line.replace(/\r$/, ''), wanted);
    if (password !== null) return { password, line: index + 1 };
  }
  return null;
}

function matchLine(line: string, wanted: readonly string[]): string | null {
  let rest = line;
  for (const value of wanted) {
    const field = readField(rest);
    if (field.rest === null || !(field.raw === '*' || field.text === value)) return null;
    rest = field.rest;
  }
  return readField(rest).text;
}

/** A field ends at a colon; a backslash takes the next character as it is. */
function readField(line: string): Field {
  const raw = /^(?:\\.|[^:\\]|\\$)*/s.exec(line)?.[0] ?? '';
  const rest = line[raw.length] === ':' ? line.slice(raw.length + 1) : null;
  return { raw, text: raw.replace(/\\(.)/gs, '$1'), rest };
}
