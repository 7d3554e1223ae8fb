import { getHeapStatistics } from 'node:v8';
import pg from 'pg';
import type {
  Sql,
  SqlAddress,
  SqlAnswer,
  SqlLogin,
  SqlSession,
  SqlValue,
} from '../../operations/ports/sql-ports.js';
import { readAccess, type SqlOptions, warningOnce } from './access.js';
import { requestCancel } from './cancel-request.js';
import { type Connected, connect } from './connect.js';
import { TYPED } from './failure-reasons.js';
import { ResultTooLarge, wordsOf } from './message-limits.js';
import { typeNameOf } from './values.js';

export type { SqlOptions } from './access.js';

const LARGEST_RESULT = 256 * 1024 * 1024;
/** A result is in memory as values and as text, and there are more than one of either. */
const SHARE_OF_HEAP = 1 / 8;

type Cancelled = Extract<SqlAnswer, { readonly kind: 'cancelled' }>;

/** How long the server may take to confirm that it has cancelled; the deadline is over then. */
const CONFIRMATION_MS: Readonly<Record<Cancelled['by'], number>> = { deadline: 300, interruption: 2000 };

/** The server closes the connection at once when it is told to. */
const LEAVE_MS = 100;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Result = pg.QueryArrayResult<SqlValue[]>;

/** The result of somebody's statements may be large on purpose, but where Node.js runs out of memory it ends without a word. */
function resultBytes(): number {
  return Math.min(LARGEST_RESULT, getHeapStatistics().heap_size_limit * SHARE_OF_HEAP);
}

/** PostgreSQL with libpq's meaning of its environment and files. */
export function openSql(options: SqlOptions): Sql {
  const once = warningOnce(options);
  return { connect: (address, login) => openSession(address, login, once) };
}

async function openSession(address: SqlAddress, typed: SqlLogin, options: SqlOptions): Promise<SqlSession> {
  const { deadlineMs } = options;
  const start = performance.now();
  const remainingMs = (): number | null =>
    deadlineMs === null ? null : Math.max(1, deadlineMs - (performance.now() - start));
  const { connection, connectMs, loginAt } = await readAccess(options);
  const connected = await connect(address, loginAt(address, typed, null), {
    ...connection,
    isoDates: true,
    resultBytes: resultBytes(),
    remedies: TYPED,
    author: 'operator',
    timeoutMs: () => Math.min(connectMs, remainingMs() ?? connectMs),
  });
  return new PgSession(connected, address, remainingMs);
}

/** One connection; what it runs is cancelled on the server by the deadline, Ctrl-C or a signal to end. */
class PgSession implements SqlSession {
  /** psycopg2 cannot run COPY from or to the client, and neither can this. */
  private copy: 'TO' | 'FROM' | null = null;

  constructor(
    private readonly connected: Connected,
    private readonly address: SqlAddress,
    /** Milliseconds that are left; null for any time. */
    private readonly remainingMs: () => number | null,
  ) {
    const { connection } = connected.client;
    connection.on('copyInResponse', () => {
      this.copy = 'FROM';
    });
    connection.on('copyOutResponse', () => {
      this.copy = 'TO';
    });
  }

  async run(statements: string): Promise<SqlAnswer> {
    this.copy = null;
    const answer = this.ask(statements);
    const stop = awaitStop(this.remainingMs());
    const first = await Promise.race([answer, stop.requested]);
    stop.release();
    return typeof first === 'string' ? this.cancel(answer, first) : first;
  }

  /** A server that does not take leave is left. */
  async close(): Promise<void> {
    const { client } = this.connected;
    await Promise.race([client.end().catch(() => {}), later(LEAVE_MS)]);
    client.connection.stream.destroy();
  }

  private async ask(text: string): Promise<SqlAnswer> {
    try {
      const results = await this.connected.client.query<SqlValue[]>({ text, rowMode: 'array' });
      return this.copy === null ? answerOf(results) : copyError(this.copy);
    } catch (thrown) {
      return this.copy === 'FROM' ? copyError(this.copy) : failureOf(thrown);
    }
  }

  /** A statement that ended before the request arrived has ended well. */
  private async cancel(answer: Promise<SqlAnswer>, by: Cancelled['by']): Promise<SqlAnswer> {
    const patienceMs = CONFIRMATION_MS[by];
    void requestCancel(this.address, this.connected, patienceMs);
    const given = await Promise.race([answer, later(patienceMs)]);
    if (given === null) return { kind: 'cancelled', by, confirmed: false };
    const isCancelled = given.kind === 'failed' && given.error.sqlstate === '57014';
    return isCancelled ? { kind: 'cancelled', by, confirmed: true } : given;
  }
}

/** The deadline or a signal, whatever is first. */
function awaitStop(remainingMs: number | null) {
  let release = (): void => {};
  const requested = new Promise<Cancelled['by']>((resolve) => {
    const timer = remainingMs === null ? undefined : setTimeout(() => resolve('deadline'), remainingMs);
    const forget = onInterruption(() => resolve('interruption'));
    release = () => {
      clearTimeout(timer);
      forget();
    };
  });
  return { requested, release: () => release() };
}

function later(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
}

/** Several statements in one text give a list of results, of which the last one counts. */
function answerOf(results: Result | readonly Result[]): SqlAnswer {
  const result = 'fields' in results ? results : results.at(-1);
  if (result === undefined || result.command === null) return unsent("can't execute an empty query");
  const { fields, rows, command, rowCount } = result;
  if (fields.length === 0 && rows.length === 0) return { kind: 'executed', command, rowCount };
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    typeOid: dataTypeID,
    type: typeNameOf(dataTypeID),
  }));
  return { kind: 'rows', columns, rows };
}

/** The words of psycopg2. */
function copyError(direction: 'TO' | 'FROM'): SqlAnswer {
  return unsent(`can't execute COPY ${direction}: use the copy_${direction.toLowerCase()}() method instead`);
}

function unsent(message: string): SqlAnswer {
  return { kind: 'failed', error: { sqlstate: null, message, detail: null, hint: null } };
}

function failureOf(thrown: unknown): SqlAnswer {
  if (thrown instanceof ResultTooLarge) return { kind: 'too-large', limitBytes: thrown.limitBytes };
  if (!(thrown instanceof pg.DatabaseError)) {
    return { kind: 'lost', reason: wordsOf(thrown) };
  }
  const { severity, code, detail, hint } = thrown;
  const message = cut(thrown.message);
  // After these the server closes the connection.
  if (severity === 'FATAL' || severity === 'PANIC')
    return { kind: 'lost', reason: `${severity}: ${message}` };
  return {
    kind: 'failed',
    error: {
      sqlstate: code ?? null,
      message,
      detail: detail === undefined ? null : cut(detail),
      hint: hint === undefined ? null : cut(hint),
    },
  };
}

/** PostgreSQL itself bounds no text of an error. */
const LONGEST_TEXT = 100_000;

function cut(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT)} … (${text.length - LONGEST_TEXT} more characters)`;
}

/** Calls back instead of dying of the first signal; the returned function ends that. The next signal kills as usual. */
function onInterruption(callback: () => void): () => void {
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
  const handle = (): void => {
    stop();
    callback();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return stop;
}
