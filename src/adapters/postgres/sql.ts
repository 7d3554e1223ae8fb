import { getHeapStatistics } from 'node:v8';
import type { Sql, SqlAddress, SqlLogin, SqlSession } from '../../operations/ports/sql-ports.js';
import { readAccess, type SqlOptions, warningOnce } from './access.js';
import { connect } from './connect.js';
import { TYPED } from './remedies.js';
import { PgSession } from './session.js';

export type { SqlOptions } from './access.js';

const LARGEST_RESULT = 256 * 1024 * 1024;
/** A result is in memory as values and as text, and there are more than one of either. */
const SHARE_OF_HEAP = 1 / 8;

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
    timeoutMs: () => Math.min(connectMs, remainingMs() ?? connectMs),
  });
  return new PgSession(connected, address, remainingMs);
}
