import pg from 'pg';
import type { RepairFacts } from '../../cluster/doctor/repair.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import { openAsSettings, type SqlOptions } from './access.js';
import { askServer, type Client } from './ask-server.js';

const NOT_PERMITTED = '42501';

/** Null if the server does not tell in time. */
export async function readRepairFacts(
  options: SqlOptions,
  address: SqlAddress,
  timeoutMs: number,
): Promise<RepairFacts | null> {
  const answer = await askServer(openAsSettings(options), address, timeoutMs, askRepairFacts);
  return answer.ok ? answer.value : null;
}

async function askRepairFacts(client: Client): Promise<RepairFacts> {
  const ask = async (text: string): Promise<RepairFacts> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return JSON.parse(rows[0]?.[0] ?? '');
  };
  return ask(statement(OLDEST_WAL)).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NOT_PERMITTED) return ask(statement('NULL'));
    throw thrown;
  });
}

/** From the names of the segments: timeline, then the position in units of 4 GB and of segments, in hexadecimal digits. */
const OLDEST_WAL = `(
  SELECT ('x' || substr(oldest, 1, 8))::bit(32)::bigint * 4294967296
    + ('x' || substr(oldest, 9, 8))::bit(32)::bigint * pg_size_bytes(current_setting('wal_segment_size'))
  FROM (SELECT min(substr(name, 9)) AS oldest FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$') AS segments
)`;

function statement(oldestWal: string): string {
  return `SELECT json_build_object(
  'dataChecksums', current_setting('data_checksums') = 'on',
  'walLogHints', current_setting('wal_log_hints') = 'on',
  'fullPageWrites', current_setting('full_page_writes') = 'on',
  'oldestWal', ${oldestWal},
  'replayPosition', CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' END,
  'receiver', (SELECT status FROM pg_stat_wal_receiver)
)::text`;
}
