import { userInfo } from 'node:os';
import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { SqlAddress, SqlLogin } from '../../operations/ports/sql-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { SqlSettings } from '../../operations/settings.js';
import { type Connected, type ConnectOptions, connect } from './connect.js';
import { UNTYPED } from './failure-reasons.js';
import { homeOf, readPasswordFile, readService } from './libpq-files.js';
import { type Environment, type LibpqParameters, libpqParameters } from './libpq-parameters.js';
import { type Login, passwordFilePath, resolvePassword, resolveUser } from './login.js';
import { type SystemAuthorities, tlsOptions } from './tls-files.js';
import { parseSslMode, type Transport, transportsOf } from './tls-mode.js';

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
  readonly trace?: Trace | null;
}

/** How servers are reached, by libpq's environment and files and the settings as they were when it was read. */
export interface Access {
  /** The login at an address; without a standard database libpq's, which has the name of the user. */
  loginAt(address: SqlAddress, typed: SqlLogin, standardDatabase: string | null): Login;
  readonly connectMs: number;
  readonly connection: Pick<ConnectOptions, 'transports' | 'tls' | 'applicationName' | 'options' | 'trace'>;
}

/** Opens a connection or fails; the time is asked for before each transport. */
export type Open = (address: SqlAddress, timeoutMs: () => number, how?: OpenHow) => Promise<Connected>;

export interface OpenHow {
  /** No longer than this may the server be silent on the way. */
  readonly silenceMs?: number;
  /** Called when it begins to answer. */
  readonly answered?: () => void;
  /** The only one to try. */
  readonly transport?: Transport;
}

const NOTHING_TYPED: SqlLogin = { username: null, password: null, database: null };

/** Reads everything that libpq would read. */
export async function readAccess(options: SqlOptions): Promise<Access> {
  const { env, settings, placeOf } = options;
  const home = homeOf(env);
  const libpq = libpqParameters(await readService(env), env);
  const path = passwordFilePath(libpq, home);
  const content = await readPasswordFile(path);
  const mode = parseSslMode(libpq.sslmode);
  const transports = transportsOf(mode);
  return {
    loginAt: (address, typed, standardDatabase) => {
      const sources = { typed, libpq, settings, placeOf, systemUser: systemUser(env), standardDatabase };
      const who = resolveUser(sources);
      const isConsulted = !typed.password && libpq.password === null;
      if (isConsulted && content !== null && 'ignored' in content) {
        options.warn({
          code: 'password-file-ignored',
          message: content.ignored,
          subject: path,
          next: hint`chmod 600 ${path}`,
        });
      }
      return { ...who, password: resolvePassword(who, address, sources, { path, content }) };
    },
    connectMs: connectTimeoutMs(libpq),
    connection: {
      transports,
      tls: transports.includes('tls') ? await tlsOptions(mode, libpq, home, options.systemAuthorities) : {},
      applicationName: libpq.application_name?.value ?? 'ctl',
      options: serverOptions(libpq),
      trace: options.trace ?? null,
    },
  };
}

/** The same options with a `warn` that is heard once only. */
export function warningOnce(options: SqlOptions): SqlOptions {
  let warned = false;
  const warn = (problem: Problem): void => {
    if (!warned) options.warn(problem);
    warned = true;
  };
  return { ...options, warn };
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

/** Single connections with the login of libpq's environment and files or of the settings. */
export function openAsSettings(options: SqlOptions): Open {
  return async (address, timeoutMs) => {
    const { connection, loginAt } = await readAccess(options);
    const login = loginAt(address, NOTHING_TYPED, 'postgres');
    return connect(address, login, { ...connection, isoDates: false, remedies: UNTYPED, timeoutMs });
  };
}
