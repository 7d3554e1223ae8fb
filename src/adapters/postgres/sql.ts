import { userInfo } from 'node:os';
import type { Problem } from '../../errors.js';
import type { Sql, SqlAddress, SqlLogin, SqlSession, SqlSettings } from '../../operations/ports.js';
import { connect } from './connect.js';
import { homeOf, readPasswordFile, readService } from './libpq-files.js';
import { type Environment, type LibpqParameters, libpqParameters } from './libpq-parameters.js';
import { type Login, type LoginSources, passwordFilePath, resolvePassword, resolveUser } from './login.js';
import { PgSession } from './session.js';
import { type SystemAuthorities, tlsOptions } from './tls-files.js';
import { parseSslMode, transportsOf } from './tls-mode.js';

/** patronictl's connect_timeout. */
const CONNECT_MS = 5000;

export interface SqlOptions {
  readonly settings: SqlSettings;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  readonly env: Environment;
  /** For each session from the attempt to connect to its end; null for connecting in `CONNECT_MS` and any time after that. */
  readonly deadlineMs: number | null;
  /** What PGSSLROOTCERT=system means. */
  readonly systemAuthorities: SystemAuthorities;
  readonly warn: (problem: Problem) => void;
}

/** PostgreSQL with libpq's meaning of its environment and files. */
export function openSql(options: SqlOptions): Sql {
  let warned = false;
  const warnOnce = (problem: Problem): void => {
    if (!warned) options.warn(problem);
    warned = true;
  };
  return { connect: (address, login) => openSession(address, login, { ...options, warn: warnOnce }) };
}

async function openSession(address: SqlAddress, typed: SqlLogin, options: SqlOptions): Promise<SqlSession> {
  const { env, deadlineMs, settings, placeOf } = options;
  const start = performance.now();
  const remainingMs = (): number | null =>
    deadlineMs === null ? null : Math.max(1, deadlineMs - (performance.now() - start));
  const home = homeOf(env);
  const libpq = libpqParameters(await readService(env), env);
  const sources = { typed, libpq, settings, placeOf, systemUser: systemUser(env) };
  const login = await findLogin(address, sources, home, options.warn);
  const mode = parseSslMode(libpq.sslmode);
  const transports = transportsOf(mode);
  const connectMs = connectTimeoutMs(libpq);
  const connected = await connect(address, login, {
    transports,
    tls: transports.includes('tls') ? await tlsOptions(mode, libpq, home, options.systemAuthorities) : {},
    applicationName: libpq.application_name?.value ?? 'ctl',
    options: serverOptions(libpq),
    timeoutMs: () => Math.min(connectMs, remainingMs() ?? connectMs),
  });
  return new PgSession(connected, address, remainingMs);
}

async function findLogin(
  address: SqlAddress,
  sources: LoginSources,
  home: string,
  warn: SqlOptions['warn'],
): Promise<Login> {
  const who = resolveUser(sources);
  const path = passwordFilePath(sources.libpq, home);
  const content = await readPasswordFile(path);
  const password = resolvePassword(who, address, sources, { path, content });
  const isConsulted = !sources.typed.password && sources.libpq.password === null;
  if (isConsulted && content !== null && 'ignored' in content) {
    warn({
      code: 'password-file-ignored',
      message: content.ignored,
      subject: path,
      next: `chmod 600 ${path}`,
    });
  }
  return { ...who, password };
}

function connectTimeoutMs({ connect_timeout: timeout }: LibpqParameters): number {
  const seconds = Number(timeout?.value);
  // libpq waits at least 2 seconds, and for ever if it is told so; ctl never waits for ever.
  return seconds > 0 ? Math.max(2, seconds) * 1000 : CONNECT_MS;
}

function serverOptions({ options, timezone }: LibpqParameters): string {
  const zone = timezone === null ? [] : [`-c TimeZone=${timezone.value.replace(/[\\\s]/g, '\\$&')}`];
  return [...(options === null ? [] : [options.value]), ...zone].join(' ');
}

function systemUser(env: Environment): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER ?? '';
  }
}
