import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import { bound } from './bounded-connection.js';
import type { BackendKey } from './cancel-request.js';
import { beforeDeadline, remainingMs } from './deadline.js';
import { allowsOtherTransport, explainFailure, type FailedAttempt } from './explain-failure.js';
import { NO_PASSWORD, type Remedies } from './failure-reasons.js';
import type { Login } from './login.js';
import { INSPECTION_BYTES, MessageLimits } from './message-limits.js';
import type { Transport } from './tls-mode.js';
import type { Author } from './trace-statements.js';
import { decoderOf } from './values.js';

export interface ConnectOptions {
  readonly transports: readonly Transport[];
  readonly tls: ConnectionOptions;
  readonly applicationName: string;
  /** For the server process, as in PGOPTIONS. */
  readonly options: string;
  /** Dates in ISO notation, whatever the server prefers; that may cost a round trip. */
  readonly isoDates: boolean;
  /** What the answer to a query may cost in memory; `INSPECTION_BYTES` unless told otherwise. */
  readonly resultBytes?: number;
  /** As a standby, which gets WAL and files and asks no queries. */
  readonly replication?: boolean;
  /** For messages. */
  readonly remedies: Remedies;
  /** For each transport. */
  readonly timeoutMs: () => number;
  /** No longer than this may the server be silent on the way. */
  readonly silenceMs?: number | undefined;
  /** Called when the server begins to answer. */
  readonly answered?: (() => void) | undefined;
  readonly trace: Trace | null;
  /** `ctl` unless told otherwise. */
  readonly author?: Author;
}

/** A connection in psycopg2's manner: autocommit. */
export interface Connected {
  readonly client: pg.Client;
  readonly key: BackendKey | null;
  readonly transport: Transport;
  readonly trace: Trace | null;
}

/** Tries the transports as libpq would. */
export async function connect(
  address: SqlAddress,
  login: Login,
  options: ConnectOptions,
): Promise<Connected> {
  const failed: FailedAttempt[] = [];
  for (const transport of options.transports) {
    try {
      return await connectTold(transport, address, login, options);
    } catch (thrown) {
      if (!(thrown instanceof NotConnected)) throw thrown;
      failed.push(thrown.attempt);
      if (!allowsOtherTransport(thrown.attempt)) break;
    }
  }
  throw explainFailure(failed, address, login, options.remedies);
}

/** Takes leave without waiting; what is under way is cut. */
export function end({ client }: Connected): void {
  client.end().catch(() => {});
}

class NotConnected extends Error {
  constructor(readonly attempt: FailedAttempt) {
    super(attempt.error.message);
  }
}

/** With a word to the trace, if there is one. */
async function connectTold(
  transport: Transport,
  address: SqlAddress,
  login: Login,
  options: ConnectOptions,
): Promise<Connected> {
  const { trace, author = 'ctl' } = options;
  if (trace === null) return connectBy(transport, address, login, options);
  const { traceConnect, traceStatements } = await import('./trace-statements.js');
  const connected = await traceConnect(trace, address, { user: login.user.value, transport }, () =>
    connectBy(transport, address, login, options),
  );
  traceStatements(connected.client, trace, address, author);
  return connected;
}

async function connectBy(
  transport: Transport,
  address: SqlAddress,
  login: Login,
  {
    tls,
    applicationName,
    options,
    isoDates,
    replication,
    resultBytes = INSPECTION_BYTES,
    timeoutMs,
    silenceMs,
    answered,
    trace,
  }: ConnectOptions,
): Promise<Connected> {
  const { user, database, password } = login;
  // Everything is said, because pg reads the environment by itself, and not as libpq does.
  const deadline = performance.now() + timeoutMs();
  const client = new pg.Client({
    ...address,
    user: user.value,
    database: database.value,
    password: () => {
      if (password === null) throw new Error(NO_PASSWORD);
      return password.value;
    },
    ssl: transport === 'tls' ? { ...tls } : false,
    sslnegotiation: 'postgres',
    application_name: applicationName,
    ...(options === '' ? {} : { options }),
    ...(replication ? { replication: 'true' } : {}),
    connectionTimeoutMillis: remainingMs(deadline),
    keepAlive: true,
    types: { getTypeParser: (typeOid: number) => decoderOf(typeOid) },
  });
  bound(client, new MessageLimits(resultBytes));
  // What happens to an idle connection shows when it is used.
  client.on('error', () => {});
  let key: BackendKey | null = null;
  let dateStyle = '';
  let authenticated = false;
  client.connection.on('authenticationOk', () => {
    authenticated = true;
  });
  client.connection.on('backendKeyData', (told: BackendKey) => {
    key = told;
  });
  client.connection.on('parameterStatus', (told: { parameterName: string; parameterValue: string }) => {
    if (told.parameterName === 'DateStyle') dateStyle = told.parameterValue;
  });
  if (answered !== undefined) client.connection.stream.once('data', answered);
  const endSilence = silenceMs === undefined ? () => {} : limitSilence(client, silenceMs);
  try {
    await client.connect();
    if (isoDates && !dateStyle.startsWith('ISO')) {
      const set = await beforeDeadline(client.query('SET datestyle TO ISO'), deadline);
      if (set === 'too-late') throw new Error('timeout expired');
    }
  } catch (error) {
    // Whoever says no and goes on talking is not listened to.
    client.connection.stream.destroy();
    throw new NotConnected({
      transport,
      authenticated,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  } finally {
    endSilence();
  }
  return { client, key, transport, trace };
}

/** Gives up on a server that says nothing for so long, as pg does after its own time; ended by the function returned. */
function limitSilence({ connection }: pg.Client, silenceMs: number): () => void {
  const timer = setTimeout(() => connection.stream.destroy(new Error('timeout expired')), silenceMs);
  const renew = (): void => void timer.refresh();
  // Once TLS begins the stream below it tells nothing any more.
  const watch = (): void => {
    renew();
    for (const event of ['data', 'secureConnect']) connection.stream.on(event, renew);
  };
  watch();
  connection.on('sslconnect', watch);
  return () => {
    clearTimeout(timer);
    connection.off('sslconnect', watch);
    for (const event of ['data', 'secureConnect']) connection.stream.off(event, renew);
  };
}
