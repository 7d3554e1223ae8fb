import pg from 'pg';
import { Failure, type Problem } from '../../errors.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { requestCancel } from './cancel-request.js';
import { type Connected, end } from './connect.js';
import { beforeDeadline, remainingMs } from './deadline.js';
import { wordsOf } from './message-limits.js';

export type Client = Connected['client'];

type ServerAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

const CANCEL_MS = 1000;

/** Asks over a connection of its own, in bounded time; no answer is an answer, too. Who has asked may `keep` the connection. */
export async function askServer<T>(
  open: Open,
  address: SqlAddress,
  timeoutMs: number,
  ask: (client: Client) => Promise<T>,
  keep: (connected: Connected) => void = end,
): Promise<ServerAnswer<T>> {
  const deadline = performance.now() + timeoutMs;
  try {
    const connected = await open(address, () => remainingMs(deadline));
    let leave: (connected: Connected) => void = end;
    try {
      const answer = await beforeDeadline(ask(connected.client), deadline);
      if (answer !== 'too-late') {
        leave = keep;
        return { ok: true, value: answer.value };
      }
      void requestCancel(address, connected, CANCEL_MS);
      throw failure('sql-unreachable', `no answer in ${timeoutMs} ms`, address);
    } finally {
      leave(connected);
    }
  } catch (thrown) {
    if (thrown instanceof Failure) return { ok: false, problem: thrown.problem };
    return { ok: false, problem: failure('sql-refused', wordsOf(thrown), address).problem };
  }
}

function failure(code: string, message: string, { host, port }: SqlAddress): Failure {
  return new Failure('unreachable', code, `server at "${host}", port ${port}: ${message}`, {
    subject: `${host}:${port}`,
  });
}

const NOT_PERMITTED = '42501';

/** The one JSON value of a statement; what the login may not read (`guarded`) is asked for as NULL then. */
export async function askGuarded<T>(
  client: Client,
  guarded: string,
  statement: (guarded: string) => string,
): Promise<T> {
  const ask = async (text: string): Promise<T> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return JSON.parse(rows[0]?.[0] ?? '');
  };
  return ask(statement(guarded)).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NOT_PERMITTED) return ask(statement('NULL'));
    throw thrown;
  });
}
