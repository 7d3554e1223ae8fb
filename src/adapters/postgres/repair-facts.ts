import type { RepairFacts } from '../../cluster/doctor/repair.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import { openAsSettings, type SqlOptions } from './access.js';
import { askGuarded, askServer, type Client } from './ask-server.js';

/** Null if the server does not tell in time. */
export async function readRepairFacts(
  options: SqlOptions,
  address: SqlAddress,
  timeoutMs: number,
): Promise<RepairFacts | null> {
  const answer = await askServer(openAsSettings(options), address, timeoutMs, (client: Client) =>
    askGuarded<RepairFacts>(client, OLDEST_WAL, statement),
  );
  return answer.ok ? answer.value : null;
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
