import pg from 'pg';
import type { Saturation } from '../../cluster/evidence/evidence.js';
import type { ServerHealth } from '../../cluster/evidence/server-activity.js';
import { clockAhead } from '../../cluster/model/clock-ahead.js';
import type { SqlAddress, SqlHealth } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';
import { askFacts } from './server-facts.js';

/**
 * How full and how far a server is, as one JSON object, on PostgreSQL 10 and newer, on primaries and standbys. Who may not see
 * what others do is not told what they wait for. A slot holds back all from its position on; replay counts as late only while
 * something that was received is not replayed.
 */
const HEALTH = `
WITH me AS (
  SELECT pg_has_role(current_user, 'pg_read_all_stats', 'MEMBER') AS sees_all, pg_is_in_recovery() AS in_recovery
), clients AS (
  SELECT usename, application_name FROM pg_stat_activity
  WHERE backend_type = 'client backend' OR backend_type IS NULL AND datid IS NOT NULL AND usesysid IS NOT NULL
), holders AS (
  SELECT coalesce(usename, '') AS "user", coalesce(application_name, '') AS application, count(*) AS connections
  FROM clients GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 3
), place AS (
  SELECT CASE WHEN in_recovery THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
    ELSE pg_current_wal_lsn() END AS lsn
  FROM me
), slots AS (
  SELECT slot_name AS name, greatest(0, place.lsn - restart_lsn) AS "heldBytes", active
  FROM pg_replication_slots, place
)
SELECT json_build_object(
  'connections', (SELECT count(*) FROM clients),
  'maxConnections', current_setting('max_connections')::int,
  'reservedConnections', (SELECT sum(setting::int) FROM pg_settings
    WHERE name IN ('superuser_reserved_connections', 'reserved_connections')),
  'holders', (SELECT coalesce(json_agg(holders), '[]') FROM holders),
  'syncWaits', CASE WHEN sees_all THEN (SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep') END,
  'oldestTransactionAge', CASE WHEN sees_all THEN (
    SELECT extract(epoch FROM clock_timestamp() - min(xact_start)) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) END,
  'archiver', CASE
    WHEN current_setting('archive_mode') = 'off' OR in_recovery AND current_setting('archive_mode') <> 'always' THEN NULL
    WHEN (SELECT last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver) THEN 'failing'
    ELSE 'ok' END,
  'slots', (SELECT coalesce(json_agg(slots), '[]') FROM slots),
  'applyDelay', (SELECT setting::bigint / 1000.0 FROM pg_settings WHERE name = 'recovery_min_apply_delay'),
  'replayDelay', CASE
    WHEN NOT in_recovery THEN NULL
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END,
  'clock', extract(epoch FROM clock_timestamp()) * 1000
)::text FROM me`;

/** One connection and two round trips. A server that tells the facts only has told something. */
export async function readHealth(open: Open, address: SqlAddress, timeoutMs: number): Promise<SqlHealth> {
  const answer = await askServer(open, address, timeoutMs, askHealth);
  return answer.ok ? { ok: true, health: answer.value } : answer;
}

async function askHealth(client: Client): Promise<ServerHealth> {
  const facts = await askFacts(client);
  return { facts, ...(await askRest(client)) };
}

type Rest = Omit<ServerHealth, 'facts'>;

const NOTHING: Rest = { saturation: null, applyDelay: null, replayDelay: null, clockAheadMs: null };

async function askRest(client: Client): Promise<Rest> {
  const sent = Date.now();
  try {
    const { rows } = await client.query<[string]>({ text: HEALTH, rowMode: 'array' });
    return decodeRest(rows[0]?.[0] ?? '', sent);
  } catch (thrown) {
    if (thrown instanceof pg.DatabaseError) return NOTHING;
    throw thrown;
  }
}

/** What the statement answers. */
interface Told extends Omit<Saturation, 'walHeldBySlots'>, Pick<Rest, 'applyDelay' | 'replayDelay'> {
  readonly clock: number;
}

function decodeRest(text: string, sent: number): Rest {
  const { applyDelay, replayDelay, clock, ...saturation }: Told = JSON.parse(text);
  const held = saturation.slots.flatMap(({ heldBytes }) => heldBytes ?? []);
  return {
    saturation: { ...saturation, walHeldBySlots: Math.max(0, ...held) },
    applyDelay,
    replayDelay,
    clockAheadMs: clockAhead(clock, 0, { sent, received: Date.now() }),
  };
}
