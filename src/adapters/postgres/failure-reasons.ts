import pg from 'pg';
import { type Hint, hint } from '../../formats/hint.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';

export const NO_PASSWORD = 'fe_sendauth: no password supplied';
/** pg's words. */
export const NO_TLS = 'The server does not support SSL connections';

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'Connection refused'],
  ['ECONNRESET', 'server closed the connection unexpectedly'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['ETIMEDOUT', 'Connection timed out'],
  [NO_TLS, 'server does not support SSL, but SSL was required'],
  ['Connection terminated unexpectedly', 'server closed the connection unexpectedly'],
]);

/** What an operator can do about a connection that failed. */
export interface Remedies {
  readonly login: string;
  readonly database: string;
  readonly server: Hint;
}

/** Of a command with options for the login. */
export const TYPED: Remedies = {
  login: 'use -U USER and --password',
  database: 'use -d DATABASE',
  server: hint`try again later, or another member: -m MEMBER`,
};

/** Of connections that `ctl` makes for its own purposes. */
export const UNTYPED: Remedies = {
  login: 'set PGUSER and PGPASSWORD',
  database: 'set PGDATABASE',
  server: hint`try again later`,
};

/** Why there is no connection, as libpq says it. */
export function reasonOf(error: Error, { host, port }: SqlAddress): string {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `could not translate host name "${host}" to address: Name or service not known`;
  }
  return `connection to server at "${host}", port ${port} failed: ${detailOf(error, code)}`;
}

function detailOf(error: Error, code: string): string {
  if (error instanceof pg.DatabaseError) return `${error.severity ?? 'FATAL'}:  ${error.message}`;
  const known = REASONS.get(code) ?? REASONS.get(error.message);
  if (known !== undefined) return known;
  return /TLS|SSL|CERT|SIGNATURE|EPROTO/.test(code) ? `SSL error: ${error.message}` : error.message;
}

/** Of several addresses of one name the error of the first. */
function codeOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return first instanceof Error && 'code' in first ? String(first.code) : '';
}
