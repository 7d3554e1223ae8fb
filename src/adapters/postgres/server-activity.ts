import pg from 'pg';
import type { ServerActivity } from '../../cluster/evidence/server-activity.js';
import type { SqlActivity, SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';

const NO_SUCH_VIEW = '42P01';

/** One connection and one round trip, two for a server before 13. */
export async function readActivity(open: Open, address: SqlAddress, timeoutMs: number): Promise<SqlActivity> {
  const answer = await askServer(open, address, timeoutMs, askActivity);
  return answer.ok ? { ok: true, activity: answer.value } : answer;
}

async function askActivity(client: Client): Promise<ServerActivity> {
  const ask = async (text: string): Promise<ServerActivity> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return decodeActivity(rows[0]?.[0] ?? '');
  };
  return ask(ACTIVITY).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NO_SUCH_VIEW) return ask(WITHOUT_BACKUPS);
    throw thrown;
  });
}

/** The statement answers in the words of the domain; a base backup whose phase is hidden tells nothing. */
function decodeActivity(text: string): ServerActivity {
  const { baseBackups, ...others }: ServerActivity = JSON.parse(text);
  const isHidden = baseBackups?.some(({ phase }) => phase === null) ?? true;
  return { ...others, baseBackups: isHidden ? null : baseBackups };
}

const WITHOUT_BACKUPS = statement('NULL');

const ACTIVITY = statement(`(
  SELECT coalesce(json_agg(json_build_object(
    'pid', b.pid,
    'age', extract(epoch FROM clock_timestamp() - a.backend_start),
    'clientAddress', host(a.client_addr),
    'phase', b.phase,
    'totalBytes', b.backup_total,
    'sentBytes', coalesce(b.backup_streamed, 0)
  ) ORDER BY a.backend_start), '[]')
  FROM pg_stat_progress_basebackup b LEFT JOIN pg_stat_activity a ON a.pid = b.pid
)`);

function statement(baseBackups: string): string {
  return `SELECT json_build_object(
  'configLoadedAt', pg_conf_load_time(),
  'walSenders', json_build_object(
    'used', (SELECT count(*) FROM pg_stat_replication), 'max', current_setting('max_wal_senders')::int),
  'replicationSlots', json_build_object(
    'used', (SELECT count(*) FROM pg_replication_slots), 'max', current_setting('max_replication_slots')::int),
  'baseBackups', ${baseBackups}
)::text`;
}
