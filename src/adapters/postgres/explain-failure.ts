import pg from 'pg';
import { Failure } from '../../errors.js';
import { type Hint, hint } from '../../formats/hint.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import { NO_PASSWORD, NO_TLS, type Remedies, reasonOf } from './failure-reasons.js';
import type { Login } from './login.js';
import type { Transport } from './tls-mode.js';

/** A connection that was tried in vain. */
export interface FailedAttempt {
  readonly transport: Transport;
  /** Whether the login was accepted. */
  readonly authenticated: boolean;
  readonly error: Error;
}

const NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
];

type Layer = 'network' | 'tls' | 'login' | 'server';

/** Which layer said no. */
function layerOf({ transport, error }: FailedAttempt): Layer {
  if (error instanceof pg.DatabaseError) return error.code?.startsWith('28') ? 'login' : 'server';
  if (error.message === NO_PASSWORD) return 'login';
  const code = 'code' in error ? String(error.code) : '';
  const isNetwork = NETWORK.includes(code) || /timeout expired|terminated/.test(error.message);
  return transport === 'plain' || isNetwork ? 'network' : 'tls';
}

/** Whether libpq would try the other transport: the server refused the login, or TLS did not come about. */
export function allowsOtherTransport(attempt: FailedAttempt): boolean {
  if (attempt.authenticated) return false;
  return attempt.error instanceof pg.DatabaseError || layerOf(attempt) === 'tls';
}

/** One failure for all attempts, in libpq's words, with what to change. */
export function explainFailure(
  attempts: readonly FailedAttempt[],
  address: SqlAddress,
  login: Login,
  remedies: Remedies,
): Failure {
  // A server without TLS is no reason if it was asked without TLS as well.
  const told = attempts.filter(({ error }) => error.message !== NO_TLS || attempts.length === 1);
  const of = (layer: Layer): FailedAttempt | undefined => told.find((attempt) => layerOf(attempt) === layer);
  // That a connection without TLS is refused matters only if nothing was wrong with TLS.
  const wrongLogin = told.find((attempt) => layerOf(attempt) === 'login' && !isForbidden(attempt.error));
  const decisive = wrongLogin ?? of('server') ?? of('tls') ?? of('login') ?? told[0];
  const lines = told.map(({ error }) => reasonOf(error, address));
  const message = [...new Set(lines)].join('\n');
  const subject = `${address.host}:${address.port}`;
  if (decisive === undefined) return new Failure('unreachable', 'sql-unreachable', message, { subject });
  const layer = layerOf(decisive);
  return new Failure('unreachable', isFull(decisive) ? 'sql-too-many-clients' : CODES[layer], message, {
    subject,
    next: nextStep(layer, decisive, address, login, remedies),
    cause: decisive.error,
  });
}

const CODES: Readonly<Record<Layer, string>> = {
  network: 'sql-unreachable',
  tls: 'sql-tls',
  login: 'sql-auth',
  server: 'sql-refused',
};

/** The server has no connection left (`too_many_connections`, appendix A of PostgreSQL's documentation). */
function isFull({ error }: FailedAttempt): boolean {
  return error instanceof pg.DatabaseError && error.code === '53300';
}

/** By pg_hba.conf, whatever the password. */
function isForbidden(error: Error): boolean {
  return /pg_hba\.conf/.test(error.message);
}

function nextStep(
  layer: Layer,
  { transport, error }: FailedAttempt,
  address: SqlAddress,
  login: Login,
  remedies: Remedies,
): Hint {
  const { user, database, password } = login;
  const who = `user "${user.value}" is from ${user.from}`;
  switch (layer) {
    case 'network':
      return hint`${address.host}:${address.port} is what the member has published; is PostgreSQL running there?`;
    case 'tls':
      return error.message === NO_TLS
        ? hint`set PGSSLMODE to prefer to connect without TLS`
        : hint`set PGSSLROOTCERT to the authority of the server, or PGSSLMODE to require to verify nothing`;
    case 'login':
      if (isForbidden(error)) {
        const entry = `let ${address.host} have an entry for it in postgresql.pg_hba of the agent`;
        return transport === 'plain' ? hint`set PGSSLMODE to require, or ${entry}` : hint`${who}; ${entry}`;
      }
      return password === null
        ? hint`${who}; no password for it in PGPASSWORD, the password file or the settings: ${remedies.login}`
        : hint`${who}, its password from ${password.from}; ${remedies.login} for others`;
    case 'server':
      return error instanceof pg.DatabaseError && error.code === '3D000'
        ? hint`database "${database.value}" is from ${database.from}; ${remedies.database} for another`
        : remedies.server;
  }
}
