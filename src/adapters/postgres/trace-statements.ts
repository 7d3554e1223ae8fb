import { TLSSocket } from 'node:tls';
import pg from 'pg';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import { failureWords, traced } from '../exchange/traced.js';
import type { Transport } from './tls-mode.js';

/** Of a statement of ctl's own. */
const CHARACTERS_TOLD = 60;

/** What a typed statement may begin with and be told by; anything else may be a secret that was typed by mistake. */
const WORDS =
  /^\s*(SELECT|WITH|TABLE|VALUES|SHOW|SET|RESET|EXPLAIN|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT|COPY|CALL|DO|BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|LOCK|PREPARE|EXECUTE|DEALLOCATE|DECLARE|FETCH|MOVE|CLOSE|LISTEN|UNLISTEN|NOTIFY|ANALYZE|VACUUM|CLUSTER|REINDEX|REFRESH|CHECKPOINT|DISCARD|LOAD|SECURITY|IMPORT|REASSIGN)\b/i;

/** Whose statements a client runs: what an operator has typed may hold anything, and what a server says about it, too. */
export type Author = 'ctl' | 'operator';

/** One attempt to log in; how the connection is protected is the answer to it. */
export function traceConnect<T extends { readonly client: pg.Client }>(
  trace: Trace,
  address: SqlAddress,
  { user, transport }: { readonly user: string; readonly transport: Transport },
  connect: () => Promise<T>,
): Promise<T> {
  const how = transport === 'tls' ? ' over TLS' : '';
  return traced(trace, askedOf(address, `connect as ${user}${how}`), connect, ({ client }) => {
    const { stream } = client.connection;
    return stream instanceof TLSSocket ? (stream.getProtocol() ?? 'TLS').replace('TLSv', 'TLS ') : 'no TLS';
  });
}

/** What nobody answers. */
export function traceCancel(
  trace: Trace,
  address: SqlAddress,
  send: () => Promise<Error | null>,
): Promise<Error | null> {
  const describe = (failure: Error | null): string => (failure === null ? 'sent' : failureWords(failure));
  return traced(trace, askedOf(address, 'cancel request'), send, describe);
}

/** From now on every statement of the client is told of when it has been answered. */
export function traceStatements(client: pg.Client, trace: Trace, address: SqlAddress, author: Author): void {
  const { query } = client;
  Object.assign(client, {
    query: (...args: unknown[]): unknown => {
      const run = (): unknown => Reflect.apply(query, client, args);
      const asked = askedOf(address, statementWords(textOf(args[0]), author));
      const describeFailure = author === 'ctl' ? failureWords : codeOf;
      return traced(trace, asked, async () => run(), resultWords, describeFailure);
    },
  });
}

function askedOf({ host, port }: SqlAddress, request: string) {
  return { peer: 'sql', address: `${host}:${port}`, request } as const;
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const isConfig = typeof query === 'object' && query !== null && 'text' in query;
  return isConfig ? String(query.text) : '';
}

function statementWords(text: string, author: Author): string {
  if (author === 'operator') {
    const word = WORDS.exec(text)?.[1]?.toUpperCase() ?? 'statement';
    return `${word} … (${Array.from(text).length} characters)`;
  }
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > CHARACTERS_TOLD ? `${line.slice(0, CHARACTERS_TOLD)}…` : line;
}

/** Several statements at once have a list of results. */
function resultWords(answer: unknown): string {
  if (Array.isArray(answer)) return answer.map(resultWords).join('; ');
  const isResult = typeof answer === 'object' && answer !== null && 'rows' in answer && 'command' in answer;
  if (!isResult || !Array.isArray(answer.rows)) return 'answered';
  const { rows, command } = answer;
  const isTable = command === 'SELECT' || rows.length > 0;
  return isTable ? `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}` : String(command ?? 'nothing');
}

/** The words of an error repeat what was typed. */
function codeOf(thrown: unknown): string {
  return thrown instanceof pg.DatabaseError ? `failed: SQLSTATE ${thrown.code}` : failureWords(thrown);
}
